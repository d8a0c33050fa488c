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

ADJ_C_END

#endif /* ADJOINT_BINARY_H_ */
