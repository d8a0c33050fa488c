/* Rows or channels brought to mean 0 and variance 1. */
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

/**
 * x / sqrt(mean(x^2) + epsilon) along the last axis, times scale, whose shape is the extent of that axis; a
 * zero handle stands for 1. epsilon is 0 or more.
 */
ADJ_API adj_status adj_rms_norm(adj_tensor x, adj_tensor scale, double epsilon, adj_tensor* out);

/**
 * (x - mean) / sqrt(variance + epsilon) times scale plus shift, with the mean and the population's variance
 * of each channel, along axis 1, over all other axes. Scale and shift have one element a channel; a zero
 * handle stands for 1 and 0. epsilon is 0 or more.
 */
ADJ_API adj_status adj_batch_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon,
                                  adj_tensor* out);

/** The same with a mean and a variance that are given, one element a channel. */
ADJ_API adj_status adj_batch_norm_inference(adj_tensor x, adj_tensor mean, adj_tensor variance,
                                            adj_tensor scale, adj_tensor shift, double epsilon,
                                            adj_tensor* out);

/**
 * The same with the mean and the variance of each of `groups` groups of channels of each example: over a part
 * of axis 1 and all later axes.
 */
ADJ_API adj_status adj_group_norm(adj_tensor x, int64_t groups, adj_tensor scale, adj_tensor shift,
                                  double epsilon, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_NORMALIZE_H_ */
