// Rows of windows, one table an instruction set. Windows along rows are a stride of 1 or 2 apart; others have
// plain loops in pool.cc.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/simd.h"

namespace adjoint::kernels {

// Behind what rows of windows are read from or added to: that many elements belong to nobody.
constexpr std::int64_t kPoolSpare = 64;

// Integers as wide as an element, for places in a plane.
template <class T>
using PlaceOf = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;

// Rows that windows reach over, with their padding, and the place in the plane that the first element of each
// would have.
template <class T>
struct PaddedRows {
  const T* const* rows;
  const std::int64_t* places;
  std::int64_t count, taps, dilation;
  // Of the elements that are there, the first of each window, counted from places[0].
  const PlaceOf<T>* first;
  bool has_nan;
};

template <class T>
struct MaxPoolTable {
  // y[i] = max of rows[..][i].
  void (*rows)(const T* const* rows, std::int64_t count, std::int64_t n, T* y);
  // y[i] = max of x[i stride + k dilation] over k, by stride - 1.
  void (*across[2])(const T* x, std::int64_t taps, std::int64_t dilation, std::int64_t n, T* y);
  // y[i] = x[i]; whether one of them is NaN.
  bool (*copy)(const T* x, std::int64_t n, T* y);
  // Where the largest element of each of n windows stands; y has room for kPoolSpare more.
  void (*places[2])(const PaddedRows<T>& rows, std::int64_t n, PlaceOf<T>* y);
};
SIMD_DECLARE_TABLE(MaxPoolTable<float>, max_pool_float)
SIMD_DECLARE_TABLE(MaxPoolTable<double>, max_pool_double)
SIMD_DECLARE_TABLE(MaxPoolTable<std::int32_t>, max_pool_int32)
SIMD_DECLARE_TABLE(MaxPoolTable<std::int64_t>, max_pool_int64)

template <class T>
struct AvgPoolTable {
  void (*rows)(const T* const* rows, std::int64_t count, std::int64_t n, T* y);
  void (*across[2])(const T* x, std::int64_t taps, std::int64_t dilation, std::int64_t n, T* y);
  // y[i stride + k] += x[i] for all k; behind the n elements of x there are kPoolSpare zeros.
  void (*spread[2])(const T* x, std::int64_t taps, std::int64_t n, T* y);
  // y[i] += x[i], and y[i] = x[i] / (by[i] times).
  void (*add)(const T* x, std::int64_t n, T* y);
  void (*divide)(const T* x, const T* by, T times, std::int64_t n, T* y);
};
SIMD_DECLARE_TABLE(AvgPoolTable<float>, avg_pool_float)
SIMD_DECLARE_TABLE(AvgPoolTable<double>, avg_pool_double)

}  // namespace adjoint::kernels
