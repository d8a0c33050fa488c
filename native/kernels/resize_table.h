// Weighted sums of rows, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

// Row j of a result is the sum of weights[k] times row rows[k] for k from offset[j] to offset[j + 1].
template <class T>
struct MixedRows {
  const std::int64_t *offset, *rows;
  const T* weights;
};

template <class T>
struct ResizeTable {
  // Rows `begin` to `end` of a result, of n elements each; rows are `distance` apart, here and there.
  void (*mix)(const MixedRows<T>& mixed, std::int64_t begin, std::int64_t end, const T* x,
              std::int64_t distance, std::int64_t n, T* y);
};
SIMD_DECLARE_TABLE(ResizeTable<float>, resize_float)
SIMD_DECLARE_TABLE(ResizeTable<double>, resize_double)

}  // namespace adjoint::kernels
