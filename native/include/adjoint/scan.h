/* What runs along an axis: sums, products and extrema of all elements up to each. */
#ifndef ADJOINT_SCAN_H_
#define ADJOINT_SCAN_H_

#include "base.h"

ADJ_C_BEGIN

/** The sum of all elements up to each along an axis, or from each on. */
ADJ_API adj_status adj_cumsum(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out);

/** The product of all elements up to each along an axis, or from each on. */
ADJ_API adj_status adj_cumprod(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out);

/** log(sum(exp(x))) of all elements up to each along an axis, or from each on, without overflow. */
ADJ_API adj_status adj_logcumsumexp(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out);

/** The largest of all elements up to each along an axis, or from each on. The derivative is that of the
 * first. */
ADJ_API adj_status adj_cummax(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out);

/** The smallest of all elements up to each along an axis, or from each on. The derivative is that of the
 * first. */
ADJ_API adj_status adj_cummin(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SCAN_H_ */
