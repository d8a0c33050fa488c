#include "kernels/attention_table.h"
#include "kernels/map_row.h"
#include "kernels/reduce_rows.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
constexpr T kInfinity = std::numeric_limits<T>::infinity();

template <class T>
void fill(T* y, std::int64_t n, T value) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = value;
}

template <class T, class F>
HWY_INLINE T of_one(F f, T x) {
  return hn::GetLane(f(Tag<T>(), hn::Set(Tag<T>(), x)));
}

// ---- whole rows ----

template <class T>
void scale_row(const T* x, std::int64_t n, T factor, T* y) {
  const auto by = hn::Set(Tag<T>(), factor);
  map_row<T>(n, y, [&](auto load) { return hn::Mul(load(x), by); });
}

template <class T>
void scale_rows(const T* x, std::int64_t row_stride, std::int64_t rows, std::int64_t n, T factor, T* y) {
  for (std::int64_t r = 0; r < rows; ++r) scale_row(x + r * row_stride, n, factor, y + r * n);
}

template <class T>
struct Products {
  const T *a, *b;
  HWY_INLINE auto operator()(std::int64_t i) const {
    return hn::Mul(hn::LoadU(Tag<T>(), a + i), hn::LoadU(Tag<T>(), b + i));
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    return hn::Mul(load_part(Tag<T>(), a + i, n), load_part(Tag<T>(), b + i, n));
  }
};

template <class T>
void row_dots(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride, std::int64_t rows,
              std::int64_t n, T* y) {
  for (std::int64_t r = 0; r < rows; ++r, a += a_stride, b += b_stride)
    y[r] = sum_in_parts<T>(n, [=](std::int64_t i) { return Products<T>{a + i, b + i}; });
}

template <class T>
void sum_parts(const T* x, std::int64_t distance, std::int64_t parts, std::int64_t n, T factor, T* y) {
  const auto by = hn::Set(Tag<T>(), factor);
  map_row<T>(n, y, [&](auto load) {
    auto sum = load(x);
    for (std::int64_t p = 1; p < parts; ++p) sum = hn::Add(sum, load(x + p * distance));
    return hn::Mul(sum, by);
  });
}

// ---- masks ----

// How many keys a row may see; no mask looks beyond.
template <class T>
HWY_INLINE std::int64_t seen_by(const ScoreBlock<T>& b, std::int64_t row) {
  const std::int64_t seen = b.seen + row;
  return seen < 0 ? 0 : seen < b.keys ? seen : b.keys;
}

template <class T>
void mask_by_truth(const std::uint8_t* counts, std::int64_t stride, T* scores, std::int64_t n) {
  if (stride == 0) {
    if (!*counts) fill(scores, n, -kInfinity<T>);
    return;
  }
  for (std::int64_t i = 0; i < n; ++i) {
    const T score = scores[i];
    scores[i] = counts[i] ? score : -kInfinity<T>;
  }
}

template <class T>
void mask_by_sum(const T* added, std::int64_t stride, T* scores, std::int64_t n) {
  const auto same = hn::Set(Tag<T>(), *added);
  if (stride == 0)
    map_row<T>(n, scores, [&](auto load) { return hn::Add(load(scores), same); });
  else
    map_row<T>(n, scores, [&](auto load) { return hn::Add(load(scores), load(added)); });
}

template <class T>
void apply_mask(const ScoreBlock<T>& b, std::int64_t row, std::int64_t n) {
  const MaskBlock& m = b.mask;
  if (!m.data || n == 0) return;
  T* const scores = b.data + row * b.distance;
  if (m.truth)
    mask_by_truth(static_cast<const std::uint8_t*>(m.data) + row * m.row_stride, m.column_stride, scores, n);
  else
    mask_by_sum(static_cast<const T*>(m.data) + row * m.row_stride, m.column_stride, scores, n);
}

// ---- forward ----

