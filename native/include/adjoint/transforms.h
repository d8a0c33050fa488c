/* Transforms: scopes that record, and what derivatives are taken of. */
#ifndef ADJOINT_TRANSFORMS_H_
#define ADJOINT_TRANSFORMS_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Opens a transform on this thread: a scope that also records what is done with the tensors it
 * watches. At most 64 may be open at a time.
 */
ADJ_API adj_status adj_transform_open(adj_transform* out);

/** Returns a fresh tensor equal to x that this transform follows. x must be floating. */
ADJ_API adj_status adj_transform_watch(adj_transform transform, adj_tensor x, adj_tensor* out);

/**
 * Returns a tensor of the type and shape of x, which must be floating, that this transform follows and that
 * has no value: the argument of a linear function that is to be transposed. Reading it is ADJ_ERROR_NO_VALUE.
 */
ADJ_API adj_status adj_transform_direction(adj_transform transform, adj_tensor x, adj_tensor* out);

/**
 * Reverse mode: the cotangents of the watched inputs, given those of the outputs. A null
 * cotangents, or a zero handle in it, stands for ones of the output's shape. An input that no
 * output depends on receives zeros, and 0 in reached (which may be null). Outputs that are not
 * floating contribute nothing.
 */
ADJ_API adj_status adj_transform_gradients(adj_transform transform, const adj_tensor* outputs,
                                           const adj_tensor* cotangents, int64_t output_count,
                                           const adj_tensor* inputs, int64_t input_count,
                                           adj_tensor* gradients, int32_t* reached);

/**
 * Forward mode: the tangents of the outputs, given those of the watched inputs. A zero handle among the
 * tangents stands for zeros. An output that depends on no input receives zeros.
 */
ADJ_API adj_status adj_transform_tangents(adj_transform transform, const adj_tensor* inputs,
                                          const adj_tensor* tangents, int64_t input_count,
                                          const adj_tensor* outputs, int64_t output_count,
                                          adj_tensor* output_tangents);

/**
 * Describes what a transform has recorded so far, a line a node in the order in which they were made: number,
 * operation, type, shape, bytes that it keeps alive, and the numbers of its operands, separated by tabs.
 * Operands that the transform does not follow are written as "type shape". Writes at most size bytes, the
 * last of which is 0, and the length of the whole text without it to length.
 */
ADJ_API adj_status adj_transform_describe(adj_transform transform, char* text, int64_t size, int64_t* length);

/**
 * Whether operations on this thread check that their results are finite, and name themselves in an error when
 * they are not while their operands are.
 */
ADJ_API adj_status adj_set_anomaly_detection(int32_t on);

ADJ_C_END

#endif /* ADJOINT_TRANSFORMS_H_ */
