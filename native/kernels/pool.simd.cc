// Rows of windows that are pooled. What a window has of several rows is brought into one row first.
#include "kernels/map_row.h"
#include "kernels/pool_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// Of equal ones the first stays; NaN stays, and what comes after it changes nothing.
struct Largest {
  template <class V>
  static HWY_INLINE V of(V a, V b) {
    const hn::DFromV<V> d;
    if constexpr (hwy::IsFloat<hn::TFromD<decltype(d)>>())
      return hn::IfThenElse(hn::Or(hn::Gt(b, a), hn::IsNaN(b)), b, a);
    else
      return hn::Max(a, b);
  }
};

struct Total {
  template <class V>
  static HWY_INLINE V of(V a, V b) {
    return hn::Add(a, b);
  }
};

// Every kStride-th element from x on.
template <class T, int kStride>
HWY_INLINE hn::Vec<Tag<T>> load_every(const T* x) {
  const Tag<T> d;
  if constexpr (kStride == 1) return hn::LoadU(d, x);
  hn::Vec<Tag<T>> wanted, others;
  hn::LoadInterleaved2(d, x, wanted, others);
  return wanted;
}

template <class T, class Fold>
void fold_rows(const T* const* rows, std::int64_t count, std::int64_t n, T* y) {
  map_row<T>(n, y, [&](auto load) {
    auto all = load(rows[0]);
    for (std::int64_t r = 1; r < count; ++r) all = Fold::of(all, load(rows[r]));
    return all;
  });
}

template <class T, class Fold, int kStride>
void fold_across(const T* x, std::int64_t taps, std::int64_t dilation, std::int64_t n, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  for (std::int64_t i = 0; i < n; i += step) {
    const T* const from = x + i * kStride;
    auto all = load_every<T, kStride>(from);
    for (std::int64_t k = 1; k < taps; ++k) all = Fold::of(all, load_every<T, kStride>(from + k * dilation));
    if (i + step <= n)
      hn::StoreU(all, d, y + i);
    else
      store_part(d, all, y + i, n - i);
  }
}

template <class D>
HWY_INLINE hn::Vec<D> least(D d) {
  if constexpr (hwy::IsFloat<hn::TFromD<D>>())
    return hn::Neg(hn::Inf(d));
  else
    return hn::Set(d, hwy::LimitsMin<hn::TFromD<D>>());
}

template <class T>
bool copy(const T* x, std::int64_t n, T* y) {
  const Tag<T> d;
  if constexpr (!hwy::IsFloat<T>()) {
    map_row<T>(n, y, [&](auto load) { return load(x); });
    return false;
  } else {
    auto found = hn::Zero(d);  // NaN, where there was one
    map_row<T>(n, y, [&](auto load) {
      const auto v = load(x);
      found = hn::IfThenElse(hn::IsNaN(v), v, found);
      return v;
    });
    return !hn::AllFalse(d, hn::IsNaN(found));
  }
}

// The places of a vector of windows from window i on, but for what it itself adds to them.
template <class T, int kStride, bool kHasNan>
HWY_INLINE auto places_from(const PaddedRows<T>& r, std::int64_t i, hn::Vec<Tag<PlaceOf<T>>> place) {
  const Tag<T> d;
  const Tag<PlaceOf<T>> dp;
  auto largest = least(d);
  for (std::int64_t row = 0; row < r.count; ++row)
    for (std::int64_t k = 0; k < r.taps; ++k) {
      const std::int64_t along = k * r.dilation;
      const auto v = load_every<T, kStride>(r.rows[row] + i * kStride + along);
      auto better = hn::Gt(v, largest);
      if constexpr (kHasNan) {
        better = hn::Or(better, hn::AndNot(hn::IsNaN(largest), hn::IsNaN(v)));
        largest = hn::IfThenElse(better, v, largest);
      } else {
        largest = hn::Max(v, largest);
      }
      place = hn::IfThenElse(hn::RebindMask(dp, better),
                             hn::Set(dp, static_cast<PlaceOf<T>>(r.places[row] + along)), place);
    }
  return place;
}

template <class T, int kStride>
void places(const PaddedRows<T>& r, std::int64_t n, PlaceOf<T>* y) {
  using P = PlaceOf<T>;
  const Tag<P> dp;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  const auto every = hn::Mul(hn::Iota(dp, 0), hn::Set(dp, P{kStride}));
  const auto base = hn::Set(dp, static_cast<P>(r.places[0]));
  for (std::int64_t i = 0; i < n; i += step) {
    const auto at = hn::Add(every, hn::Set(dp, static_cast<P>(i * kStride)));
    const auto first = hn::Sub(hn::Add(hn::LoadU(dp, r.first + i), base), at);
    auto place = first;
    if constexpr (hwy::IsFloat<T>())
      place = r.has_nan ? places_from<T, kStride, true>(r, i, first)
                        : places_from<T, kStride, false>(r, i, first);
    else
      place = places_from<T, kStride, false>(r, i, first);
    hn::StoreU(hn::Add(place, at), dp, y + i);
  }
}

template <class T, int kStride>
void spread(const T* x, std::int64_t taps, std::int64_t n, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  for (std::int64_t k = 0; k < taps; ++k)
    for (std::int64_t i = 0; i < n; i += step) {
      T* const to = y + i * kStride + k;
      const auto v = hn::LoadU(d, x + i);
      if constexpr (kStride == 1) {
        hn::StoreU(hn::Add(hn::LoadU(d, to), v), d, to);
      } else {
        hn::Vec<Tag<T>> wanted, others;
        hn::LoadInterleaved2(d, to, wanted, others);
        hn::StoreInterleaved2(hn::Add(wanted, v), others, d, to);
      }
    }
}

template <class T>
void add(const T* x, std::int64_t n, T* y) {
  map_row<T>(n, y, [&](auto load) { return hn::Add(load(y), load(x)); });
}

// Lanes that are not there are divided by zero, to no effect.
template <class T>
void divide(const T* x, const T* by, T times, std::int64_t n, T* y) {
  const auto factor = hn::Set(Tag<T>(), times);
  map_row<T>(n, y, [&](auto load) { return hn::Div(load(x), hn::Mul(load(by), factor)); });
}

template <class T>
constexpr MaxPoolTable<T> kMax = {fold_rows<T, Largest>,
                                  {fold_across<T, Largest, 1>, fold_across<T, Largest, 2>},
                                  copy<T>,
                                  {places<T, 1>, places<T, 2>}};
template <class T>
constexpr AvgPoolTable<T> kAvg = {fold_rows<T, Total>,
                                  {fold_across<T, Total, 1>, fold_across<T, Total, 2>},
                                  {spread<T, 1>, spread<T, 2>},
                                  add<T>,
                                  divide<T>};

}  // namespace

extern constinit const MaxPoolTable<float> max_pool_float_table = kMax<float>;
extern constinit const MaxPoolTable<double> max_pool_double_table = kMax<double>;
extern constinit const MaxPoolTable<std::int32_t> max_pool_int32_table = kMax<std::int32_t>;
extern constinit const MaxPoolTable<std::int64_t> max_pool_int64_table = kMax<std::int64_t>;
extern constinit const AvgPoolTable<float> avg_pool_float_table = kAvg<float>;
extern constinit const AvgPoolTable<double> avg_pool_double_table = kAvg<double>;

}  // namespace adjoint::kernels::SIMD_TARGET
