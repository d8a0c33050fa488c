// Rows brought to mean 0 and variance 1, or to mean square 1 as they are. The order of additions depends on
// the shape alone.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// A row-major matrix, and what is added to the variance of its rows before the root is taken.
struct RowsToNormalize {
  std::int64_t rows, columns;
  double epsilon;
  bool centered = true;  // else the mean counts as 0
};

// y = (x - mean) r with r = 1 / sqrt(variance + epsilon), row by row; then y scale + shift where those are
// given, both or neither, one element a column.
void standardize(DType type, const RowsToNormalize& shape, const void* x, const void* scale,
                 const void* shift, void* y);
// dy = r (d - mean(d) - y mean(y d)): what the change d of x does to y, and as well what the cotangent d of y
// gives x.
void standardize_change(DType type, const RowsToNormalize& shape, const void* x, const void* d, void* dy);

}  // namespace adjoint::kernels
