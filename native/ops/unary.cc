// Functions of one operand, element by element.
#include <numbers>

#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Unary;

const Operation kNeg =
    smooth<Unary::kNeg, [](const Ref& d, const Ref&, const Ref&) { return -d; }>("neg", kReadsNothing);
const Operation kAbs =
    smooth<Unary::kAbs, [](const Ref& d, const Ref& x, const Ref&) { return d * sign(x); }>("abs", kReads0);
const Operation kSquare =
    smooth<Unary::kSquare, [](const Ref& d, const Ref& x, const Ref&) { return d * x * 2.0; }>("square",
                                                                                               kReads0);
const Operation kReciprocal =
    smooth<Unary::kReciprocal, [](const Ref& d, const Ref&, const Ref& y) { return -(d * square(y)); }>(
        "reciprocal", kReadsOut);
const Operation kSqrt =
    smooth<Unary::kSqrt, [](const Ref& d, const Ref&, const Ref& y) { return d / (y * 2.0); }>("sqrt",
                                                                                               kReadsOut);
const Operation kRsqrt =
    smooth<Unary::kRsqrt, [](const Ref& d, const Ref&, const Ref& y) { return d * (square(y) * y * -0.5); }>(
        "rsqrt", kReadsOut);
const Operation kExp =
    smooth<Unary::kExp, [](const Ref& d, const Ref&, const Ref& y) { return d * y; }>("exp", kReadsOut);
const Operation kExpm1 =
    smooth<Unary::kExpm1, [](const Ref& d, const Ref& x, const Ref&) { return d * exp(x); }>("expm1",
                                                                                             kReads0);
const Operation kLog =
    smooth<Unary::kLog, [](const Ref& d, const Ref& x, const Ref&) { return d / x; }>("log", kReads0);
const Operation kLog1p =
    smooth<Unary::kLog1p, [](const Ref& d, const Ref& x, const Ref&) { return d / (x + 1.0); }>("log1p",
                                                                                                kReads0);
const Operation kSin =
    smooth<Unary::kSin, [](const Ref& d, const Ref& x, const Ref&) { return d * cos(x); }>("sin", kReads0);
const Operation kCos =
    smooth<Unary::kCos, [](const Ref& d, const Ref& x, const Ref&) { return -(d * sin(x)); }>("cos", kReads0);
const Operation kTan =
    smooth<Unary::kTan, [](const Ref& d, const Ref&, const Ref& y) { return d * (square(y) + 1.0); }>(
        "tan", kReadsOut);
const Operation kTanh =
    smooth<Unary::kTanh, [](const Ref& d, const Ref&, const Ref& y) { return d * (1.0 - square(y)); }>(
        "tanh", kReadsOut);
const Operation kErf = smooth<Unary::kErf, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (exp(-square(x)) * (2.0 * std::numbers::inv_sqrtpi));
}>("erf", kReads0);

const Operation kSign = piecewise_constant<Unary::kSign>("sign");
const Operation kFloor = piecewise_constant<Unary::kFloor>("floor");
const Operation kCeil = piecewise_constant<Unary::kCeil>("ceil");
const Operation kRound = piecewise_constant<Unary::kRound>("round");

// Integers are whole already.
Ref rounding(const Operation& operation, const Ref& x) {
  return is_integer(x.dtype()) || x.dtype() == DType::kBool ? x : apply_to(operation, {}, x);
}

}  // namespace

Ref neg(const Ref& x) { return number(kNeg, x); }
Ref abs(const Ref& x) { return number(kAbs, x); }
Ref sign(const Ref& x) { return number(kSign, x); }
Ref square(const Ref& x) { return number(kSquare, x); }
Ref reciprocal(const Ref& x) { return floating(kReciprocal, x); }
Ref sqrt(const Ref& x) { return floating(kSqrt, x); }
Ref rsqrt(const Ref& x) { return floating(kRsqrt, x); }
Ref exp(const Ref& x) { return floating(kExp, x); }
Ref expm1(const Ref& x) { return floating(kExpm1, x); }
Ref log(const Ref& x) { return floating(kLog, x); }
Ref log1p(const Ref& x) { return floating(kLog1p, x); }
Ref sin(const Ref& x) { return floating(kSin, x); }
Ref cos(const Ref& x) { return floating(kCos, x); }
Ref tan(const Ref& x) { return floating(kTan, x); }
Ref tanh(const Ref& x) { return floating(kTanh, x); }
Ref erf(const Ref& x) { return floating(kErf, x); }
Ref floor(const Ref& x) { return rounding(kFloor, x); }
Ref ceil(const Ref& x) { return rounding(kCeil, x); }
Ref round(const Ref& x) { return rounding(kRound, x); }

}  // namespace adjoint::ops
