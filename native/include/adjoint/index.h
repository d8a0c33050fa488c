/* Elements picked by number. */
#ifndef ADJOINT_INDEX_H_
#define ADJOINT_INDEX_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Takes slices of x along an axis at integer indices of any shape, whose dimensions replace
 * that axis. Negative indices count from the end; one outside the range is reported.
 */
ADJ_API adj_status adj_take(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out);

/**
 * Picks one element along an axis for every index: indices has the rank of x and broadcasts
 * with it except along the axis.
 */
ADJ_API adj_status adj_take_along_axis(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out);

/**
 * One in the place of each index and zero elsewhere, along a new last axis of extent depth. An
 * index outside 0..depth-1 gives zeros.
 */
ADJ_API adj_status adj_one_hot(adj_tensor indices, int64_t depth, adj_dtype dtype, adj_tensor* out);

/**
 * The places of what is not zero, in row-major order: a row of int64 for each, with its index along every
 * dimension. Reads the elements: ADJ_ERROR_NO_VALUE where they are not known yet, as in a batch.
 */
ADJ_API adj_status adj_nonzero(adj_tensor x, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_INDEX_H_ */
