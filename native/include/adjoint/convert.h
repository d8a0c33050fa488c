/* Changing how a tensor is held, not what it says. */
#ifndef ADJOINT_CONVERT_H_
#define ADJOINT_CONVERT_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Converts the element type. Floating to integer truncates towards zero and saturates (NaN becomes 0),
 * integers wrap, complex to real is refused. The result does not adapt to other types.
 */
ADJ_API adj_status adj_cast(adj_tensor x, adj_dtype dtype, adj_tensor* out);

/** The type in which tensors of two types meet. */
ADJ_API adj_status adj_promote(adj_dtype a, adj_dtype b, adj_dtype* out);

/** Identity that no derivative passes. */
ADJ_API adj_status adj_stop_gradient(adj_tensor x, adj_tensor* out);

/**
 * Returns the same elements in row-major order without gaps: the tensor itself when it already
 * is.
 */
ADJ_API adj_status adj_contiguous(adj_tensor x, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_CONVERT_H_ */
