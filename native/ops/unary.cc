// Functions of one operand, element by element.
#include <limits>
#include <numbers>

#include "kernels/number_bits.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Unary;

const Operation kNeg = smooth<Unary::kNeg, [](const Ref& d, const Ref&, const Ref&) { return -d; }>(
    "neg", kReadsNothing, Domain::kComplexToo);
const Operation kAbs =
    smooth<Unary::kAbs, [](const Ref& d, const Ref& x, const Ref&) { return d * sign(x); }>("abs", kReads0);
const Operation kSquare =
    smooth<Unary::kSquare, [](const Ref& d, const Ref& x, const Ref&) { return d * x * 2.0; }>(
        "square", kReads0, Domain::kComplexToo);
const Operation kReciprocal =
    smooth<Unary::kReciprocal, [](const Ref& d, const Ref&, const Ref& y) { return -(d * square(y)); }>(
        "reciprocal", kReadsOut, Domain::kComplexToo);
const Operation kSqrt =
    smooth<Unary::kSqrt, [](const Ref& d, const Ref&, const Ref& y) { return d / (y * 2.0); }>(
        "sqrt", kReadsOut, Domain::kComplexToo);
const Operation kRsqrt =
    smooth<Unary::kRsqrt, [](const Ref& d, const Ref& x, const Ref& y) { return d * (y * -0.5 / x); }>(
        "rsqrt", kReads0 | kReadsOut);
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
// The slope 1 - y^2 is calculated of x: where y is nearly 1 it does not tell it.
Ref tanh_slope(const Ref& x);
const Operation kTanh =
    smooth<Unary::kTanh, [](const Ref& d, const Ref& x, const Ref&) { return d * tanh_slope(x); }>("tanh",
                                                                                                   kReads0);
const Operation kTanhSlope = smooth<Unary::kTanhSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * (y * tanh(x) * -2.0);
}>("tanh_slope", kReads0 | kReadsOut);
Ref tanh_slope(const Ref& x) { return apply_to(kTanhSlope, {}, x); }

const Operation kErf = smooth<Unary::kErf, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (gauss(x) * (2.0 * std::numbers::inv_sqrtpi));
}>("erf", kReads0);

// ---- kin of exp and log ----

using kernels::Elementary;

const Operation kLog2 = smooth<Elementary::kLog2, [](const Ref& d, const Ref& x, const Ref&) {
  return d / x * std::numbers::log2e;
}>("log2", kReads0);
const Operation kLog10 = smooth<Elementary::kLog10, [](const Ref& d, const Ref& x, const Ref&) {
  return d * std::numbers::log10e / x;
}>("log10", kReads0);
// Above 64 by y / 2^64: y is infinite before the slope is. The difference is exact.
const Operation kExp2 = smooth<Elementary::kExp2, [](const Ref& d, const Ref& x, const Ref&) {
  const auto number = [&](double value) { return scalar(x.dtype(), value); };
  const Ref is_large = greater(x, number(64));
  const Ref lower = exp2(x - where(is_large, number(64), number(0)));
  return d * (lower * where(is_large, number(0x1p64 * std::numbers::ln2), number(std::numbers::ln2)));
}>("exp2", kReads0);
const Operation kExp10 = smooth<Elementary::kExp10, [](const Ref& d, const Ref&, const Ref& y) {
  return d * (y * std::numbers::ln10);
}>("exp10", kReadsOut);
const Operation kLog1mExp = smooth<Elementary::kLog1mExp, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (exp(-x) / -expm1(-x));  // 1 / expm1(x), which would be 0 too soon
}>("log1mexp", kReads0);
const Operation kLogit =
    smooth<Elementary::kLogit, [](const Ref& d, const Ref& x, const Ref&) { return d / (x * (1.0 - x)); }>(
        "logit", kReads0);
const Operation kEntropy = smooth<Elementary::kEntropy, [](const Ref& d, const Ref& x, const Ref&) {
  return -(d * (log(x) + 1.0));
}>("entr", kReads0);

Ref cbrt_slope(const Ref& x);
const Operation kCbrt =
    smooth<Elementary::kCbrt, [](const Ref& d, const Ref& x, const Ref&) { return d * cbrt_slope(x); }>(
        "cbrt", kReads0);
