/* Rows brought to mean 0 and variance 1. */
#ifndef ADJOINT_NORMALIZE_H_
#define ADJOINT_NORMALIZE_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * (x - mean) / sqrt(variance + epsilon) along the last axis, times scale, plus shift. Both have the extent of
 * that axis as their shape; a zero handle stands for 1 and 0. epsilon is 0 or more.
 */
ADJ_API adj_status adj_layer_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon,
                                  adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_NORMALIZE_H_ */
