/* Parts of tensors: taking them out, writing them back, and joining them. */
#ifndef ADJOINT_PARTS_H_
#define ADJOINT_PARTS_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Takes count[i] elements from start[i] with step[i], which may be negative, along every
 * dimension i of x. Indices are already normalised: 0 <= start[i] < extent where count[i] > 0.
 */
ADJ_API adj_status adj_slice(adj_tensor x, const int64_t* start, const int64_t* count, const int64_t* step,
                             int32_t rank, adj_tensor* out);

/** x with update written over the region that adj_slice with the same arguments would take. */
ADJ_API adj_status adj_slice_update(adj_tensor x, adj_tensor update, const int64_t* start,
                                    const int64_t* step, int32_t rank, adj_tensor* out);

/** Joins tensors along an axis that exists. */
ADJ_API adj_status adj_concat(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out);

/** Joins tensors of one shape along a new axis. */
ADJ_API adj_status adj_stack(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_PARTS_H_ */
