/* Functions of two operands, element by element, with broadcasting. */
#ifndef ADJOINT_BINARY_H_
#define ADJOINT_BINARY_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise a + b. */
ADJ_API adj_status adj_add(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a - b. */
ADJ_API adj_status adj_sub(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a * b. */
ADJ_API adj_status adj_mul(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a / b; integers divide as floating numbers. */
ADJ_API adj_status adj_div(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a to the power b. */
ADJ_API adj_status adj_pow(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the larger; NaN if either is; ties share the derivative equally. */
ADJ_API adj_status adj_maximum(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the smaller; NaN if either is; ties share the derivative equally. */
ADJ_API adj_status adj_minimum(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a less the multiple of b that leaves the sign of b; integers by 0 are refused. */
ADJ_API adj_status adj_remainder(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a less the multiple of b that leaves the sign of a; integers by 0 are refused. */
ADJ_API adj_status adj_fmod(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the largest whole number not above a / b; no derivative passes; integers by 0 are refused. */
ADJ_API adj_status adj_floor_divide(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the angle of the point (b, a) to the first axis, between -pi and pi; at the origin its
 * derivatives are 0. */
ADJ_API adj_status adj_atan2(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the root of a^2 + b^2, without overflow; its derivatives at the origin are 0. */
ADJ_API adj_status adj_hypot(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise log(exp(a) + exp(b)), without overflow. */
ADJ_API adj_status adj_logaddexp(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise log2(2^a + 2^b), without overflow. */
ADJ_API adj_status adj_logaddexp2(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a log(b), 0 where a is 0 and b a number. */
ADJ_API adj_status adj_xlogy(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a log(1 + b), 0 where a is 0 and b a number. */
ADJ_API adj_status adj_xlog1py(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise |a| with the sign of b. */
ADJ_API adj_status adj_copysign(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the floating number of the type that comes after a on the way to b; no derivative passes. */
ADJ_API adj_status adj_nextafter(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise x 2^n of a whole number n, in the type of x; rounded once. */
ADJ_API adj_status adj_ldexp(adj_tensor x, adj_tensor n, adj_tensor* out);

/** Elementwise (a - b) squared. */
ADJ_API adj_status adj_squared_difference(adj_tensor a, adj_tensor b, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_BINARY_H_ */
