/* Truth values and bits: tests, comparisons and logic, element by element. No derivative passes. */
#ifndef ADJOINT_LOGICAL_H_
#define ADJOINT_LOGICAL_H_

#include "base.h"

ADJ_C_BEGIN

/** Elementwise: whether x is not a number. */
ADJ_API adj_status adj_isnan(adj_tensor x, adj_tensor* out);

/** Elementwise: whether x is neither infinite nor not a number. */
ADJ_API adj_status adj_isfinite(adj_tensor x, adj_tensor* out);

/** Elementwise whether x is infinite. */
ADJ_API adj_status adj_isinf(adj_tensor x, adj_tensor* out);

/** Elementwise whether x has a minus sign, zero too. */
ADJ_API adj_status adj_signbit(adj_tensor x, adj_tensor* out);

/** Elementwise a == b. */
ADJ_API adj_status adj_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a != b. */
ADJ_API adj_status adj_not_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a < b. */
ADJ_API adj_status adj_less(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a <= b. */
ADJ_API adj_status adj_less_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a > b. */
ADJ_API adj_status adj_greater(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise a >= b. */
ADJ_API adj_status adj_greater_equal(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise not, of truth values. */
ADJ_API adj_status adj_logical_not(adj_tensor x, adj_tensor* out);

/** Elementwise and, of truth values. */
ADJ_API adj_status adj_logical_and(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise or, of truth values. */
ADJ_API adj_status adj_logical_or(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise exclusive or, of truth values. */
ADJ_API adj_status adj_logical_xor(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise and: of truth values, or bit by bit of integers; floating operands are an error. */
ADJ_API adj_status adj_bitwise_and(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise or: of truth values, or bit by bit of integers; floating operands are an error. */
ADJ_API adj_status adj_bitwise_or(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise exclusive or: of truth values, or bit by bit of integers; floating operands are an error. */
ADJ_API adj_status adj_bitwise_xor(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise not: of truth values, or bit by bit of integers; a floating operand is an error. */
ADJ_API adj_status adj_bitwise_not(adj_tensor x, adj_tensor* out);

/** Elementwise the bits of a moved up by b places, zeros following; by fewer than 0 or more than there are,
 * 0. */
ADJ_API adj_status adj_left_shift(adj_tensor a, adj_tensor b, adj_tensor* out);

/** Elementwise the bits of a moved down by b places, the sign following; by fewer than 0 or more than there
 * are, 0 or -1. */
ADJ_API adj_status adj_right_shift(adj_tensor a, adj_tensor b, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_LOGICAL_H_ */
