/* Order along an axis. NaN stands behind all numbers, whichever way they go. */
#ifndef ADJOINT_SORT_H_
#define ADJOINT_SORT_H_

#include "base.h"

ADJ_C_BEGIN

/** Where the elements along an axis stand (int64), the first in order first; what is equal stays in order. */
ADJ_API adj_status adj_argsort(adj_tensor x, int64_t axis, int32_t descending, adj_tensor* out);

/** Where the k largest or smallest elements along an axis stand (int64), the first in order first. */
ADJ_API adj_status adj_topk(adj_tensor x, int64_t k, int64_t axis, int32_t largest, adj_tensor* out);

/**
 * How many elements of a sorted vector are less than each value, or not greater than it where right is not 0
 * (int64). Of sorted rows each is for the values in the same place of the leading dimensions.
 */
ADJ_API adj_status adj_searchsorted(adj_tensor sorted, adj_tensor values, int32_t right, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SORT_H_ */
