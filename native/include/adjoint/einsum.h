/* Sums of products by Einstein's convention. */
#ifndef ADJOINT_EINSUM_H_
#define ADJOINT_EINSUM_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * The sum of products that an equation such as "ij,jk->ik" says: length bytes of letters, commas, "...", "->"
 * and blanks. Extents of 1 are repeated.
 */
ADJ_API adj_status adj_einsum(const char* equation, int64_t length, const adj_tensor* xs, int64_t count,
                              adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_EINSUM_H_ */
