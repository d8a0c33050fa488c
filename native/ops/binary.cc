// Functions of two operands, element by element, with broadcasting.
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

// b a^(b-1), which is 0 where b is 0 whatever a; a^b log a, taken as 0 where a is 0.
const Operation kPow =
    arithmetic<Binary::kPow,
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                 const Ref zero = scalar(b.dtype(), 0);
                 return d * where(equal(b, zero), zero, b * pow(a, b - 1.0));
               },
               [](const Ref& d, const Ref& a, const Ref&, const Ref& y) {
                 return d * y * log(where(equal(a, scalar(a.dtype(), 0)), scalar(a.dtype(), 1), a));
               },
               eval_power>("pow", kReads0 | kReads1 | kReadsOut);

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
