/* Other ways to look at the same elements: reshaping, reordering, repeating, reversing. */
#ifndef ADJOINT_SHAPE_H_
#define ADJOINT_SHAPE_H_

#include "base.h"

ADJ_C_BEGIN

/** The same elements in another shape; one extent may be -1. */
ADJ_API adj_status adj_reshape(adj_tensor x, const int64_t* dims, int32_t rank, adj_tensor* out);

/**
 * Reorders dimensions: dimension i of the result is dimension order[i] of x. A null order
 * reverses them.
 */
ADJ_API adj_status adj_permute(adj_tensor x, const int64_t* order, int32_t count, adj_tensor* out);

/** Exchanges two dimensions. */
ADJ_API adj_status adj_swapaxes(adj_tensor x, int64_t a, int64_t b, adj_tensor* out);

/** Drops dimensions of extent 1; null axes stand for all such. */
ADJ_API adj_status adj_squeeze(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

/** Inserts dimensions of extent 1 at these places of the result. */
ADJ_API adj_status adj_expand_dims(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

/** Repeats along dimensions of extent 1 and new leading ones, without copying. */
ADJ_API adj_status adj_broadcast_to(adj_tensor x, const int64_t* dims, int32_t rank, adj_tensor* out);

/** Reverses the order along axes; null axes stand for all of them. */
ADJ_API adj_status adj_flip(adj_tensor x, const int64_t* axes, int32_t axis_count, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SHAPE_H_ */
