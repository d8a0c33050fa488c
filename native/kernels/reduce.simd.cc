#include <type_traits>

#include "kernels/reduce_rows.h"
#include "kernels/reduce_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// ---- rows ----

template <class T, class F>
void row(const void* x, std::int64_t n, void* y) {
  *static_cast<T*>(y) = reduce_row<T, F>(static_cast<const T*>(x), n);
}

// The same of a row of which the pieces were reduced.
template <class T, class F>
void joined(const void* pieces, std::int64_t n, void* y) {
  const T* reduced = static_cast<const T*>(pieces);
  *static_cast<T*>(y) =
      reduce_in_pieces<T, F>(0, n, [reduced](std::int64_t i, std::int64_t) { return reduced[i / kFlat]; });
}

// ---- columns ----

constexpr std::int64_t kFlatRows = 64;
constexpr std::int64_t kFewRows = 16;  // which lie in the caches one beside the other

// Takes some rows into y at once, which stays in the nearest cache while the rows are read in long pieces.
template <class T, class F, int kRows, bool kFirst>
HWY_INLINE void take_rows(const T* x, std::int64_t stride, std::int64_t columns, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t c = 0;
  for (; c + step <= columns; c += step) {
    auto v = hn::LoadU(d, (kFirst ? x : y) + c);
    for (int r = kFirst ? 1 : 0; r < kRows; ++r) v = F::vectors(v, hn::LoadU(d, x + r * stride + c));
    hn::StoreU(v, d, y + c);
  }
  if (c == columns) return;
  auto v = load_part(d, (kFirst ? x : y) + c, columns - c);
  for (int r = kFirst ? 1 : 0; r < kRows; ++r)
    v = F::vectors(v, load_part(d, x + r * stride + c, columns - c));
  store_part(d, v, y + c, columns - c);
}

// Few columns, or those of few rows, are kept in registers: nothing is written in between.
template <int kVectors, class F, class D, class T = hn::TFromD<D>>
HWY_INLINE void take_strip(D d, const T* x, std::int64_t rows, std::int64_t stride, T* y) {
  hn::Vec<D> v[kVectors];
  for (int k = 0; k < kVectors; ++k) v[k] = hn::LoadU(d, x + k * kLanes<D>);
  for (std::int64_t r = 1; r < rows; ++r)
    for (int k = 0; k < kVectors; ++k) v[k] = F::vectors(v[k], hn::LoadU(d, x + r * stride + k * kLanes<D>));
  for (int k = 0; k < kVectors; ++k) hn::StoreU(v[k], d, y + k * kLanes<D>);
}

template <class T, class F>
void narrow_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t c = 0;
  for (; c + 4 * step <= columns; c += 4 * step) take_strip<4, F>(d, x + c, rows, stride, y + c);
  for (; c + step <= columns; c += step) take_strip<1, F>(d, x + c, rows, stride, y + c);
  if (c == columns) return;
  auto v = load_part(d, x + c, columns - c);
  for (std::int64_t r = 1; r < rows; ++r) v = F::vectors(v, load_part(d, x + r * stride + c, columns - c));
  store_part(d, v, y + c, columns - c);
}

template <class T, class F>
void wide_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  constexpr int kRows = 4;
  std::int64_t r = 1;
  if (rows < kRows) {
    take_rows<T, F, 1, true>(x, stride, columns, y);
  } else {
    take_rows<T, F, kRows, true>(x, stride, columns, y);
    for (r = kRows; r + kRows <= rows; r += kRows)
      take_rows<T, F, kRows, false>(x + r * stride, stride, columns, y);
  }
  for (; r < rows; ++r) take_rows<T, F, 1, false>(x + r * stride, stride, columns, y);
}

