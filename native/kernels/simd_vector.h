// What the SIMD kernels share: whole and partial vectors over contiguous arrays. Included by *.simd.cc only.
#pragma once

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
using Tag = hn::ScalableTag<T>;

template <class D>
inline constexpr std::int64_t kLanes =
    static_cast<std::int64_t>(hn::MaxLanes(D()));  // all of them, on every target here

// The first `count` lanes, fewer than a vector; the others are zero.
template <class D>
HWY_INLINE hn::Vec<D> load_part(D d, const hn::TFromD<D>* from, std::int64_t count) {
#if !defined(ADJOINT_TARGET_AVX2) && !defined(ADJOINT_TARGET_AVX512)  // masked loads there do not fault
  alignas(64) hn::TFromD<D> lanes[kLanes<D>] = {};
  for (std::int64_t i = 0; i < count; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#else
  return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, from);
#endif
}

template <class D>
HWY_INLINE void store_part(D d, hn::Vec<D> v, hn::TFromD<D>* to, std::int64_t count) {
#if !defined(ADJOINT_TARGET_AVX2) && !defined(ADJOINT_TARGET_AVX512)  // masked loads there do not fault
  alignas(64) hn::TFromD<D> lanes[kLanes<D>];
  hn::Store(v, d, lanes);
  for (std::int64_t i = 0; i < count; ++i) to[i] = lanes[i];
#else
  hn::BlendedStore(v, hn::FirstN(d, static_cast<std::size_t>(count)), d, to);
#endif
}

// Does something lane by lane, for the rare arguments that have no fast way.
template <class D, class F>
HWY_NOINLINE hn::Vec<D> lane_by_lane(D d, hn::Vec<D> x, F f) {
  alignas(64) hn::TFromD<D> lanes[kLanes<D>];
  hn::Store(x, d, lanes);
  for (auto& lane : lanes) lane = f(lane);
  return hn::Load(d, lanes);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
