// Softmax and its companions along rows without gaps, one table an instruction set.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

struct SoftmaxTable {
  // Rows of n elements, n >= 1.
  using Map = void (*)(const void* x, void* y, std::int64_t rows, std::int64_t n);
  using Map2 = void (*)(const void* y, const void* dy, void* dx, std::int64_t rows, std::int64_t n);

  // Null where a type is not floating.
  Map softmax[kDTypeCount], log_softmax[kDTypeCount];
  Map2 softmax_backward[kDTypeCount], log_softmax_backward[kDTypeCount];
};
SIMD_DECLARE_TABLE(SoftmaxTable, softmaxes)

}  // namespace adjoint::kernels
