// Reductions of one contiguous row. Included by *.simd.cc only.
#pragma once

#include <limits>
#include <type_traits>

#include "core/element_loop.h"
#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// ---- what is reduced: the same function on vectors and on single elements ----

template <class T>
using UnsignedOf = std::make_unsigned_t<std::conditional_t<std::is_integral_v<T>, T, int>>;

struct Sum {
  template <class T>
  static constexpr T identity = 0;
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::Add(a, b);
  }
  template <class T>
  static T elements(T a, T b) {
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(static_cast<UnsignedOf<T>>(a) + static_cast<UnsignedOf<T>>(b));
    else
      return a + b;
  }
};
struct Product {
  template <class T>
  static constexpr T identity = 1;
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::Mul(a, b);
  }
  template <class T>
  static T elements(T a, T b) {
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(static_cast<UnsignedOf<T>>(a) * static_cast<UnsignedOf<T>>(b));
    else
      return a * b;
  }
};
// NaN is handed on.
struct Largest {
  template <class T>
  static constexpr T identity = std::is_floating_point_v<T> ? -std::numeric_limits<T>::infinity()
                                                            : std::numeric_limits<T>::min();
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::IsNaN(b), b, hn::Max(a, b)));
  }
  template <class T>
  static T elements(T a, T b) {
    return a > b || !(a == a) ? a : b;
  }
};
struct Smallest {
  template <class T>
  static constexpr T identity = std::is_floating_point_v<T> ? std::numeric_limits<T>::infinity()
                                                            : std::numeric_limits<T>::max();
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::IsNaN(b), b, hn::Min(a, b)));
  }
  template <class T>
  static T elements(T a, T b) {
    return a < b || !(a == a) ? a : b;
  }
};

// ---- rows ----

// Longer rows are split in two, so that rounding errors grow with the logarithm.
constexpr std::int64_t kFlat = RowLoop::kPiece;

// The upper half of the lanes is folded onto the lower until one is left.
template <class F, class D>
HWY_INLINE hn::TFromD<D> across_lanes(D, hn::Vec<D> v) {
  if constexpr (kLanes<D> * sizeof(hn::TFromD<D>) > 16) {
    const hn::Half<D> half;
    return across_lanes<F>(half, F::vectors(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  } else if constexpr (kLanes<D> == 4) {
    v = F::vectors(v, hn::Shuffle1032(v));
    return hn::GetLane(F::vectors(v, hn::Shuffle2301(v)));
  } else {
    return hn::GetLane(F::vectors(v, hn::Shuffle01(v)));
  }
}

// `load` gives the vector that begins at an element, and, with a count, the first few lanes of one.
template <class T, class F, class Load>
HWY_INLINE T flat_row(std::int64_t n, Load load) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  const auto identity = hn::Set(d, F::template identity<T>);
  auto v0 = identity, v1 = identity, v2 = identity, v3 = identity;
  std::int64_t i = 0;
  for (; i + 4 * step <= n; i += 4 * step) {
    v0 = F::vectors(v0, load(i));
    v1 = F::vectors(v1, load(i + step));
    v2 = F::vectors(v2, load(i + 2 * step));
    v3 = F::vectors(v3, load(i + 3 * step));
  }
  for (; i + step <= n; i += step) v0 = F::vectors(v0, load(i));
  if (i < n) {
    const auto inside = hn::FirstN(d, static_cast<std::size_t>(n - i));
    v1 = F::vectors(v1, hn::IfThenElse(inside, load(i, n - i), identity));
  }
  return across_lanes<F>(d, F::vectors(F::vectors(v0, v1), F::vectors(v2, v3)));
}

template <class T>
struct Plain {
  const T* x;
  HWY_INLINE auto operator()(std::int64_t i) const { return hn::LoadU(Tag<T>(), x + i); }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const { return load_part(Tag<T>(), x + i, n); }
};

// A row that is not split: at most kFlat elements.
template <class T, class F>
T reduce_piece(const T* x, std::int64_t n) {
  if constexpr (std::is_floating_point_v<T>) return flat_row<T, F>(n, Plain<T>{x});
  T result = F::template identity<T>;
  for (std::int64_t i = 0; i < n; ++i) result = F::template elements<T>(result, x[i]);
  return result;
}

// piece(i, n) reduces the n elements from i on, at most kFlat, i being a multiple of that.
template <class T, class F, class Piece>
T reduce_in_pieces(std::int64_t i, std::int64_t n, const Piece& piece) {
  if (n <= kFlat) return piece(i, n);
  const std::int64_t half = (n / 2 + kFlat - 1) / kFlat * kFlat;
  const T first = reduce_in_pieces<T, F>(i, half, piece);  // before the other: memory is read forwards
  return F::template elements<T>(first, reduce_in_pieces<T, F>(i + half, n - half, piece));
}

template <class T, class F>
T reduce_row(const T* x, std::int64_t n) {
  return reduce_in_pieces<T, F>(
      0, n, [x](std::int64_t i, std::int64_t count) { return reduce_piece<T, F>(x + i, count); });
}

// ---- sums of exponentials ----

// The sum of load(from, i) for a row of any length; load(from) stands for what begins at `from`.
template <class T, class Load>
HWY_INLINE T sum_in_parts(std::int64_t n, Load load) {
  T sum = 0;
  for (std::int64_t i = 0; i < n; i += kFlat) sum += flat_row<T, Sum>(n - i < kFlat ? n - i : kFlat, load(i));
  return sum;
}

// exp(v) of distances v from the largest, where that itself, which would add 1, counts apart: so the
// logarithm of the sum keeps its digits where all else is small. Infinities are at no distance, but make NaN.
template <class D, class V>
HWY_INLINE V beside_largest(D d, V v) {
  return hn::IfThenElse(hn::Eq(v, hn::Zero(d)), v, Exp()(d, v));
}

template <class T, class V>
struct Beside {
  const T* x;
  V largest;
  HWY_INLINE auto operator()(std::int64_t i) const {
    return beside_largest(Tag<T>(), hn::Sub(hn::LoadU(Tag<T>(), x + i), largest));
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    return beside_largest(Tag<T>(), hn::Sub(load_part(Tag<T>(), x + i, n), largest));
  }
};

template <class T, class V>
struct IsLargest {  // 1 or 0
  const T* x;
  V largest;
  HWY_INLINE auto of(V v) const { return hn::IfThenElseZero(hn::Eq(v, largest), constant(Tag<T>(), 1.0)); }
  HWY_INLINE auto operator()(std::int64_t i) const { return of(hn::LoadU(Tag<T>(), x + i)); }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    return of(load_part(Tag<T>(), x + i, n));
  }
};

// The logarithm of the sum of exp(x - largest). Not that of the C library, whose bits are its own.
template <class T>
T log_of_sum(const T* x, std::int64_t n, T most) {
  const Tag<T> d;
  const auto largest = hn::Set(d, most);
  using V = std::remove_const_t<decltype(largest)>;
  const T others = sum_in_parts<T>(n, [=](std::int64_t i) { return Beside<T, V>{x + i, largest}; });
  const T count = sum_in_parts<T>(n, [=](std::int64_t i) { return IsLargest<T, V>{x + i, largest}; });
  return hn::GetLane(Log1p()(d, hn::Set(d, others + (count - 1))));
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
