/* Writing at positions that are data. */
#ifndef ADJOINT_SCATTER_H_
#define ADJOINT_SCATTER_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * x with an element of source in place of that at every index along an axis; of several in one place the last
 * stays. Indices have the rank of x; they and the source broadcast to it but along the axis.
 */
ADJ_API adj_status adj_scatter(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                               adj_tensor* out);

/** x with an element of source added at every index along an axis. */
ADJ_API adj_status adj_scatter_add(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                   adj_tensor* out);

/** x with the larger of its element and those of source at every index along an axis. NaN stays. */
ADJ_API adj_status adj_scatter_max(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                   adj_tensor* out);

/** x with the smaller of its element and those of source at every index along an axis. NaN stays. */
ADJ_API adj_status adj_scatter_min(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                   adj_tensor* out);

/**
 * x with a slice of source in place of that at every index along an axis; of several in one place the last
 * stays. The source broadcasts to the shape that adj_take gives.
 */
ADJ_API adj_status adj_index_copy(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                  adj_tensor* out);

/** x with a slice of source added at every index along an axis. */
ADJ_API adj_status adj_index_add(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                 adj_tensor* out);

/** x with the larger of its slice and those of source, by elements, at every index along an axis. */
ADJ_API adj_status adj_index_max(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                 adj_tensor* out);

/** x with the smaller of its slice and those of source, by elements, at every index along an axis. */
ADJ_API adj_status adj_index_min(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis,
                                 adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_SCATTER_H_ */
