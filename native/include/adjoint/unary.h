/* Functions of one operand, element by element. */
#ifndef ADJOINT_UNARY_H_
#define ADJOINT_UNARY_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise -x. */
ADJ_API adj_status adj_neg(adj_tensor x, adj_tensor* out);

/** Elementwise |x|; its derivative at 0 is 0. */
ADJ_API adj_status adj_abs(adj_tensor x, adj_tensor* out);

/** Elementwise -1, 0 or 1. */
ADJ_API adj_status adj_sign(adj_tensor x, adj_tensor* out);

/** Elementwise x * x. */
ADJ_API adj_status adj_square(adj_tensor x, adj_tensor* out);

/** Elementwise 1 / x. */
ADJ_API adj_status adj_reciprocal(adj_tensor x, adj_tensor* out);

/** Elementwise the square root. */
ADJ_API adj_status adj_sqrt(adj_tensor x, adj_tensor* out);

/** Elementwise 1 / sqrt(x). */
ADJ_API adj_status adj_rsqrt(adj_tensor x, adj_tensor* out);

/** Elementwise e to the x. */
ADJ_API adj_status adj_exp(adj_tensor x, adj_tensor* out);

/** Elementwise exp(x) - 1, accurate near 0. */
ADJ_API adj_status adj_expm1(adj_tensor x, adj_tensor* out);

/** Elementwise the natural logarithm. */
ADJ_API adj_status adj_log(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 + x), accurate near 0. */
ADJ_API adj_status adj_log1p(adj_tensor x, adj_tensor* out);

/** Elementwise the sine, x in radians. */
ADJ_API adj_status adj_sin(adj_tensor x, adj_tensor* out);

/** Elementwise the cosine, x in radians. */
ADJ_API adj_status adj_cos(adj_tensor x, adj_tensor* out);

/** Elementwise the tangent, x in radians. */
ADJ_API adj_status adj_tan(adj_tensor x, adj_tensor* out);

/** Elementwise the hyperbolic tangent. */
ADJ_API adj_status adj_tanh(adj_tensor x, adj_tensor* out);

/** Elementwise the error function. */
ADJ_API adj_status adj_erf(adj_tensor x, adj_tensor* out);

/** Elementwise the largest integer not above x. */
ADJ_API adj_status adj_floor(adj_tensor x, adj_tensor* out);

/** Elementwise the smallest integer not below x. */
ADJ_API adj_status adj_ceil(adj_tensor x, adj_tensor* out);

/** Elementwise the nearest integer, halves to even. */
ADJ_API adj_status adj_round(adj_tensor x, adj_tensor* out);

/** Elementwise the nearest integer towards 0. */
ADJ_API adj_status adj_trunc(adj_tensor x, adj_tensor* out);

/** Elementwise the logarithm to base 2. */
ADJ_API adj_status adj_log2(adj_tensor x, adj_tensor* out);

/** Elementwise the logarithm to base 10. */
ADJ_API adj_status adj_log10(adj_tensor x, adj_tensor* out);

/** Elementwise 2 to the x. */
ADJ_API adj_status adj_exp2(adj_tensor x, adj_tensor* out);

/** Elementwise 10 to the x. */
ADJ_API adj_status adj_exp10(adj_tensor x, adj_tensor* out);

/** Elementwise log(1 - exp(-x)), accurate for every x > 0. */
ADJ_API adj_status adj_log1mexp(adj_tensor x, adj_tensor* out);

/** Elementwise log(x / (1 - x)), the inverse of the sigmoid. Unless eps is negative, x is taken to lie
 * between eps and 1 - eps, and no derivative passes where it does not. */
ADJ_API adj_status adj_logit(adj_tensor x, double eps, adj_tensor* out);

/** Elementwise the real cube root. */
ADJ_API adj_status adj_cbrt(adj_tensor x, adj_tensor* out);

/** Elementwise the arc sine. */
ADJ_API adj_status adj_asin(adj_tensor x, adj_tensor* out);

/** Elementwise the arc cosine. */
ADJ_API adj_status adj_acos(adj_tensor x, adj_tensor* out);

/** Elementwise the arc tangent. */
ADJ_API adj_status adj_atan(adj_tensor x, adj_tensor* out);

/** Elementwise the hyperbolic sine. */
ADJ_API adj_status adj_sinh(adj_tensor x, adj_tensor* out);

/** Elementwise the hyperbolic cosine. */
ADJ_API adj_status adj_cosh(adj_tensor x, adj_tensor* out);

/** Elementwise the inverse hyperbolic sine. */
ADJ_API adj_status adj_asinh(adj_tensor x, adj_tensor* out);

/** Elementwise the inverse hyperbolic cosine. */
ADJ_API adj_status adj_acosh(adj_tensor x, adj_tensor* out);

/** Elementwise the inverse hyperbolic tangent. */
ADJ_API adj_status adj_atanh(adj_tensor x, adj_tensor* out);

/** Elementwise -x log(x), 0 at 0 and -infinity below. */
ADJ_API adj_status adj_entr(adj_tensor x, adj_tensor* out);

/** Elementwise x less its whole part, with the sign of x. */
ADJ_API adj_status adj_frac(adj_tensor x, adj_tensor* out);

/** Elementwise degrees as radians. */
ADJ_API adj_status adj_deg2rad(adj_tensor x, adj_tensor* out);

/** Elementwise radians as degrees. */
ADJ_API adj_status adj_rad2deg(adj_tensor x, adj_tensor* out);

/** Elementwise x = mantissa 2^exponent: the mantissa from 1/2 up to 1 with the sign of x, and an int32. Of 0
 * and what is not finite the mantissa is the number itself, the exponent 0. No derivative passes to the
 * exponent. */
ADJ_API adj_status adj_frexp(adj_tensor x, adj_tensor* new_mantissa, adj_tensor* new_exponent);

/** Elementwise x, with other numbers in place of NaN and the infinities, through which no derivative passes.
 */
ADJ_API adj_status adj_nan_to_num(adj_tensor x, double nan, double posinf, double neginf, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_UNARY_H_ */
