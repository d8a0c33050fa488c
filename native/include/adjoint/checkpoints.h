/* Checkpoints: functions that run again when their derivative is asked for. What they captured and what they
 * keep. */
#ifndef ADJOINT_CHECKPOINTS_H_
#define ADJOINT_CHECKPOINTS_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Opens a transform that also follows the tensors which other transforms of this thread follow, as inputs
 * that the function captured. With isolated, nothing done meanwhile is recorded for those other transforms.
 */
ADJ_API adj_status adj_transform_open_capturing(int32_t isolated, adj_transform* out);

/**
 * The captured tensors in the order of their first use, as the transforms around see them, and after these
 * the tensors from outside that no transform follows but that end with a scope around this one. known_as are
 * the handles that the function has of them. Writes at most capacity of them, their number to count, and the
 * number of those that are followed to followed.
 */
ADJ_API adj_status adj_transform_captured(adj_transform transform, adj_tensor* out, adj_tensor* known_as,
                                          int64_t capacity, int64_t* count, int64_t* followed);

/**
 * While this capturing transform is open, each handle of known_as that has ended means the tensor beside it:
 * so a function may run again after the scopes of what it captured have closed.
 */
ADJ_API adj_status adj_transform_lend(adj_transform transform, const adj_tensor* known_as,
                                      const adj_tensor* tensors, int64_t count);

/**
 * As adj_transform_gradients, followed by the cotangents of the captured tensors that are followed, of which
 * there are so many.
 */
ADJ_API adj_status adj_transform_gradients_captured(adj_transform transform, const adj_tensor* outputs,
                                                    const adj_tensor* cotangents, int64_t output_count,
                                                    const adj_tensor* inputs, int64_t input_count,
                                                    int64_t captured_count, adj_tensor* gradients);

/**
 * Lets a capturing transform keep values of the function that runs from now on, for a later run of the same
 * function: results of matrix products where products is set, and what adj_transform_keep_value names.
 */
ADJ_API adj_status adj_transform_keep(adj_transform transform, int32_t products);

/**
 * Lets the innermost capturing transform keep the value of x. Does nothing where that does not keep values,
 * or where x is not the result of an operation that it follows.
 */
ADJ_API adj_status adj_transform_keep_value(adj_tensor x);

/**
 * The values kept so far, which no transform follows, and the place of each in the run. Writes at most
 * capacity of them, and their number to count.
 */
ADJ_API adj_status adj_transform_kept(adj_transform transform, adj_tensor* values, uint64_t* places,
                                      int64_t capacity, int64_t* count);

/**
 * Lets a capturing transform take these values at these places of the function that runs from now on, instead
 * of computing them. Where another operation, shape or type stands in such a place, that operation fails with
 * ADJ_ERROR_STATE, as do the gradients where the run did not come to the last one.
 */
ADJ_API adj_status adj_transform_replay(adj_transform transform, const adj_tensor* values,
                                        const uint64_t* places, int64_t count);

ADJ_C_END

#endif /* ADJOINT_CHECKPOINTS_H_ */