const Operation kCbrtSlope = smooth<Elementary::kCbrtSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * (y / x * (-2.0 / 3.0));
}>("cbrt_slope", kReads0 | kReadsOut);
Ref cbrt_slope(const Ref& x) { return apply_to(kCbrtSlope, {}, x); }

// ---- inverse trigonometric and hyperbolic functions; 1 - x^2 keeps its digits as a product ----

Ref rsqrt_of_complement(const Ref& x) { return rsqrt((1.0 - x) * (x + 1.0)); }

const Operation kAsin = smooth<Elementary::kAsin, [](const Ref& d, const Ref& x, const Ref&) {
  return d * rsqrt_of_complement(x);
}>("asin", kReads0);
const Operation kAcos = smooth<Elementary::kAcos, [](const Ref& d, const Ref& x, const Ref&) {
  return -(d * rsqrt_of_complement(x));
}>("acos", kReads0);

// 1 / (1 + x^2)
Ref atan_slope(const Ref& x);
const Operation kAtan =
    smooth<Elementary::kAtan, [](const Ref& d, const Ref& x, const Ref&) { return d * atan_slope(x); }>(
        "atan", kReads0);
const Operation kAtanSlope = smooth<Elementary::kAtanSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * (x * y * y * -2.0);
}>("atan_slope", kReads0 | kReadsOut);
Ref atan_slope(const Ref& x) { return apply_to(kAtanSlope, {}, x); }

const Operation kSinh =
    smooth<Elementary::kSinh, [](const Ref& d, const Ref& x, const Ref&) { return d * cosh(x); }>("sinh",
                                                                                                  kReads0);
const Operation kCosh =
    smooth<Elementary::kCosh, [](const Ref& d, const Ref& x, const Ref&) { return d * sinh(x); }>("cosh",
                                                                                                  kReads0);
const Operation kAsinh = smooth<Elementary::kAsinh, [](const Ref& d, const Ref& x, const Ref&) {
  return d / hypot(x, scalar(x.dtype(), 1));
}>("asinh", kReads0);

// 1 / sqrt(x^2 - 1)
Ref acosh_slope(const Ref& x);
const Operation kAcosh =
    smooth<Elementary::kAcosh, [](const Ref& d, const Ref& x, const Ref&) { return d * acosh_slope(x); }>(
        "acosh", kReads0);
const Operation kAcoshSlope = smooth<Elementary::kAcoshSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return -(d * (x * y * square(y)));
}>("acosh_slope", kReads0 | kReadsOut);
Ref acosh_slope(const Ref& x) { return apply_to(kAcoshSlope, {}, x); }

const Operation kAtanh = smooth<Elementary::kAtanh, [](const Ref& d, const Ref& x, const Ref&) {
  return d / ((1.0 - x) * (x + 1.0));
}>("atanh", kReads0);

// ---- steps ----

const Operation kSign = piecewise_constant<Unary::kSign>("sign");
const Operation kFloor = piecewise_constant<Unary::kFloor>("floor");
const Operation kCeil = piecewise_constant<Unary::kCeil>("ceil");
const Operation kRound = piecewise_constant<Unary::kRound>("round");
const Operation kTrunc = piecewise_constant<Elementary::kTrunc>("trunc");

const Operation kExponent = piecewise_constant<kernels::Bits::kExponent>("exponent");

// Integers are whole already.
Ref rounding(const Operation& operation, const Ref& x) {
  return is_integer(x.dtype()) || x.dtype() == DType::kBool ? x : apply_to(operation, {}, x);
}

// The product with a constant that 16 bits do not hold.
Ref times(const Ref& x, double factor) {
  if (is_rounded_later(x.dtype())) return as_type(times(unrounded(x), factor), x.dtype());
  return as_floating(x) * factor;
}

}  // namespace

