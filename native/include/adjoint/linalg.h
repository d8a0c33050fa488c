/* Linear algebra: products of vectors, matrices and stacks of matrices. */
#ifndef ADJOINT_LINALG_H_
#define ADJOINT_LINALG_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Matrix product as NumPy defines it: vectors, matrices, and stacks of matrices with
 * broadcasting.
 */
ADJ_API adj_status adj_matmul(adj_tensor a, adj_tensor b, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_LINALG_H_ */
