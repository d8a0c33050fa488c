// Rows brought to mean 0 and variance 1, one table an instruction set.
#pragma once

#include "kernels/normalize.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

struct NormalizeTable {
  // Rows of n elements, n >= 1. Scale and shift are null together.
  using Standardize = void (*)(const void* x, const void* scale, const void* shift, void* y,
                               const RowsToNormalize& shape);
  using Change = void (*)(const void* x, const void* d, void* dy, const RowsToNormalize& shape);

  // Null where a type is not floating.
  Standardize standardize[kDTypeCount];
  Change change[kDTypeCount];
};
SIMD_DECLARE_TABLE(NormalizeTable, normalizes)

}  // namespace adjoint::kernels
