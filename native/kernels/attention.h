// Attention: values weighed by how well their keys fit the queries, block by block, so that the weights of
// all queries and keys are never there at once.
//
// T. Dao, D. Y. Fu, S. Ermon, A. Rudra and C. Re, "FlashAttention: fast and memory-efficient exact attention
// with IO-awareness", NeurIPS 35 (2022).
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/decompose.h"

namespace adjoint::kernels {

// What is added to the products of queries and keys, or which of them count. Its matrices are read with
// strides, of which that of columns is 0 or 1, and as many follow each other as the stack has.
struct AttentionMask {
  const void* data = nullptr;  // null: there is none
  bool truth = false;          // bools, true where a key counts; else numbers that are added
  std::int64_t row_stride = 0, column_stride = 0;
  const std::int64_t* offsets = nullptr;
};

// A stack of problems of one size.
struct AttentionShape {
  std::int64_t stack;
  std::int64_t queries, keys;       // rows of q, and of k and v
  std::int64_t width, value_width;  // columns of q and k, and of v
  double scale;
  bool causal;  // query i sees no key behind number i
};

// Rows of k, q and v must be contiguous.
struct AttentionOperands {
  MatrixStack q, k, v;
  AttentionMask mask;
};

// Rows behind the result that hold a number a query, in the order of queries.
inline std::int64_t attention_extra_rows(std::int64_t queries, std::int64_t value_width) {
  return value_width == 0 ? 0 : (queries + value_width - 1) / value_width;
}

// y = softmax(scale q kT + mask) v, a matrix of `queries` rows, followed by the logarithms of the sums that
// each query's weights were divided by, and zeros. A query that sees no key has a row of zeros, and the
// largest number there.
void attention(DType type, const AttentionShape& shape, const AttentionOperands& operands, void* y);

// What a cotangent d of the first rows of y gives: [cotangents of q, of k, of v], flat, for each matrix of
// the stack. Each of them is finished before it is added to another: bits do not depend on the number of
// threads.
void attention_back(DType type, const AttentionShape& shape, const AttentionOperands& operands, MatrixStack y,
                    MatrixStack d, void* cotangents);

}  // namespace adjoint::kernels
