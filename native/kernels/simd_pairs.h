// Numbers of twice the precision, as the unevaluated sum of a number and a far smaller one; after Dekker, "A
// floating-point technique for extending the available precision", Numerische Mathematik 18 (1971). Included
// by *.simd.cc only.
#pragma once

#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class V>
struct Pair {
  V high, low;
};

// What the rounding of a product took from it.
template <class D, class V>
HWY_INLINE V lost_by_product(D d, V a, V b, V product) {
#if defined(ADJOINT_TARGET_SSE4)  // no fused multiplication: of halves whose products are exact
  constexpr int kHalf = (FormatOf<D>::kMantissaBits + 2) / 2;
  const V split = constant(d, static_cast<double>((std::int64_t{1} << kHalf) + 1));
  const auto upper = [&](V x) {
    const V shifted = hn::Mul(x, split);
    return hn::Sub(shifted, hn::Sub(shifted, x));
  };
  const V a_high = upper(a), b_high = upper(b), a_low = hn::Sub(a, a_high), b_low = hn::Sub(b, b_high);
  const V both = hn::Add(hn::Mul(a_high, b_low), hn::Mul(a_low, b_high));
  return hn::Add(hn::Add(hn::Sub(hn::Mul(a_high, b_high), product), both), hn::Mul(a_low, b_low));
#else
  (void)d;
  return hn::MulSub(a, b, product);
#endif
}

template <class D, class V>
HWY_INLINE Pair<V> product_of(D d, Pair<V> a, Pair<V> b) {
  const V high = hn::Mul(a.high, b.high);
  const V rest = hn::MulAdd(a.high, b.low, hn::Mul(a.low, b.high));
  return {high, hn::Add(lost_by_product(d, a.high, b.high, high), rest)};
}

template <class D, class V>
HWY_INLINE Pair<V> product_of(D d, Pair<V> a, V b) {
  const V high = hn::Mul(a.high, b);
  return {high, hn::MulAdd(a.low, b, lost_by_product(d, a.high, b, high))};
}

// a is the larger, or zero.
template <class V>
HWY_INLINE Pair<V> sum_of(Pair<V> a, Pair<V> b) {
  const V high = hn::Add(a.high, b.high);
  return {high, hn::Add(hn::Sub(b.high, hn::Sub(high, a.high)), hn::Add(a.low, b.low))};
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