template <class T, class F>
void flat_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  if constexpr (!std::is_floating_point_v<T>) {
    for (std::int64_t c = 0; c < columns; ++c) y[c] = x[c];
    for (std::int64_t r = 1; r < rows; ++r)
      for (std::int64_t c = 0; c < columns; ++c) y[c] = F::template elements<T>(y[c], x[r * stride + c]);
  } else if (columns <= 8 * kLanes<Tag<T>> || rows <= kFewRows) {
    narrow_columns<T, F>(x, rows, stride, columns, y);
  } else {
    wide_columns<T, F>(x, rows, stride, columns, y);
  }
}

template <class T, class F>
void reduce_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  if (rows <= kFlatRows) return flat_columns<T, F>(x, rows, stride, columns, y);
  T other[kColumnBlock];
  const std::int64_t half = (rows / 2 + kFlatRows - 1) / kFlatRows * kFlatRows;
  reduce_columns<T, F>(x, half, stride, columns, y);
  reduce_columns<T, F>(x + half * stride, rows - half, stride, columns, other);
  for (std::int64_t c = 0; c < columns; ++c) y[c] = F::template elements<T>(y[c], other[c]);
}

template <class T, class F>
void columns(const void* x, std::int64_t rows, std::int64_t stride, std::int64_t count, void* y) {
  reduce_columns<T, F>(static_cast<const T*>(x), rows, stride, count, static_cast<T*>(y));
}

// ---- places of the best ----

// A number of rows as wide as an element, so that both lie in vectors of as many lanes.
template <class T>
using IndexOf = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;

template <class T, bool kLargest>
void arg_columns(const void* from, std::int64_t rows, std::int64_t stride, std::int64_t columns,
                 std::int64_t* y) {
  const T* x = static_cast<const T*>(from);
  alignas(64) T best[kColumnBlock];
  alignas(64) IndexOf<T> place[kColumnBlock];
  for (std::int64_t c = 0; c < columns; ++c) {
    best[c] = x[c];
    place[c] = 0;
  }
  for (std::int64_t r = 1; r < rows; ++r)
    for (std::int64_t c = 0; c < columns; ++c) {
      const T v = x[r * stride + c], b = best[c];
      const bool better =
          static_cast<int>(kLargest ? v > b : v < b) | (static_cast<int>(v != v) & static_cast<int>(b == b));
      best[c] = better ? v : b;
      place[c] = better ? static_cast<IndexOf<T>>(r) : place[c];
    }
  for (std::int64_t c = 0; c < columns; ++c) y[c] = place[c];
}

template <class T>
std::int64_t find(const void* from, std::int64_t n, const void* value) {
  const T* x = static_cast<const T*>(from);
  const T wanted = *static_cast<const T*>(value);
  const auto same = [wanted](T v) {
    return static_cast<int>(v == wanted) | (static_cast<int>(v != v) & static_cast<int>(wanted != wanted));
  };
  constexpr std::int64_t kBlock = 64;
  std::int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    int any = 0;
    for (std::int64_t k = 0; k < kBlock; ++k) any |= same(x[i + k]);
    if (any) break;
  }
  for (; i < n; ++i)
    if (same(x[i])) return i;
  return n;
}

// ---- logarithms of sums of exponentials ----

// log(sum(exp(x))) = largest + log(sum(exp(x - largest))); an infinite largest element is the result itself.
template <class T>
T logsumexp(const T* x, std::int64_t n) {
  const T largest = reduce_row<T, Largest>(x, n);
  if (!(largest - largest == 0)) return largest;
  return largest + log_of_sum(x, n, largest);
}

template <class T>
void logsumexp_row(const void* x, std::int64_t n, void* y) {
  *static_cast<T*>(y) = logsumexp(static_cast<const T*>(x), n);
}

