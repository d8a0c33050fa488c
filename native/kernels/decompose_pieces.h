// What the kernels of decompositions share: loops over a stack, and the pieces of blocked algorithms.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/decompose.h"

namespace adjoint::kernels {

// Blocks up to this size are worked on element by element, larger ones by products of their parts. It decides
// the order of additions.
inline constexpr std::int64_t kBlock = 16;

template <class F>
auto with_real(DType type, F&& f) {
  return type == DType::kFloat32 ? f(float{}) : f(double{});
}

template <class T>
constexpr DType kRealType = std::is_same_v<T, float> ? DType::kFloat32 : DType::kFloat64;

// Half of a block, in whole small blocks.
inline std::int64_t half(std::int64_t n) { return (n / 2 + kBlock - 1) / kBlock * kBlock; }

// Calls f with every place of the stack, on several threads where that pays; `work` are operations a matrix.
// Gives the first place for which f said false.
template <class F>
std::int64_t for_each_matrix(std::int64_t batch, std::int64_t work, const F& f) {
  constexpr std::int64_t kWorthAThread = 1 << 18;
  std::atomic<std::int64_t> first{batch};
  parallel_for(batch, std::max<std::int64_t>(1, kWorthAThread / std::max<std::int64_t>(1, work)),
               [&](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t i = begin; i < end; ++i) {
                   if (f(i)) continue;
                   std::int64_t seen = first.load();
                   while (i < seen && !first.compare_exchange_weak(seen, i)) {
                   }
                 }
               });
  return first == batch ? kAllHaveResults : first.load();
}

template <class T>
bool is_finite(const T* a, std::int64_t count) {
  return std::all_of(a, a + count, [](T x) { return std::isfinite(x); });
}

// The power of two that elements are below: divided by it, their squares neither overflow nor vanish.
template <class T>
int exponent_of(std::int64_t count, const T* a) {
  T largest = 0;
  for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(a[i]));
  int exponent = 0;
  (void)std::frexp(largest, &exponent);
  return exponent;
}

// Whether a vector is to be turned so that its largest element is positive: of elements that differ by
// rounding alone it is the first.
inline bool is_negative(const double* x, std::int64_t count) {
  double largest = 0;
  for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(x[i]));
  const double nearly = largest * (1 - 64 * std::numeric_limits<double>::epsilon());
  for (std::int64_t i = 0; i < count; ++i)
    if (std::abs(x[i]) >= nearly) return x[i] < 0;
  return false;
}

// The places of numbers in the order of `before`, equal ones as they stand.
template <class Before>
std::vector<std::int64_t> sorted_places(std::int64_t count, const double* x, Before before) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(count));
  std::iota(places.begin(), places.end(), 0);
  std::stable_sort(places.begin(), places.end(),
                   [&](std::int64_t i, std::int64_t j) { return before(x[i], x[j]); });
  return places;
}

inline double dot(const double* a, const double* b, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

inline void add_multiple(std::int64_t count, double factor, const double* x, double* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += factor * x[i];
}

inline std::int64_t cube(std::int64_t n) { return n * n * n; }

// Where in memory an operand's matrix i begins.
template <class T>
const T* begin_of(const MatrixStack& x, std::int64_t i) {
  return static_cast<const T*>(x.matrix.data) + x.offsets[i];
}

// y (m x n) -= a b, with a m x k.
template <class T>
void subtract_product(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t a_row,
                      std::int64_t a_column, const T* b, std::int64_t b_row, std::int64_t b_column, T* y,
                      std::int64_t ldy) {
  if (m == 0 || n == 0 || k == 0) return;
  // The negative of what is smaller.
  const auto negative_of = [](std::int64_t rows, std::int64_t columns, const T* x, std::int64_t row,
                              std::int64_t column, T* to) {
    for (std::int64_t i = 0; i < rows; ++i)
      for (std::int64_t j = 0; j < columns; ++j) to[i * columns + j] = -x[i * row + j * column];
  };
  Workspace<T> negative(k * std::min(m, n));
  Matrix left{a, a_row, a_column}, right{b, b_row, b_column};
  if (m <= n) {
    negative_of(m, k, a, a_row, a_column, negative.data());
    left = {negative.data(), k, 1};
  } else {
    negative_of(k, n, b, b_row, b_column, negative.data());
    right = {negative.data(), n, 1};
  }
  matmul(kRealType<T>, m, n, k, left, right, y, ldy, true);
}

// y (n x k, rows ld apart) becomes the solution of tri(a) y = y.
template <class T>
void solve_triangle(std::int64_t n, std::int64_t k, const T* a, std::int64_t row, std::int64_t column,
                    Triangle side, bool unit, T* y, std::int64_t ld);

}  // namespace adjoint::kernels
