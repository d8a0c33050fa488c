/* Control flow: bodies that are recorded once, and done as often, or as one of several, as values say. */
#ifndef ADJOINT_CONTROL_H_
#define ADJOINT_CONTROL_H_

#include "base.h"

ADJ_C_BEGIN

/** What a loop or a branch does. Zero is none. It belongs to the thread that recorded it. */
typedef struct adj_body {
  /** Its number, unique within the process. */
  uint64_t id;
} adj_body;

/**
 * Makes a body of what was recorded, in a transform of adj_program_open, from these stand-ins to these
 * outputs. Tensors from elsewhere that were used are operands of whatever the body becomes part of:
 * derivatives pass through them.
 */
ADJ_API adj_status adj_body_make(adj_transform transform, const adj_tensor* placeholders, int64_t input_count,
                                 const adj_tensor* outputs, int64_t output_count, adj_body* out);

/** Gives a body back. What was made with it stays as it is. */
ADJ_API adj_status adj_body_release(adj_body body);

/**
 * Does the body once a step. Its stand-ins are the carries, then one slice of each stacked tensor, whose
 * first extent is the number of steps; its outputs are the next carries, of the same types and shapes, then
 * what is stacked. Gives the last carries and the stacks. Backwards, the last slices come first.
 */
ADJ_API adj_status adj_scan(adj_body body, const adj_tensor* carries, int64_t carry_count,
                            const adj_tensor* slices, int64_t slice_count, int64_t steps, int32_t backwards,
                            adj_tensor* outputs, int64_t output_count);

/**
 * Does the body that the index names: a scalar of bool, int32 or int64, limited to 0 and the last one. The
 * bodies take the same operands and give outputs of the same types and shapes.
 */
ADJ_API adj_status adj_branch(adj_tensor index, const adj_body* bodies, int64_t body_count,
                              const adj_tensor* operands, int64_t operand_count, adj_tensor* outputs,
                              int64_t output_count);

/**
 * Does the body as long as the condition gives true, and gives the carries of then. Both take the carries;
 * the body gives carries of the same types and shapes. There is no derivative in reverse mode.
 */
ADJ_API adj_status adj_while(adj_body condition, adj_body body, const adj_tensor* carries,
                             int64_t carry_count, adj_tensor* outputs);

ADJ_C_END

#endif /* ADJOINT_CONTROL_H_ */