// The sum over rows of exp(x - shift[c]) without those equal to the shift, which are counted; with the rows
// in halves as for plain sums.
template <class T>
void exponential_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns,
                         const T* shift, T* others, T* equal) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  if (rows > kFlatRows) {
    T more[kColumnBlock], more_equal[kColumnBlock];
    const std::int64_t half = (rows / 2 + kFlatRows - 1) / kFlatRows * kFlatRows;
    exponential_columns(x, half, stride, columns, shift, others, equal);
    exponential_columns(x + half * stride, rows - half, stride, columns, shift, more, more_equal);
    for (std::int64_t c = 0; c < columns; ++c) others[c] += more[c];
    for (std::int64_t c = 0; c < columns; ++c) equal[c] += more_equal[c];
    return;
  }
  for (std::int64_t c = 0; c < columns; c += step) {
    const bool whole = c + step <= columns;
    const auto load = [&](const T* p) { return whole ? hn::LoadU(d, p) : load_part(d, p, columns - c); };
    const auto store = [&](auto v, T* p) { whole ? hn::StoreU(v, d, p) : store_part(d, v, p, columns - c); };
    const auto largest = load(shift + c);
    auto sum = hn::Zero(d), count = hn::Zero(d);
    for (std::int64_t r = 0; r < rows; ++r) {
      const auto v = load(x + r * stride + c);
      sum = hn::Add(sum, beside_largest(d, hn::Sub(v, largest)));
      count = hn::Add(count, hn::IfThenElseZero(hn::Eq(v, largest), hn::Set(d, T{1})));
    }
    store(sum, others + c);
    store(count, equal + c);
  }
}

template <class T>
void logsumexp_columns(const void* from, std::int64_t rows, std::int64_t stride, std::int64_t count,
                       void* to) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  const Tag<T> d;
  alignas(64) T largest[kColumnBlock], others[kColumnBlock] = {}, equal[kColumnBlock] = {};
  reduce_columns<T, Largest>(x, rows, stride, count, largest);
  exponential_columns(x, rows, stride, count, largest, others, equal);
  for (std::int64_t c = 0; c < count; c += kLanes<Tag<T>>) {  // what lies behind the last is made and left
    const auto more = hn::Sub(hn::Load(d, equal + c), hn::Set(d, T{1}));
    hn::Store(Log1p()(d, hn::Add(hn::Load(d, others + c), more)), d, others + c);
  }
  for (std::int64_t c = 0; c < count; ++c)
    y[c] = largest[c] - largest[c] == 0 ? largest[c] + others[c] : largest[c];
}

// ---- norms ----

template <class T>
struct Squares {
  const T* x;
  HWY_INLINE auto operator()(std::int64_t i) const { return square(hn::LoadU(Tag<T>(), x + i)); }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    return square(load_part(Tag<T>(), x + i, n));
  }
  template <class V>
  static HWY_INLINE V square(V v) {
    return hn::Mul(v, v);
  }
};

// Whether a sum of squares is neither infinite nor so small that those which matter have lost bits.
template <class T>
HWY_INLINE bool is_plain(T squares) {
  return squares >= (sizeof(T) == 4 ? static_cast<T>(0x1p-80) : static_cast<T>(0x1p-900)) &&
         squares <= std::numeric_limits<T>::max();
}

// The norm of numbers whose squares are too large or too small, or that are not finite.
template <class T>
HWY_NOINLINE T scaled_norm(const T* x, std::int64_t n, std::int64_t stride) {
  T largest = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const T v = std::fabs(x[i * stride]);
    if (v > largest || v != v) largest = v;
  }
  if (largest == 0 || !(largest - largest == 0)) return largest;
  constexpr T kFar = static_cast<T>(sizeof(T) == 4 ? 0x1p100 : 0x1p700);
  const T scale = largest > 1 ? 1 / kFar : kFar;
  T sum = 0;
  for (std::int64_t i = 0; i < n;) {
    T part = 0;
    for (const std::int64_t end = n - i < kFlat ? n : i + kFlat; i < end; ++i)
      part += x[i * stride] * scale * (x[i * stride] * scale);
    sum += part;
  }
  return std::sqrt(sum) / scale;
}

template <class T>
void norm_row(const void* from, std::int64_t n, void* y) {
  const T* x = static_cast<const T*>(from);
  const T squares = sum_in_parts<T>(n, [=](std::int64_t i) { return Squares<T>{x + i}; });
  *static_cast<T*>(y) = is_plain(squares) ? std::sqrt(squares) : scaled_norm(x, n, 1);
}

