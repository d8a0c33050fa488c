// Functions of two operands, element by element, with broadcasting.
#include "kernels/power.h"

#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;

// Half the derivative to each operand where they are equal.
Ref share(const Ref& d, const Ref& won, const Ref& tied) {
  return d * (cast(won, d.dtype()) + cast(tied, d.dtype()) * 0.5);
}

const Operation kAdd =
    arithmetic<Binary::kAdd, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; }>("add", kReadsNothing);

const Operation kSub =
    arithmetic<Binary::kSub, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return -d; }>("sub", kReadsNothing);

const Operation kMul =
    arithmetic<Binary::kMul, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d * b; },
               [](const Ref& d, const Ref& a, const Ref&, const Ref&) { return d * a; }>("mul",
                                                                                         kReads0 | kReads1);

const Operation kDiv =
    arithmetic<Binary::kDiv, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d / b; },
               [](const Ref& d, const Ref&, const Ref& b, const Ref& y) { return -(d * y / b); }>(
        "div", kReads1 | kReadsOut);

// Each element of memory once: a view may repeat them more often than can be gone through.
Ref distinct(const Ref& x) {
  Dims count = x.shape();
  for (int i = 0; i < x.rank(); ++i)
    if (x->strides[i] == 0 && count[i] > 1) count[i] = 1;
  return slice(x, Dims::filled(x.rank(), 0), count, Dims::filled(x.rank(), 1));
}

void eval_power(const Evaluation& e) {
  const Node& exponents = e.in(1);
  if (is_integer(exponents.dtype) && e.out.count() > 0) {
    const Ref x = distinct(e.inputs[1]);
    const std::int64_t least = whole_value(*min(x, all_axes(x), false));
    if (least < 0)
      fail(ADJ_ERROR_ARGUMENT, "pow: an integer to the power ", least,
           " is no integer; cast one of the two to a floating type");
  }
  eval_binary<Binary::kPow>(e);
}

Ref by_base(const Ref& a, const Ref& b);
Ref by_exponent(const Ref& a, const Ref& b);

Ref is_zero(const Ref& x) { return equal(x, scalar(x.dtype(), 0)); }
Ref instead(const Ref& condition, double value, const Ref& x) {
  return where(condition, scalar(x.dtype(), value), x);
}

// The mixed second derivative, a^(b-1) (1 + b log a). Where a is 0 it is the limit from above: there the
// power decides if it is 0, and so does the 1 if b is.
Ref by_both(const Ref& a, const Ref& b) {
  const Ref decided = logical_and(is_zero(a), logical_or(is_zero(b), greater(b, scalar(b.dtype(), 1))));
  return pow(a, b - 1.0) * (b * log(instead(decided, 1, a)) + 1.0);
}

template <kernels::Power kFunction>
void eval_slope(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  kernels::power(kFunction, a.dtype, extent_of(e.out.shape), x.in(), y.in(), e.allocate());
}

// b a^(b-1)
const Operation kPowByBase =
    arithmetic<Binary::kPow,
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                 return d * b * by_base(a, instead(logical_and(is_zero(a), is_zero(b)), 0, b - 1.0));
               },
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * by_both(a, b); },
               eval_slope<kernels::Power::kByBase>>("pow_by_base", kReads0 | kReads1);

// a^b log a
const Operation kPowByExponent =
    arithmetic<Binary::kPow,
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * by_both(a, b); },
               [](const Ref& d, const Ref& a, const Ref&, const Ref& y) {
                 return d * y * log(instead(is_zero(a), 1, a));
               },
               eval_slope<kernels::Power::kByExponent>>("pow_by_exponent", kReads0 | kReads1 | kReadsOut);

Ref by_base(const Ref& a, const Ref& b) { return apply_promoted(kPowByBase, a, b); }
Ref by_exponent(const Ref& a, const Ref& b) { return apply_promoted(kPowByExponent, a, b); }

const Operation kPow = arithmetic<
    Binary::kPow, [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * by_base(a, b); },
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * by_exponent(a, b); }, eval_power>(
    "pow", kReads0 | kReads1);

const Operation kMaximum = arithmetic<Binary::kMaximum,
                                      [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                        return share(d, greater(a, b), equal(a, b));
                                      },
                                      [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                        return share(d, greater(b, a), equal(a, b));
                                      }>("maximum", kReads0 | kReads1);

const Operation kMinimum = arithmetic<
    Binary::kMinimum,
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return share(d, less(a, b), equal(a, b)); },
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return share(d, less(b, a), equal(a, b)); }>(
    "minimum", kReads0 | kReads1);

Ref number(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_promoted(operation, as_number_beside(a, b), as_number_beside(b, a));
}

}  // namespace

Ref add(const Ref& a, const Ref& b) { return number(kAdd, a, b); }
Ref sub(const Ref& a, const Ref& b) { return number(kSub, a, b); }
Ref mul(const Ref& a, const Ref& b) { return number(kMul, a, b); }
Ref div(const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  if (is_floating(common)) return number(kDiv, a, b);
  return apply_promoted(kDiv, as_floating(a), as_floating(b));
}
Ref pow(const Ref& a, const Ref& b) { return number(kPow, a, b); }
Ref maximum(const Ref& a, const Ref& b) { return number(kMaximum, a, b); }
Ref minimum(const Ref& a, const Ref& b) { return number(kMinimum, a, b); }

}  // namespace adjoint::ops
