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

ADJ_C_END

#endif /* ADJOINT_UNARY_H_ */