template <class T, class V>
struct Weights {  // exp(score - shift), in place
  T* x;
  V shift;
  HWY_INLINE auto operator()(std::int64_t i) const {
    const auto v = Exp()(Tag<T>(), hn::Sub(hn::LoadU(Tag<T>(), x + i), shift));
    hn::StoreU(v, Tag<T>(), x + i);
    return v;
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    const auto v = Exp()(Tag<T>(), hn::Sub(load_part(Tag<T>(), x + i, n), shift));
    store_part(Tag<T>(), v, x + i, n);
    return v;
  }
};

// The weights of one row, and their sum.
template <class T>
T weights_of_row(T* x, std::int64_t n, T largest) {
  const auto shift = hn::Set(Tag<T>(), largest);
  using V = std::remove_const_t<decltype(shift)>;
  return sum_in_parts<T>(n, [=](std::int64_t i) { return Weights<T, V>{x + i, shift}; });
}

template <class T>
void advance(const ScoreBlock<T>& b, T* largest, T* sum, T* y, std::int64_t n, bool first) {
  for (std::int64_t r = 0; r < b.rows; ++r) {
    T* const x = b.data + r * b.distance;
    const std::int64_t seen = seen_by(b, r);
    apply_mask(b, r, seen);
    const T before = first ? -kInfinity<T> : largest[r];
    const T now = Largest::elements(before, flat_row<T, Largest>(seen, Plain<T>{x}));
    largest[r] = now;
    const bool none = now == -kInfinity<T>;  // also where none is -infinity less itself
    const T total = none ? T{0} : weights_of_row(x, seen, now);
    fill(x + (none ? 0 : seen), b.keys - (none ? 0 : seen), T{0});
    if (first) {
      sum[r] = total;
    } else if (before == now || none) {
      sum[r] += total;
    } else {
      const T shrunk = of_one(Exp(), before - now);
      sum[r] = sum[r] * shrunk + total;
      scale_row(y + r * n, n, shrunk, y + r * n);
    }
  }
}

template <class T>
void finish(const T* largest, const T* sum, std::int64_t rows, std::int64_t n, T* y, T* log_sums) {
  for (std::int64_t r = 0; r < rows; ++r, y += n) {
    if (sum[r] == 0) {
      fill(y, n, T{0});
      log_sums[r] = std::numeric_limits<T>::max();  // the exponential of anything below is 0
    } else {
      scale_row(y, n, 1 / sum[r], y);
      log_sums[r] = largest[r] + of_one(Log(), sum[r]);
    }
  }
}

// ---- backward ----

// With w for the weights and c for the cotangents of weights: that of a score is w (c - dot).
template <class T>
void change_row(T* x, T* c, std::int64_t n, T log_sum, T dot) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  const auto shift = hn::Set(d, log_sum), mean = hn::Set(d, dot);
  std::int64_t i = 0;
  for (; i + step <= n; i += step) {
    const auto w = Exp()(d, hn::Sub(hn::LoadU(d, x + i), shift));
    hn::StoreU(w, d, x + i);
    hn::StoreU(hn::Mul(w, hn::Sub(hn::LoadU(d, c + i), mean)), d, c + i);
  }
  if (i == n) return;
  const auto w = Exp()(d, hn::Sub(load_part(d, x + i, n - i), shift));
  store_part(d, w, x + i, n - i);
  store_part(d, hn::Mul(w, hn::Sub(load_part(d, c + i, n - i), mean)), c + i, n - i);
}

template <class T>
void change(const ScoreBlock<T>& b, const T* log_sums, const T* dots, T* cotangents) {
  for (std::int64_t r = 0; r < b.rows; ++r) {
    T *const x = b.data + r * b.distance, *const c = cotangents + r * b.distance;
    const std::int64_t seen = seen_by(b, r);
    apply_mask(b, r, seen);
    change_row(x, c, seen, log_sums[r], dots[r]);
    fill(x + seen, b.keys - seen, T{0});
    fill(c + seen, b.keys - seen, T{0});
  }
}

template <class T>
constexpr AttentionTable<T> build() {
  return {scale_rows<T>, row_dots<T>, sum_parts<T>, advance<T>, finish<T>, change<T>};
}

}  // namespace

extern constinit const AttentionTable<float> attention_float_table = build<float>();
extern constinit const AttentionTable<double> attention_double_table = build<double>();

}  // namespace adjoint::kernels::SIMD_TARGET