template <class T>
void square_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  if (rows > kFlatRows) {
    T other[kColumnBlock];
    const std::int64_t half = (rows / 2 + kFlatRows - 1) / kFlatRows * kFlatRows;
    square_columns(x, half, stride, columns, y);
    square_columns(x + half * stride, rows - half, stride, columns, other);
    for (std::int64_t c = 0; c < columns; ++c) y[c] += other[c];
    return;
  }
  for (std::int64_t c = 0; c < columns; c += step) {
    const Squares<T> squares{x + c};
    auto sum = hn::Zero(d);
    for (std::int64_t r = 0; r < rows; ++r)
      sum = hn::Add(sum, c + step <= columns ? squares(r * stride) : squares(r * stride, columns - c));
    if (c + step <= columns)
      hn::StoreU(sum, d, y + c);
    else
      store_part(d, sum, y + c, columns - c);
  }
}

template <class T>
void norm_columns(const void* from, std::int64_t rows, std::int64_t stride, std::int64_t count, void* to) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  square_columns(x, rows, stride, count, y);
  for (std::int64_t c = 0; c < count; ++c)
    y[c] = is_plain(y[c]) ? std::sqrt(y[c]) : scaled_norm(x + c, rows, stride);
}

// ---- the table ----

template <class F, class T>
constexpr void number(ReduceTable& t, Reduce fn, DType type) {
  t.row[static_cast<int>(fn)][static_cast<int>(type)] = row<T, F>;
  t.joined[static_cast<int>(fn)][static_cast<int>(type)] = joined<T, F>;
  t.columns[static_cast<int>(fn)][static_cast<int>(type)] = columns<T, F>;
}
template <class F>
constexpr void numbers(ReduceTable& t, Reduce fn) {
  number<F, std::int32_t>(t, fn, DType::kInt32);
  number<F, std::int64_t>(t, fn, DType::kInt64);
  number<F, float>(t, fn, DType::kFloat32);
  number<F, double>(t, fn, DType::kFloat64);
}
template <class T>
constexpr void exponentials(ReduceTable& t, DType type) {
  const int i = static_cast<int>(type);
  t.row[static_cast<int>(Reduce::kLogSumExp)][i] = logsumexp_row<T>;
  t.columns[static_cast<int>(Reduce::kLogSumExp)][i] = logsumexp_columns<T>;
}

template <class T>
constexpr void norms(ReduceTable& t, DType type) {
  const int i = static_cast<int>(type);
  t.row[static_cast<int>(Reduce::kNorm)][i] = norm_row<T>;
  t.columns[static_cast<int>(Reduce::kNorm)][i] = norm_columns<T>;
}

template <class T>
constexpr void places(ReduceTable& t, DType type) {
  const int i = static_cast<int>(type);
  t.arg_columns[false][i] = arg_columns<T, false>;
  t.arg_columns[true][i] = arg_columns<T, true>;
  t.find[i] = find<T>;
}

constexpr ReduceTable build() {
  ReduceTable t{};
  numbers<Sum>(t, Reduce::kSum);
  numbers<Product>(t, Reduce::kProd);
  numbers<Largest>(t, Reduce::kMax);
  numbers<Smallest>(t, Reduce::kMin);
  number<Smallest, std::uint8_t>(t, Reduce::kAll, DType::kBool);
  number<Largest, std::uint8_t>(t, Reduce::kAny, DType::kBool);
  exponentials<float>(t, DType::kFloat32);
  exponentials<double>(t, DType::kFloat64);
  norms<float>(t, DType::kFloat32);
  norms<double>(t, DType::kFloat64);
  places<std::uint8_t>(t, DType::kBool);
  places<std::int32_t>(t, DType::kInt32);
  places<std::int64_t>(t, DType::kInt64);
  places<float>(t, DType::kFloat32);
  places<double>(t, DType::kFloat64);
  return t;
}

}  // namespace

extern constinit const ReduceTable reduction_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
