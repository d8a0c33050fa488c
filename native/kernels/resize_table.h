// Weighted sums of rows, or along rows, one table an instruction set.
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/simd.h"

namespace adjoint::kernels {

// Weighted elements of a row for each result: tap k of result j stands at [k pitch + j]. Where there is none,
// its weight is 0 and its place inside the row. Results up to a multiple of a vector are there.
template <class T>
struct GatheredTaps {
  using Place = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  const Place* places;
  const T* weights;
  std::int64_t count, pitch;
};

template <class T>
struct ResizeTable {
  // y[i] = sum of weights[k] rows[k][i]; there is at least one.
  void (*mix)(const T* const* rows, const T* weights, std::int64_t count, std::int64_t n, T* y);
  // y[j] = the sum of the taps of j in x.
  void (*gather)(const T* x, const GatheredTaps<T>& taps, std::int64_t n, T* y);
};
SIMD_DECLARE_TABLE(ResizeTable<float>, resize_float)
SIMD_DECLARE_TABLE(ResizeTable<double>, resize_double)

}  // namespace adjoint::kernels
