// Functions of two operands, element by element, with broadcasting.
#include <limits>
#include <numbers>

#include "kernels/number_bits.h"
#include "kernels/power.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;
using kernels::BitsOfTwo;

// Half the derivative to each operand where they are equal.
Ref share(const Ref& d, const Ref& won, const Ref& tied) {
  return d * (cast(won, d.dtype()) + cast(tied, d.dtype()) * 0.5);
}

const Operation kAdd =
    arithmetic<Binary::kAdd, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; }>("add", kReadsNothing,
                                                                                   Domain::kComplexToo);

const Operation kSub =
    arithmetic<Binary::kSub, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return -d; }>("sub", kReadsNothing,
                                                                                    Domain::kComplexToo);

const Operation kMul =
    arithmetic<Binary::kMul, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d * b; },
               [](const Ref& d, const Ref& a, const Ref&, const Ref&) { return d * a; }>(
        "mul", kReads0 | kReads1, Domain::kComplexToo);

const Operation kDiv =
    arithmetic<Binary::kDiv, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d / b; },
               [](const Ref& d, const Ref&, const Ref& b, const Ref& y) { return -(d * y / b); }>(
        "div", kReads1 | kReadsOut, Domain::kComplexToo);

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

// ---- division with remainder ----

// The quotient of which y is the remainder, a whole number.
Ref whole_quotient(const Ref& a, const Ref& b, const Ref& y) { return round((a - y) / b); }

constexpr const char* name_of(kernels::Division fn) {
  using enum kernels::Division;
  return fn == kRemainder ? "remainder" : fn == kFmod ? "fmod" : "floor_divide";
}

// Whole numbers have no quotient by zero.
template <kernels::Division kFunction>
void eval_division(const Evaluation& e) {
  if (!is_floating(e.in(1).dtype) && e.out.count() > 0) {
    const Ref divisors = distinct(e.inputs[1]);
    if (whole_value(*cast(any(is_zero(divisors), all_axes(divisors), false), DType::kInt32)) != 0)
      fail(ADJ_ERROR_ARGUMENT, name_of(kFunction),
           ": an integer divided by 0; cast one of the two to a floating type, or choose another with where");
  }
  eval_binary<kFunction>(e);
}

using kernels::Division;

const Operation kRemainder =
    arithmetic<Division::kRemainder, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref& a, const Ref& b, const Ref& y) {
                 return -(d * whole_quotient(a, b, y));
               },
               eval_division<Division::kRemainder>>("remainder", kReads0 | kReads1 | kReadsOut);
const Operation kFmod =
    arithmetic<Division::kFmod, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref& a, const Ref& b, const Ref& y) {
                 return -(d * whole_quotient(a, b, y));
               },
               eval_division<Division::kFmod>>("fmod", kReads0 | kReads1 | kReadsOut);
const Operation kFloorDivide =
    constant_in_both<Division::kFloorDivide, eval_division<Division::kFloorDivide>>("floor_divide");

// ---- elementary functions ----

using kernels::ElementaryOfTwo;

// By way of the hypotenuse: the sum of squares overflows. At the origin there is no angle, and no change of
// it.
const Operation kAtan2 = arithmetic<ElementaryOfTwo::kAtan2,
                                    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                      const Ref h = hypot(a, b), by = instead(is_zero(h), 1, h);
                                      return d * (b / by / by);
                                    },
                                    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                      const Ref h = hypot(a, b), by = instead(is_zero(h), 1, h);
                                      return -(d * (a / by / by));
                                    }>("atan2", kReads0 | kReads1);

const Operation kHypot = arithmetic<
    ElementaryOfTwo::kHypot,
    [](const Ref& d, const Ref& a, const Ref&, const Ref& y) { return d * (a / instead(is_zero(y), 1, y)); },
    [](const Ref& d, const Ref&, const Ref& b, const Ref& y) { return d * (b / instead(is_zero(y), 1, y)); }>(
    "hypot", kReads0 | kReads1 | kReadsOut);

// The difference, but of equal infinities, whose share it decides: halves of +infinity, nothing of -infinity.
Ref difference(const Ref& a, const Ref& b) {
  const Ref infinite = logical_and(equal(a, b), isinf(a));
  const Ref share = where(greater(a, scalar(a.dtype(), 0)), scalar(a.dtype(), 0),
                          scalar(a.dtype(), -std::numeric_limits<double>::infinity()));
  return where(infinite, share, a - b);
}

const Operation kLogAddExp = arithmetic<
    ElementaryOfTwo::kLogAddExp,
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * sigmoid(difference(a, b)); },
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * sigmoid(difference(b, a)); }>(
    "logaddexp", kReads0 | kReads1);
