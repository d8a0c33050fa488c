// Triangles of matrices, and systems with them.
#include "kernels/decompose_pieces.h"
#include "kernels/triangle_table.h"

namespace adjoint::kernels {
namespace {

static_assert(kBlock == kMostTriangleRows);

// Of an upper triangle the last row comes first.
template <class T>
void solve_block(std::int64_t n, std::int64_t k, const T* a, std::int64_t row, std::int64_t column,
                 Triangle side, bool unit, T* y, std::int64_t ld) {
  if (n == 0) return;
  const SmallTriangle<T> t =
      side == Triangle::kLower
          ? SmallTriangle<T>{n, k, a, row, column, unit, y, ld}
          : SmallTriangle<T>{n, k, a + (n - 1) * (row + column), -row, -column, unit, y + (n - 1) * ld, -ld};
  if constexpr (std::is_same_v<T, float>)
    triangles().solve_float(t);
  else
    triangles().solve_double(t);
}

}  // namespace

template <class T>
void solve_triangle(std::int64_t n, std::int64_t k, const T* a, std::int64_t row, std::int64_t column,
                    Triangle side, bool unit, T* y, std::int64_t ld) {
  if (n <= kBlock) return solve_block(n, k, a, row, column, side, unit, y, ld);
  const std::int64_t first = half(n), rest = n - first;
  const T* const second = a + first * (row + column);
  T* const y2 = y + first * ld;
  if (side == Triangle::kLower) {
    solve_triangle(first, k, a, row, column, side, unit, y, ld);
    subtract_product(rest, k, first, a + first * row, row, column, y, ld, std::int64_t{1}, y2, ld);
    solve_triangle(rest, k, second, row, column, side, unit, y2, ld);
  } else {
    solve_triangle(rest, k, second, row, column, side, unit, y2, ld);
    subtract_product(first, k, rest, a + first * column, row, column, y2, ld, std::int64_t{1}, y, ld);
    solve_triangle(first, k, a, row, column, side, unit, y, ld);
  }
}

template void solve_triangle(std::int64_t, std::int64_t, const float*, std::int64_t, std::int64_t, Triangle,
                             bool, float*, std::int64_t);
template void solve_triangle(std::int64_t, std::int64_t, const double*, std::int64_t, std::int64_t, Triangle,
                             bool, double*, std::int64_t);

void triangle(DType type, std::int64_t batch, std::int64_t n, std::int64_t m, MatrixStack x, Triangle side,
              double diagonal, void* y) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, n * m, [&](std::int64_t at) {
      const T* const from = begin_of<T>(x, at);
      T* const to = static_cast<T*>(y) + at * n * m;
      for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t begin = side == Triangle::kLower ? 0 : std::min(i + 1, m);
        const std::int64_t end = side == Triangle::kLower ? std::min(i, m) : m;
        const auto row = [&](std::int64_t j) {
          return from[i * x.matrix.row_stride + j * x.matrix.column_stride];
        };
        std::fill_n(to + i * m, m, zero);
        for (std::int64_t j = begin; j < end; ++j) to[i * m + j] = row(j);
        if (i < m && diagonal != 0) to[i * m + i] = row(i) * static_cast<T>(diagonal);
      }
      return true;
    });
  });
}

std::int64_t triangular_solve(DType type, std::int64_t batch, std::int64_t n, std::int64_t k, MatrixStack a,
                              MatrixStack b, Triangle side, bool unit, void* y) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, n * n * k, [&](std::int64_t at) {
      const T *const left = begin_of<T>(a, at), *const right = begin_of<T>(b, at);
      T* const to = static_cast<T*>(y) + at * n * k;
      const std::int64_t row = a.matrix.row_stride, column = a.matrix.column_stride;
      for (std::int64_t i = 0; i < n; ++i) {
        if (!unit && left[i * (row + column)] == 0) return false;
        for (std::int64_t j = 0; j < k; ++j)
          to[i * k + j] = right[i * b.matrix.row_stride + j * b.matrix.column_stride];
      }
      solve_triangle(n, k, left, row, column, side, unit, to, k);
      return true;
    });
  });
}

}  // namespace adjoint::kernels
