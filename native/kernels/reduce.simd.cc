#include <limits>
#include <type_traits>

#include "kernels/reduce_table.h"
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

constexpr std::int64_t kFlat =
    2048;  // longer rows are split in two, so that rounding errors grow with the logarithm

template <class T, class F, class D>
T across_lanes(D d, hn::Vec<D> v) {
  alignas(64) T lanes[kLanes<D>];
  hn::Store(v, d, lanes);
  for (std::int64_t width = kLanes<D> / 2; width > 0; width /= 2)
    for (std::int64_t i = 0; i < width; ++i) lanes[i] = F::template elements<T>(lanes[i], lanes[i + width]);
  return lanes[0];
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
  return across_lanes<T, F>(d, F::vectors(F::vectors(v0, v1), F::vectors(v2, v3)));
}

template <class T>
struct Plain {
  const T* x;
  HWY_INLINE auto operator()(std::int64_t i) const { return hn::LoadU(Tag<T>(), x + i); }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const { return load_part(Tag<T>(), x + i, n); }
};

template <class T, class F>
T reduce_row(const T* x, std::int64_t n) {
  if (n > kFlat) {
    const std::int64_t half = (n / 2 + kFlat - 1) / kFlat * kFlat;
    return F::template elements<T>(reduce_row<T, F>(x, half), reduce_row<T, F>(x + half, n - half));
  }
  if constexpr (std::is_floating_point_v<T>) return flat_row<T, F>(n, Plain<T>{x});
  T result = F::template identity<T>;
  for (std::int64_t i = 0; i < n; ++i) result = F::template elements<T>(result, x[i]);
  return result;
}

template <class T, class F>
void row(const void* x, std::int64_t n, void* y) {
  *static_cast<T*>(y) = reduce_row<T, F>(static_cast<const T*>(x), n);
}

// ---- columns ----

constexpr std::int64_t kFlatRows = 64;

template <class T, class F>
void flat_columns(const T* x, std::int64_t rows, std::int64_t stride, std::int64_t columns, T* y) {
  if constexpr (std::is_floating_point_v<T>) {
    const Tag<T> d;
    constexpr std::int64_t step = kLanes<Tag<T>>;
    std::int64_t c = 0;
    for (; c + step <= columns; c += step) {
      auto v = hn::LoadU(d, x + c);
      for (std::int64_t r = 1; r < rows; ++r) v = F::vectors(v, hn::LoadU(d, x + r * stride + c));
      hn::StoreU(v, d, y + c);
    }
    if (c == columns) return;
    auto v = load_part(d, x + c, columns - c);
    for (std::int64_t r = 1; r < rows; ++r) v = F::vectors(v, load_part(d, x + r * stride + c, columns - c));
    store_part(d, v, y + c, columns - c);
  } else {
    for (std::int64_t c = 0; c < columns; ++c) y[c] = x[c];
    for (std::int64_t r = 1; r < rows; ++r)
      for (std::int64_t c = 0; c < columns; ++c) y[c] = F::template elements<T>(y[c], x[r * stride + c]);
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

// ---- exponentials of a row ----

template <class T, class V>
struct Shifted {  // exp(x - shift)
  const T* x;
  V shift;
  HWY_INLINE auto operator()(std::int64_t i) const {
    const Tag<T> d;
    return Exp()(d, hn::Sub(hn::LoadU(d, x + i), shift));
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    const Tag<T> d;
    return Exp()(d, hn::Sub(load_part(d, x + i, n), shift));
  }
};

template <class T>
T sum_of_exponentials(const T* x, std::int64_t n, T shift) {
  const auto v = hn::Set(Tag<T>(), shift);
  T sum = 0;
  for (std::int64_t i = 0; i < n; i += kFlat)
    sum += flat_row<T, Sum>(n - i < kFlat ? n - i : kFlat, Shifted<T, decltype(v)>{x + i, v});
  return sum;
}

// log(sum(exp(x))) = largest + log(sum(exp(x - largest))); an infinite largest element is the result itself.
template <class T>
T logsumexp(const T* x, std::int64_t n) {
  const T largest = reduce_row<T, Largest>(x, n);
  if (!(largest - largest == 0)) return largest;
  return largest + std::log(sum_of_exponentials(x, n, largest));
}

template <class T>
void logsumexp_row(const void* x, std::int64_t n, void* y) {
  *static_cast<T*>(y) = logsumexp(static_cast<const T*>(x), n);
}

// y[i] = f(vector at i) for a row.
template <class T, class F>
HWY_INLINE void map_row(std::int64_t n, T* y, F f) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t i = 0;
  for (; i + step <= n; i += step) hn::StoreU(f([&](const T* p) { return hn::LoadU(d, p + i); }), d, y + i);
  if (i < n) store_part(d, f([&](const T* p) { return load_part(d, p + i, n - i); }), y + i, n - i);
}

template <class T>
void softmax_row(const void* x, void* y, std::int64_t n) {
  const Tag<T> d;
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(y);
  const auto largest = hn::Set(d, reduce_row<T, Largest>(from, n));
  map_row<T>(n, to, [&](auto load) { return Exp()(d, hn::Sub(load(from), largest)); });
  const auto scale = hn::Set(d, T{1} / reduce_row<T, Sum>(to, n));
  map_row<T>(n, to, [&](auto load) { return hn::Mul(load(to), scale); });
}

template <class T>
void log_softmax_row(const void* x, void* y, std::int64_t n) {
  const Tag<T> d;
  const T* from = static_cast<const T*>(x);
  const T largest = reduce_row<T, Largest>(from, n);
  const auto shift = hn::Set(d, largest), rest = hn::Set(d, std::log(sum_of_exponentials(from, n, largest)));
  map_row<T>(n, static_cast<T*>(y), [&](auto load) { return hn::Sub(hn::Sub(load(from), shift), rest); });
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
void softmax_backward_row(const void* y, const void* dy, void* dx, std::int64_t n) {
  const Tag<T> d;
  const T *out = static_cast<const T*>(y), *ct = static_cast<const T*>(dy);
  T sum = 0;
  for (std::int64_t i = 0; i < n; i += kFlat)
    sum += flat_row<T, Sum>(n - i < kFlat ? n - i : kFlat, Products<T>{out + i, ct + i});
  const auto mean = hn::Set(d, sum);
  map_row<T>(n, static_cast<T*>(dx), [&](auto load) { return hn::Mul(load(out), hn::Sub(load(ct), mean)); });
}

template <class T>
void log_softmax_backward_row(const void* y, const void* dy, void* dx, std::int64_t n) {
  const Tag<T> d;
  const T *out = static_cast<const T*>(y), *ct = static_cast<const T*>(dy);
  const auto sum = hn::Set(d, reduce_row<T, Sum>(ct, n));
  map_row<T>(n, static_cast<T*>(dx),
             [&](auto load) { return hn::NegMulAdd(Exp()(d, load(out)), sum, load(ct)); });
}

// ---- the table ----

template <class F, class T>
constexpr void number(ReduceTable& t, Reduce fn, DType type) {
  t.row[static_cast<int>(fn)][static_cast<int>(type)] = row<T, F>;
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
  t.softmax[i] = softmax_row<T>;
  t.log_softmax[i] = log_softmax_row<T>;
  t.softmax_backward[i] = softmax_backward_row<T>;
  t.log_softmax_backward[i] = log_softmax_backward_row<T>;
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
  return t;
}

}  // namespace

extern constinit const ReduceTable reduction_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
