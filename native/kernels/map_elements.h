// A function of vectors on every element of two operands, one of which may repeat a number. Included by
// *.simd.cc only.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// Results past the caches begin at a multiple of 64 bytes.
template <bool kPastCaches, class D>
HWY_INLINE void put(D d, hn::Vec<D> v, hn::TFromD<D>* to) {
  if constexpr (kPastCaches)
    hn::Stream(v, d, to);
  else
    hn::StoreU(v, d, to);
}

template <class T, class F, Repeat kRepeat, bool kPastCaches>
void map2(const void* a, const void* b, void* y, std::int64_t n) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b);
  T* to = static_cast<T*>(y);
  const auto u = hn::Set(d, *first), v = hn::Set(d, *second);
  std::int64_t i = 0;
  for (; i + step <= n; i += step)
    put<kPastCaches>(d,
                     F()(d, kRepeat == Repeat::kFirst ? u : hn::LoadU(d, first + i),
                         kRepeat == Repeat::kSecond ? v : hn::LoadU(d, second + i)),
                     to + i);
  if (i < n)
    store_part(d,
               F()(d, kRepeat == Repeat::kFirst ? u : load_part(d, first + i, n - i),
                   kRepeat == Repeat::kSecond ? v : load_part(d, second + i, n - i)),
               to + i, n - i);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
