/* What the operations say of themselves. */
#ifndef ADJOINT_OPERATIONS_H_
#define ADJOINT_OPERATIONS_H_

#include "base.h"

ADJ_C_BEGIN

/** What an operation is to those that put operations together or keep their results. */
typedef enum adj_kind ADJ_ENUM_BASE {
  /** None of the others. */
  ADJ_KIND_OPAQUE = 0,
  /** An element of the result comes of the operands' elements in its place, with broadcasting. */
  ADJ_KIND_ELEMENTWISE = 1,
  /** An element of the result comes of all of the operand's elements along some axes. */
  ADJ_KIND_REDUCTION = 2,
  /** The operand's elements, in the same or in other places. */
  ADJ_KIND_VIEW = 3,
  /** A product of matrices, or of images and kernels: dear to compute again. */
  ADJ_KIND_PRODUCT = 4,
  /** Drawn from a key. */
  ADJ_KIND_RANDOM = 5
} adj_kind;

/** An operation as it is defined. */
typedef struct adj_operation {
  /** Its name, which lives as long as the library. */
  const char* name;
  /** What it is, an adj_kind. */
  int32_t kind;
  /** 1 when it has a rule for reverse mode. */
  int32_t has_vjp;
  /** 1 when it has a rule for forward mode. */
  int32_t has_jvp;
  /** 1 when it has a rule for batches. */
  int32_t has_batch;
  /** 1 when no derivative passes, so that it needs no rule for one. */
  int32_t blocks_gradient;
} adj_operation;

/**
 * Describes every operation, in no particular order, those of rules among them. Writes at most capacity of
 * them, and their number to count.
 */
ADJ_API adj_status adj_operations(adj_operation* out, int64_t capacity, int64_t* count);

ADJ_C_END

#endif /* ADJOINT_OPERATIONS_H_ */
