/* Tensors whose derivative is given by rules of the host language. */
#ifndef ADJOINT_CUSTOM_H_
#define ADJOINT_CUSTOM_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Sets the function that rules written in the host language are called through, once for the process: it has
 * the type adj_status (*)(int64_t rule, int32_t kind, int32_t levels, const adj_tensor* in, int64_t in_count,
 * adj_tensor* out, int64_t out_count). kind is 0 for reverse mode (in: the cotangent, then the operands; out:
 * a cotangent or zero for each operand) and 1 for forward mode (in: the operands, then a tangent or zero for
 * each; out: the tangent). levels counts the batches around: every tensor then has as many leading axes more.
 * Before each such call there is one of kind 2, and after it, when its results have been taken, one of kind
 * 3, both without tensors: between them the host may have a scope open.
 */
ADJ_API adj_status adj_set_callback(const void* callback);

/**
 * The tensor y with a rule of the host language for its derivative with respect to the operands xs. Where y
 * itself comes from plays no part.
 */
ADJ_API adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int64_t rule,
                              adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_CUSTOM_H_ */
