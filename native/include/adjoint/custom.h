/* Tensors whose derivative is given by rules of the host language. */
#ifndef ADJOINT_CUSTOM_H_
#define ADJOINT_CUSTOM_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * Adds a host of rules that are written in its language, and the function that they are called through. It
 * has the type adj_status (*)(int64_t rule, int32_t kind, int32_t levels, const adj_tensor* in, int64_t
 * in_count, adj_tensor* out, int64_t out_count). kind is 0 for reverse mode (in: the cotangent, the result,
 * the operands; out: a cotangent or zero for the result's place and each operand) and 1 for forward mode (in:
 * the result and the operands, then a tangent or zero for each; out: the tangent). levels counts the batches
 * around: every tensor then has as many leading axes more. Before each such call there is one of kind 2, and
 * after it, when its results have been taken, one of kind 3, both without tensors: between them the host may
 * have a scope open. A process may have several hosts, one for each copy of the host's code.
 */
ADJ_API adj_status adj_host_open(const void* callback, int32_t* out);

/** Takes a host away, before its code goes: where a rule of it is left, a sweep fails with ADJ_ERROR_STATE.
 */
ADJ_API adj_status adj_host_close(int32_t host);

/**
 * Begins a function that has a rule for its derivative: given receives the tensors xs for it to work with,
 * and mark where the recording stands.
 */
ADJ_API adj_status adj_custom_begin(const adj_tensor* xs, int64_t count, adj_tensor* given, int64_t* mark);

/**
 * The tensor y with a rule of a host for its derivative with respect to the operands xs. With the mark that
 * adj_custom_begin gave, y must depend on nothing from before it that is differentiated by, but through xs:
 * the rule gives no derivative by it. Where y itself comes from plays no part otherwise, nor at all with a
 * mark of -1.
 */
ADJ_API adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int32_t host, int64_t rule,
                              int64_t mark, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_CUSTOM_H_ */
