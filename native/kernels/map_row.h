// One row made of others, vector by vector. Included by *.simd.cc only.
#pragma once

#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// y[i] = f(load) for a row, where load(p) is the vector at p[i].
template <class T, class F>
HWY_INLINE void map_row(std::int64_t n, T* y, F f) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t i = 0;
  for (; i + step <= n; i += step) hn::StoreU(f([&](const T* p) { return hn::LoadU(d, p + i); }), d, y + i);
  if (i < n) store_part(d, f([&](const T* p) { return load_part(d, p + i, n - i); }), y + i, n - i);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
