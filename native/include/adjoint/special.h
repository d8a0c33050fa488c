/* Special functions: the error function's kin, the normal distribution, gamma and Bessel functions. */
#ifndef ADJOINT_SPECIAL_H_
#define ADJOINT_SPECIAL_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise 1 - erf(x), which keeps its digits for large x. */
ADJ_API adj_status adj_erfc(adj_tensor x, adj_tensor* out);

/** Elementwise exp(x^2) erfc(x). */
ADJ_API adj_status adj_erfcx(adj_tensor x, adj_tensor* out);

/** Elementwise the inverse of erf, NaN outside -1 to 1. */
ADJ_API adj_status adj_erfinv(adj_tensor x, adj_tensor* out);

/** Elementwise the distribution function of the normal distribution. */
ADJ_API adj_status adj_ndtr(adj_tensor x, adj_tensor* out);

/** Elementwise the inverse of ndtr, NaN outside 0 to 1. */
ADJ_API adj_status adj_ndtri(adj_tensor x, adj_tensor* out);

/** Elementwise the logarithm of ndtr, which keeps its digits far below 0. */
ADJ_API adj_status adj_log_ndtr(adj_tensor x, adj_tensor* out);

/** Elementwise the logarithm of |gamma(x)|. */
ADJ_API adj_status adj_lgamma(adj_tensor x, adj_tensor* out);

/** Elementwise the derivative of lgamma. */
ADJ_API adj_status adj_digamma(adj_tensor x, adj_tensor* out);

/** Elementwise the modified Bessel function of the first kind and order 0. */
ADJ_API adj_status adj_i0(adj_tensor x, adj_tensor* out);

/** Elementwise exp(-|x|) i0(x). */
ADJ_API adj_status adj_i0e(adj_tensor x, adj_tensor* out);

/** Elementwise the modified Bessel function of the first kind and order 1. */
ADJ_API adj_status adj_i1(adj_tensor x, adj_tensor* out);

/** Elementwise exp(-|x|) i1(x). */
ADJ_API adj_status adj_i1e(adj_tensor x, adj_tensor* out);

/** Elementwise sin(pi x) / (pi x), 1 at 0. */
ADJ_API adj_status adj_sinc(adj_tensor x, adj_tensor* out);

/** Elementwise the n-th derivative of digamma. n lies between 0 and 160. */
ADJ_API adj_status adj_polygamma(int64_t n, adj_tensor x, adj_tensor* out);

/** Elementwise the regularised lower incomplete gamma function P(a, x). Differentiable twice in a. */
ADJ_API adj_status adj_gammainc(adj_tensor a, adj_tensor x, adj_tensor* out);

/** Elementwise the regularised upper incomplete gamma function 1 - P(a, x). Differentiable twice in a. */
ADJ_API adj_status adj_gammaincc(adj_tensor a, adj_tensor x, adj_tensor* out);

/** Elementwise the regularised incomplete beta function I_x(a, b). Differentiable in x alone. */
ADJ_API adj_status adj_betainc(adj_tensor a, adj_tensor b, adj_tensor x, adj_tensor* out);

/** Elementwise the logarithm of the beta function. */
ADJ_API adj_status adj_betaln(adj_tensor a, adj_tensor b, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SPECIAL_H_ */
