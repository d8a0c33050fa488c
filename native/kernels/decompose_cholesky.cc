// Cholesky's factor, by halves: the lower part of a symmetric matrix becomes L in place.
#include <cmath>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

template <class T>
bool factor_block(std::int64_t n, T* a, std::int64_t ld) {
  for (std::int64_t j = 0; j < n; ++j) {
    const T* const pivot_row = a + j * ld;
    T pivot = pivot_row[j];
    for (std::int64_t k = 0; k < j; ++k) pivot -= pivot_row[k] * pivot_row[k];
    if (pivot <= 0) return false;  // NaN goes on
    pivot = std::sqrt(pivot);
    a[j * ld + j] = pivot;
    for (std::int64_t i = j + 1; i < n; ++i) {
      T* const row = a + i * ld;
      T sum = row[j];
      for (std::int64_t k = 0; k < j; ++k) sum -= row[k] * pivot_row[k];
      row[j] = sum / pivot;
    }
  }
  return true;
}

// b (m x n) becomes b L^-T: L is solved for the transposed of b.
template <class T>
void divide_by_transposed(std::int64_t m, std::int64_t n, const T* l, std::int64_t ld, T* b) {
  Workspace<T> turned(n * m);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) turned.data()[j * m + i] = b[i * ld + j];
  solve_triangle<T>(n, m, l, ld, 1, Triangle::kLower, false, turned.data(), m);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) b[i * ld + j] = turned.data()[j * m + i];
}

// The lower part of y (n x n) -= a aT, with a n x k.
template <class T>
void subtract_square(std::int64_t n, std::int64_t k, const T* a, T* y, std::int64_t ld) {
  constexpr std::int64_t kWhole = 64;
  if (n <= kWhole) return subtract_product<T>(n, n, k, a, ld, 1, a, 1, ld, y, ld);
  const std::int64_t first = half(n), rest = n - first;
  subtract_square(first, k, a, y, ld);
  subtract_product<T>(rest, first, k, a + first * ld, ld, 1, a, 1, ld, y + first * ld, ld);
  subtract_square(rest, k, a + first * ld, y + first * (ld + 1), ld);
}

template <class T>
bool factor(std::int64_t n, T* a, std::int64_t ld) {
  if (n <= kBlock) return factor_block(n, a, ld);
  const std::int64_t first = half(n), rest = n - first;
  T *const below = a + first * ld, *const second = below + first;
  if (!factor(first, a, ld)) return false;
  divide_by_transposed(rest, first, a, ld, below);
  subtract_square(rest, first, below, second, ld);
  return factor(rest, second, ld);
}

}  // namespace

std::int64_t cholesky(DType type, std::int64_t batch, std::int64_t n, const void* a, void* l) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, cube(n) / 3, [&](std::int64_t at) {
      const T* const from = static_cast<const T*>(a) + at * n * n;
      T* const to = static_cast<T*>(l) + at * n * n;
      for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j) to[i * n + j] = (from[i * n + j] + from[j * n + i]) / 2;
      if (!factor(n, to, n)) return false;
      for (std::int64_t i = 0; i < n; ++i) std::fill(to + i * n + i + 1, to + (i + 1) * n, zero);
      return true;
    });
  });
}

}  // namespace adjoint::kernels
