// One row after the other, in three passes while it lies in the nearest cache: the mean, the squares of the
// distances from it, and the result.
#include "kernels/map_row.h"
#include "kernels/normalize_table.h"
#include "kernels/reduce_rows.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// f of the vectors that begin at an element of two arrays.
template <class T, class F>
struct Both {
  const T *a, *b;
  F f;
  HWY_INLINE auto operator()(std::int64_t i) const {
    const Tag<T> d;
    return f(hn::LoadU(d, a + i), hn::LoadU(d, b + i));
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    const Tag<T> d;
    return f(load_part(d, a + i, n), load_part(d, b + i, n));
  }
};

// The mean of f over a row's elements and those of another.
template <class T, class F>
HWY_INLINE T mean_of(const T* a, const T* b, std::int64_t n, F f) {
  return sum_in_parts<T>(n, [=](std::int64_t i) { return Both<T, F>{a + i, b + i, f}; }) / static_cast<T>(n);
}

template <class T>
HWY_INLINE T mean(const T* x, std::int64_t n) {
  return reduce_row<T, Sum>(x, n) / static_cast<T>(n);
}

template <class T>
struct Spread {
  T center, inverse;  // the mean or 0, and 1 / sqrt(variance + epsilon)
};

template <class T>
HWY_INLINE Spread<T> spread_of(const T* x, const RowsToNormalize& shape) {
  const std::int64_t n = shape.columns;
  const T center = shape.centered ? mean(x, n) : T{0}, epsilon = static_cast<T>(shape.epsilon);
  const auto middle = hn::Set(Tag<T>(), center);
  const T variance = mean_of(x, x, n, [=](auto v, auto) {
    const auto distance = hn::Sub(v, middle);
    return hn::Mul(distance, distance);
  });
  return {center, T{1} / std::sqrt(variance + epsilon)};
}

template <class T>
void standardize_row(const T* x, const T* scale, const T* shift, T* y, const RowsToNormalize& shape) {
  const Tag<T> d;
  const std::int64_t n = shape.columns;
  const Spread<T> s = spread_of(x, shape);
  const auto center = hn::Set(d, s.center), inverse = hn::Set(d, s.inverse);
  const auto standard = [&](auto v) { return hn::Mul(hn::Sub(v, center), inverse); };
  if (scale)
    map_row<T>(n, y, [&](auto load) { return hn::MulAdd(standard(load(x)), load(scale), load(shift)); });
  else
    map_row<T>(n, y, [&](auto load) { return standard(load(x)); });
}

template <class T>
void change_row(const T* x, const T* change, T* dy, const RowsToNormalize& shape) {
  const Tag<T> d;
  const std::int64_t n = shape.columns;
  const Spread<T> s = spread_of(x, shape);
  const auto center = hn::Set(d, s.center), inverse = hn::Set(d, s.inverse);
  const auto mean_change = hn::Set(d, shape.centered ? mean(change, n) : T{0});
  const T along = mean_of(x, change, n, [=](auto v, auto c) { return hn::Mul(hn::Sub(v, center), c); });
  const auto share = hn::Set(d, along * s.inverse * s.inverse);  // of x - mean in the change
  map_row<T>(n, dy, [&](auto load) {
    const auto beside = hn::Sub(load(change), mean_change);
    return hn::Mul(inverse, hn::NegMulAdd(hn::Sub(load(x), center), share, beside));
  });
}

// ---- the table ----

template <class T>
void standardize_rows(const void* x, const void* scale, const void* shift, void* y,
                      const RowsToNormalize& shape) {
  const std::int64_t n = shape.columns;
  for (std::int64_t r = 0; r < shape.rows; ++r)
    standardize_row<T>(static_cast<const T*>(x) + r * n, static_cast<const T*>(scale),
                       static_cast<const T*>(shift), static_cast<T*>(y) + r * n, shape);
}

template <class T>
void change_rows(const void* x, const void* d, void* dy, const RowsToNormalize& shape) {
  const std::int64_t n = shape.columns;
  for (std::int64_t r = 0; r < shape.rows; ++r)
    change_row<T>(static_cast<const T*>(x) + r * n, static_cast<const T*>(d) + r * n,
                  static_cast<T*>(dy) + r * n, shape);
}

template <class T>
constexpr void floating(NormalizeTable& t, DType type) {
  t.standardize[static_cast<int>(type)] = standardize_rows<T>;
  t.change[static_cast<int>(type)] = change_rows<T>;
}

constexpr NormalizeTable build() {
  NormalizeTable t{};
  floating<float>(t, DType::kFloat32);
  floating<double>(t, DType::kFloat64);
  return t;
}

}  // namespace

extern constinit const NormalizeTable normalizes_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
