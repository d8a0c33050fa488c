// Matrix product of strided matrices, singly or in batches.
#pragma once

#include <optional>

#include "core/dtype.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {

// A matrix read with strides in elements; either stride may be any number, so a transposed or
// sliced operand needs no copy.
struct Matrix {
  const void* data;
  std::int64_t row_stride, column_stride;
};

// What becomes of each part of the result while it is still near: y = activation(y + bias).
struct Epilogue {
  const void* bias = nullptr;  // n elements, one a column; null: none
  std::optional<Unary> activation;
};

// y[m, n] (row-major, leading dimension ldy) = a[m, k] * b[k, n]; with accumulate, the finished product is
// added to y: the bits are those of the product made elsewhere and then added.
// float32 and float64 run blocked on SIMD; int32 and int64 plainly, wrapping on overflow.
// The order of additions does not depend on the number of threads. Only floating types have an epilogue.
void matmul(DType type, std::int64_t m, std::int64_t n, std::int64_t k, Matrix a, Matrix b, void* y,
            std::int64_t ldy, bool accumulate, const Epilogue& epilogue = {});

// The same for `batch` products; operand i starts at data + i-th offset (in elements).
void matmul_batched(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, std::int64_t k, Matrix a,
                    const std::int64_t* a_offsets, Matrix b, const std::int64_t* b_offsets, void* y);

}  // namespace adjoint::kernels