Ref neg(const Ref& x) { return number(kNeg, x); }
Ref abs(const Ref& x) { return has_parts(x) ? of_complex::abs(x) : number(kAbs, x); }
Ref sign(const Ref& x) { return has_parts(x) ? of_complex::sign(x) : number(kSign, x); }
Ref square(const Ref& x) { return number(kSquare, x); }
Ref reciprocal(const Ref& x) { return floating(kReciprocal, x); }
Ref sqrt(const Ref& x) { return floating(kSqrt, x); }
Ref rsqrt(const Ref& x) { return floating(kRsqrt, x); }
Ref exp(const Ref& x) { return has_parts(x) ? of_complex::exp(x) : floating(kExp, x); }
Ref expm1(const Ref& x) { return has_parts(x) ? of_complex::expm1(x) : floating(kExpm1, x); }
Ref log(const Ref& x) { return has_parts(x) ? of_complex::log(x) : floating(kLog, x); }
Ref log1p(const Ref& x) { return has_parts(x) ? of_complex::log1p(x) : floating(kLog1p, x); }
Ref sin(const Ref& x) { return has_parts(x) ? of_complex::sin(x) : floating(kSin, x); }
Ref cos(const Ref& x) { return has_parts(x) ? of_complex::cos(x) : floating(kCos, x); }
Ref tan(const Ref& x) { return has_parts(x) ? of_complex::tan(x) : floating(kTan, x); }
Ref tanh(const Ref& x) { return has_parts(x) ? of_complex::tanh(x) : floating(kTanh, x); }
Ref erf(const Ref& x) { return floating(kErf, x); }
Ref floor(const Ref& x) { return rounding(kFloor, x); }
Ref ceil(const Ref& x) { return rounding(kCeil, x); }
Ref round(const Ref& x) { return rounding(kRound, x); }
Ref trunc(const Ref& x) { return rounding(kTrunc, x); }
Ref log2(const Ref& x) {
  return has_parts(x) ? of_complex::log(x) * std::numbers::log2e : floating(kLog2, x);
}
Ref log10(const Ref& x) {
  return has_parts(x) ? of_complex::log(x) * std::numbers::log10e : floating(kLog10, x);
}
Ref exp2(const Ref& x) { return floating(kExp2, x); }
Ref exp10(const Ref& x) { return floating(kExp10, x); }
Ref log1mexp(const Ref& x) { return floating(kLog1mExp, x); }
Ref cbrt(const Ref& x) { return floating(kCbrt, x); }
Ref asin(const Ref& x) { return has_parts(x) ? of_complex::asin(x) : floating(kAsin, x); }
Ref acos(const Ref& x) { return has_parts(x) ? of_complex::acos(x) : floating(kAcos, x); }
Ref atan(const Ref& x) { return has_parts(x) ? of_complex::atan(x) : floating(kAtan, x); }
Ref sinh(const Ref& x) { return has_parts(x) ? of_complex::sinh(x) : floating(kSinh, x); }
Ref cosh(const Ref& x) { return has_parts(x) ? of_complex::cosh(x) : floating(kCosh, x); }
Ref asinh(const Ref& x) { return has_parts(x) ? of_complex::asinh(x) : floating(kAsinh, x); }
Ref acosh(const Ref& x) { return has_parts(x) ? of_complex::acosh(x) : floating(kAcosh, x); }
Ref atanh(const Ref& x) { return has_parts(x) ? of_complex::atanh(x) : floating(kAtanh, x); }
Ref entr(const Ref& x) { return floating(kEntropy, x); }
Ref frac(const Ref& x) { return x - trunc(x); }
Ref deg2rad(const Ref& x) { return times(x, std::numbers::pi / 180); }
Ref rad2deg(const Ref& x) { return times(x, 180 / std::numbers::pi); }

std::pair<Ref, Ref> frexp(const Ref& x) {
  const Ref value = as_floating(x), exponent = cast(floating(kExponent, value), DType::kInt32);
  return {ldexp(value, neg(exponent)), exponent};
}

Ref logit(const Ref& x, double eps) {
  if (!(eps >= 0)) return floating(kLogit, x);
  const Ref value = as_floating(x), low = scalar_beside(value, eps), high = scalar_beside(value, 1 - eps);
  const Ref bounded = where(less(value, low), low, where(greater(value, high), high, value));
  return apply_to(kLogit, {}, bounded);
}

Ref nan_to_num(const Ref& x, double nan, double posinf, double neginf) {
  if (is_complex(x.dtype()))
    fail(ADJ_ERROR_DTYPE, "nan_to_num: takes no ", name_of(x.dtype()),
         "; replace in the real and the imaginary part (Real, Imaginary)");
  if (!is_floating(x.dtype())) return x;
  const Ref infinity = scalar(x.dtype(), std::numeric_limits<double>::infinity());
  const Ref finite = where(equal(x, infinity), scalar_beside(x, posinf),
                           where(equal(x, -infinity), scalar_beside(x, neginf), x));
  return where(isnan(x), scalar_beside(x, nan), finite);
}

}  // namespace adjoint::ops