const Operation kLogAddExp2 = arithmetic<ElementaryOfTwo::kLogAddExp2,
                                         [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                           return d * sigmoid(difference(a, b) * std::numbers::ln2);
                                         },
                                         [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                           return d * sigmoid(difference(b, a) * std::numbers::ln2);
                                         }>("logaddexp2", kReads0 | kReads1);

// Where both factors vanish, so do the derivatives of a log b.
Ref beside_zero(const Ref& a, const Ref& b) { return instead(logical_and(is_zero(a), is_zero(b)), 1, b); }

const Operation kXLogY = arithmetic<
    ElementaryOfTwo::kXLogY,
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * log(beside_zero(a, b)); },
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return d * (a / beside_zero(a, b)); }>(
    "xlogy", kReads0 | kReads1);

// The same of 1 + b, which is 0 at -1.
Ref beside_minus_one(const Ref& a, const Ref& b) {
  return instead(logical_and(is_zero(a), is_zero(b + 1.0)), 0, b);
}

const Operation kXLog1pY = arithmetic<ElementaryOfTwo::kXLog1pY,
                                      [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                        return d * log1p(beside_minus_one(a, b));
                                      },
                                      [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                        return d * (a / (beside_minus_one(a, b) + 1.0));
                                      }>("xlog1py", kReads0 | kReads1);

const Operation kCopySign =
    arithmetic<ElementaryOfTwo::kCopySign,
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                 return d * (sign(a) * copysign(ones_like(b), b));
               },
               [](const Ref&, const Ref&, const Ref& b, const Ref&) { return zeros_like(b); }>(
        "copysign", kReads0 | kReads1);

const Operation kNextAfter = constant_in_both<BitsOfTwo::kNextAfter>("nextafter");

const Operation kLdExp =
    arithmetic<BitsOfTwo::kLdExp,
               [](const Ref& d, const Ref&, const Ref& n, const Ref&) { return ldexp(d, n); },
               [](const Ref&, const Ref&, const Ref& n, const Ref&) { return zeros_like(n); }>("ldexp",
                                                                                               kReads1);

// The number of the type itself: 16-bit floats are calculated with in float32, whose neighbours are others.
void require_neighbours(DType dtype) {
  if (is_rounded_later(dtype))
    fail(ADJ_ERROR_DTYPE, "nextafter: ", name_of(dtype),
         " is not taken, since it is computed in float32; cast to float32 or float64");
}

}  // namespace

Ref add(const Ref& a, const Ref& b) { return number(kAdd, a, b); }
Ref sub(const Ref& a, const Ref& b) { return number(kSub, a, b); }
Ref mul(const Ref& a, const Ref& b) { return number(kMul, a, b); }
Ref div(const Ref& a, const Ref& b) { return floating(kDiv, a, b); }
Ref pow(const Ref& a, const Ref& b) {
  return has_parts(a) || has_parts(b) ? of_complex::pow(a, b) : number(kPow, a, b);
}
Ref maximum(const Ref& a, const Ref& b) { return number(kMaximum, a, b); }
Ref minimum(const Ref& a, const Ref& b) { return number(kMinimum, a, b); }
Ref remainder(const Ref& a, const Ref& b) { return number(kRemainder, a, b); }
Ref fmod(const Ref& a, const Ref& b) { return number(kFmod, a, b); }
Ref floor_divide(const Ref& a, const Ref& b) { return number(kFloorDivide, a, b); }
Ref atan2(const Ref& a, const Ref& b) { return floating(kAtan2, a, b); }
Ref hypot(const Ref& a, const Ref& b) { return floating(kHypot, a, b); }
Ref logaddexp(const Ref& a, const Ref& b) { return floating(kLogAddExp, a, b); }
Ref logaddexp2(const Ref& a, const Ref& b) { return floating(kLogAddExp2, a, b); }
Ref xlogy(const Ref& a, const Ref& b) { return floating(kXLogY, a, b); }
Ref xlog1py(const Ref& a, const Ref& b) { return floating(kXLog1pY, a, b); }
Ref copysign(const Ref& a, const Ref& b) { return floating(kCopySign, a, b); }

Ref nextafter(const Ref& a, const Ref& b) {
  require_neighbours(common_type(a, {b}));
  return floating(kNextAfter, a, b);
}

Ref ldexp(const Ref& x, const Ref& n) {
  if (is_complex(n.dtype()) || is_complex(x.dtype()))
    fail(ADJ_ERROR_DTYPE, "ldexp: there is no exponent of complex numbers");
  const Ref base = as_floating(x);
  return apply_to(kLdExp, {}, base, as_type(n, base.dtype()));
}

Ref squared_difference(const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  if (is_rounded_later(common)) return as_type(squared_difference(unrounded(a), unrounded(b)), common);
  return square(a - b);
}

}  // namespace adjoint::ops
