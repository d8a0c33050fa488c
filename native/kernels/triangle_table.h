// Systems with small triangles, a table for each instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

inline constexpr std::int64_t kMostTriangleRows = 16;

// y (n x k, rows ld apart) becomes the solution of tri(a) y = y, for n up to kMostTriangleRows. The triangle
// is told as a lower one: element (i, j) of it, j <= i, lies at a[i row + j column], and row i of y at y[i
// ld], so that an upper one is its own last row first, with negative strides.
template <class T>
struct SmallTriangle {
  std::int64_t n, k;
  const T* a;
  std::int64_t row, column;
  bool unit;
  T* y;
  std::int64_t ld;
};

struct TriangleTable {
  void (*solve_float)(const SmallTriangle<float>& t);
  void (*solve_double)(const SmallTriangle<double>& t);
};
SIMD_DECLARE_TABLE(TriangleTable, triangles)

}  // namespace adjoint::kernels
