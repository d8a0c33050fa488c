// Special functions: the error function's kin, the normal distribution, gamma and Bessel functions.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref erfc(const Ref& x);
Ref erfcx(const Ref& x);  // exp(x^2) erfc(x)
Ref erfinv(const Ref& x);
Ref gauss(const Ref& x);  // exp(-x^2)
Ref ndtr(const Ref& x);   // the distribution function of the normal distribution
Ref ndtri(const Ref& x);
Ref log_ndtr(const Ref& x);
Ref lgamma(const Ref& x);
Ref digamma(const Ref& x);
Ref polygamma(std::int64_t n, const Ref& x);
Ref gammainc(const Ref& a, const Ref& x);               // regularised, lower
Ref gammaincc(const Ref& a, const Ref& x);              // regularised, upper
Ref betainc(const Ref& a, const Ref& b, const Ref& x);  // regularised
// How the logarithm y of a quantile of the gamma distribution changes with its shape a.
Ref gamma_quantile_slope(const Ref& a, const Ref& y);
Ref betaln(const Ref& a, const Ref& b);
Ref i0(const Ref& x);
Ref i0e(const Ref& x);  // exp(-|x|) I_0(x)
Ref i1(const Ref& x);
Ref i1e(const Ref& x);
Ref sinc(const Ref& x);  // sin(pi x) / (pi x)

}  // namespace adjoint::ops
