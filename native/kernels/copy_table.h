// Kernels that move elements, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

struct CopyTable {
  // y[i * y_stride + j] = x[j * x_stride + i] for i < rows, j < columns.
  using Transpose = void (*)(const void* x, std::int64_t x_stride, void* y, std::int64_t y_stride,
                             std::int64_t rows, std::int64_t columns);
  // Writes without reading what was there into the caches; `to` is aligned to 64 and bytes a multiple of it.
  // Other threads see it once this one has flushed.
  using Stream = void (*)(const void* from, void* to, std::int64_t bytes);

  Transpose transpose1, transpose2, transpose4, transpose8;  // by the size of an element
  Stream stream;
  void (*flush)();
};
SIMD_DECLARE_TABLE(CopyTable, copying)

}  // namespace adjoint::kernels
