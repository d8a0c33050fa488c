// Functions of one operand, element by element.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref neg(const Ref& x);
Ref abs(const Ref& x);
Ref sign(const Ref& x);
Ref square(const Ref& x);
Ref reciprocal(const Ref& x);
Ref sqrt(const Ref& x);
Ref rsqrt(const Ref& x);
Ref exp(const Ref& x);
Ref expm1(const Ref& x);
Ref log(const Ref& x);
Ref log1p(const Ref& x);
Ref sin(const Ref& x);
Ref cos(const Ref& x);
Ref tan(const Ref& x);
Ref tanh(const Ref& x);
Ref erf(const Ref& x);
Ref floor(const Ref& x);
Ref ceil(const Ref& x);
Ref round(const Ref& x);
Ref trunc(const Ref& x);
// x = mantissa 2^exponent, the mantissa from 1/2 up to 1, the exponent an int32.
std::pair<Ref, Ref> frexp(const Ref& x);
Ref log2(const Ref& x);
Ref log10(const Ref& x);
Ref exp2(const Ref& x);
Ref exp10(const Ref& x);
Ref log1mexp(const Ref& x);
Ref logit(const Ref& x, double eps);  // of x between eps and 1 - eps, unless eps is negative
Ref cbrt(const Ref& x);
Ref asin(const Ref& x);
Ref acos(const Ref& x);
Ref atan(const Ref& x);
Ref sinh(const Ref& x);
Ref cosh(const Ref& x);
Ref asinh(const Ref& x);
Ref acosh(const Ref& x);
Ref atanh(const Ref& x);
Ref entr(const Ref& x);
Ref frac(const Ref& x);
Ref deg2rad(const Ref& x);
Ref rad2deg(const Ref& x);
Ref nan_to_num(const Ref& x, double nan, double posinf, double neginf);

}  // namespace adjoint::ops
