/* Batching: what is done with one member, done for all at once. */
#ifndef ADJOINT_BATCHES_H_
#define ADJOINT_BATCHES_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Opens a batching transform on this thread: what is done with its placeholders is recorded without
 * values, to be done for a whole batch by adj_batch_run.
 */
ADJ_API adj_status adj_batch_open(adj_transform* out);

/** Returns a placeholder for one member of a batch: like x without this axis, and without a value. */
ADJ_API adj_status adj_batch_placeholder(adj_transform transform, adj_tensor x, int64_t axis,
                                         adj_tensor* out);

/**
 * Does what was recorded for all members at once. xs are the batches that stand in place of the
 * placeholders, along in_axes; the results carry the batch along out_axes. An output that depends on no
 * placeholder is repeated; or, where its axis is ADJ_NO_AXIS, given as it is.
 */
ADJ_API adj_status adj_batch_run(adj_transform transform, const adj_tensor* placeholders,
                                 const adj_tensor* xs, const int64_t* in_axes, int64_t input_count,
                                 const adj_tensor* outputs, const int64_t* out_axes, int64_t output_count,
                                 adj_tensor* results);

ADJ_C_END

#endif /* ADJOINT_BATCHES_H_ */
