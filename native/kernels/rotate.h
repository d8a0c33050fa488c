// Plane rotations of rows, one pair of neighbours after another.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

struct Rotation {
  double cosine, sine;
};

struct RotateTable {
  // Rows 0 and 1 of x become c row0 - s row1 and s row0 + c row1; then rows 1 and 2, and so on. `width`
  // columns of rows that lie ld apart.
  void (*rows)(const Rotation* rotations, std::int64_t count, double* x, std::int64_t ld, std::int64_t width);
};

SIMD_DECLARE_TABLE(RotateTable, rotate)

}  // namespace adjoint::kernels
