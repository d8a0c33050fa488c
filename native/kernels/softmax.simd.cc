#include "kernels/copy_table.h"
#include "kernels/map_row.h"
#include "kernels/reduce_rows.h"
#include "kernels/softmax_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// The largest number. A NaN may be lost: it comes back with the exponentials and spoils their sum.
struct LargestNumber {
  template <class T>
  static constexpr T identity = -std::numeric_limits<T>::infinity();
  template <class V>
  static HWY_INLINE V vectors(V a, V b) {
    return hn::Max(a, b);
  }
};

// ---- one row after the other, three passes while it lies in the nearest cache ----

template <class T, class V>
struct Kept {  // exp(x - shift), which also goes to y
  Shifted<T, V> of;
  T* y;
  HWY_INLINE auto operator()(std::int64_t i) const {
    const auto v = of(i);
    hn::StoreU(v, Tag<T>(), y + i);
    return v;
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    const auto v = of(i, n);
    store_part(Tag<T>(), v, y + i, n);
    return v;
  }
};

template <class T>
void softmax_row(const T* x, T* y, std::int64_t n) {
  const Tag<T> d;
  const auto largest = hn::Set(d, flat_row<T, LargestNumber>(n, Plain<T>{x}));
  const T sum = sum_in_parts<T>(n, [=](std::int64_t i) {
    return Kept<T, decltype(largest)>{{x + i, largest}, y + i};
  });
  const auto scale = hn::Set(d, T{1} / sum);
  map_row<T>(n, y, [&](auto load) { return hn::Mul(load(y), scale); });
}

template <class T>
void log_softmax_row(const T* x, T* y, std::int64_t n) {
  const Tag<T> d;
  const T largest = flat_row<T, LargestNumber>(n, Plain<T>{x});
  const auto shift = hn::Set(d, largest), rest = hn::Set(d, std::log(sum_of_exponentials(x, n, largest)));
  map_row<T>(n, y, [&](auto load) { return hn::Sub(hn::Sub(load(x), shift), rest); });
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
void softmax_backward_row(const T* y, const T* dy, T* dx, std::int64_t n) {
  const auto mean = hn::Set(Tag<T>(), sum_in_parts<T>(n, [=](std::int64_t i) {
                              return Products<T>{y + i, dy + i};
                            }));
  map_row<T>(n, dx, [&](auto load) { return hn::Mul(load(y), hn::Sub(load(dy), mean)); });
}

template <class T>
void log_softmax_backward_row(const T* y, const T* dy, T* dx, std::int64_t n) {
  const Tag<T> d;
  const auto sum = hn::Set(d, reduce_row<T, Sum>(dy, n));
  map_row<T>(n, dx, [&](auto load) { return hn::NegMulAdd(Exp()(d, load(y)), sum, load(dy)); });
}

// ---- short rows: many at once, turned so that each lane has a row ----

constexpr std::int64_t kShortRow = 48, kTogether = 64;

template <class T>
void turn(const T* x, std::int64_t x_stride, T* y, std::int64_t y_stride, std::int64_t rows,
          std::int64_t columns) {
  (sizeof(T) == 4 ? copying().transpose4 : copying().transpose8)(x, x_stride, y, y_stride, rows, columns);
}

// lanes(a, b) makes, in place of a, the results of as many rows as a vector has lanes; their elements lie
// kTogether apart. There is no b with one operand.
template <class T, int kOperands, class F>
void turned_rows(const T* const (&x)[kOperands], T* y, std::int64_t rows, std::int64_t n, F lanes) {
  constexpr std::int64_t step = kLanes<Tag<T>>;
  alignas(64) T turned[kOperands][kShortRow * kTogether];
  for (std::int64_t r = 0; r < rows; r += kTogether) {
    const std::int64_t count = rows - r < kTogether ? rows - r : kTogether;
    for (int k = 0; k < kOperands; ++k) {
      turn(x[k] + r * n, n, turned[k], kTogether, n, count);
      for (std::int64_t i = 0; i < n; ++i)  // rows that are not there share the last vector
        for (std::int64_t c = count; c % step != 0; ++c) turned[k][i * kTogether + c] = 0;
    }
    for (std::int64_t c = 0; c < count; c += step) lanes(turned[0] + c, turned[kOperands - 1] + c);
    turn(turned[0], kTogether, y + r * n, n, count, n);
  }
}

template <class T>
struct Lanes {
  static constexpr Tag<T> d{};
  T* x;
  HWY_INLINE auto operator[](std::int64_t i) const { return hn::Load(d, x + i * kTogether); }
  template <class V>
  HWY_INLINE void set(std::int64_t i, V v) const {
    hn::Store(v, d, x + i * kTogether);
  }
};

template <class T>
HWY_INLINE auto largest_in_lanes(Lanes<T> x, std::int64_t n) {
  auto largest = x[0];
  for (std::int64_t i = 1; i < n; ++i) largest = hn::Max(largest, x[i]);
  return largest;
}

template <class T>
void softmax_lanes(Lanes<T> x, std::int64_t n) {
  const Tag<T> d;
  const auto largest = largest_in_lanes(x, n);
  auto sum = hn::Zero(d);
  for (std::int64_t i = 0; i < n; ++i) {
    const auto e = Exp()(d, hn::Sub(x[i], largest));
    x.set(i, e);
    sum = hn::Add(sum, e);
  }
  const auto scale = hn::Div(hn::Set(d, T{1}), sum);
  for (std::int64_t i = 0; i < n; ++i) x.set(i, hn::Mul(x[i], scale));
}

template <class T>
void log_softmax_lanes(Lanes<T> x, std::int64_t n) {
  const Tag<T> d;
  const auto largest = largest_in_lanes(x, n);
  auto sum = hn::Zero(d);
  for (std::int64_t i = 0; i < n; ++i) sum = hn::Add(sum, Exp()(d, hn::Sub(x[i], largest)));
  const auto rest = Log()(d, sum);
  for (std::int64_t i = 0; i < n; ++i) x.set(i, hn::Sub(hn::Sub(x[i], largest), rest));
}

template <class T>
void softmax_backward_lanes(Lanes<T> y, Lanes<T> dy, std::int64_t n) {
  auto mean = hn::Zero(Tag<T>());
  for (std::int64_t i = 0; i < n; ++i) mean = hn::MulAdd(y[i], dy[i], mean);
  for (std::int64_t i = 0; i < n; ++i) y.set(i, hn::Mul(y[i], hn::Sub(dy[i], mean)));
}

template <class T>
void log_softmax_backward_lanes(Lanes<T> y, Lanes<T> dy, std::int64_t n) {
  const Tag<T> d;
  auto sum = hn::Zero(d);
  for (std::int64_t i = 0; i < n; ++i) sum = hn::Add(sum, dy[i]);
  for (std::int64_t i = 0; i < n; ++i) y.set(i, hn::NegMulAdd(Exp()(d, y[i]), sum, dy[i]));
}

// ---- the table ----

template <class T, void (*kRow)(const T*, T*, std::int64_t), void (*kLanesOf)(Lanes<T>, std::int64_t)>
void map(const void* from, void* to, std::int64_t rows, std::int64_t n) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  if (n <= kShortRow) return turned_rows<T, 1>({x}, y, rows, n, [n](T* a, T*) { kLanesOf(Lanes<T>{a}, n); });
  for (std::int64_t r = 0; r < rows; ++r) kRow(x + r * n, y + r * n, n);
}

template <class T, void (*kRow)(const T*, const T*, T*, std::int64_t),
          void (*kLanesOf)(Lanes<T>, Lanes<T>, std::int64_t)>
void map2(const void* first, const void* second, void* to, std::int64_t rows, std::int64_t n) {
  const T *a = static_cast<const T*>(first), *b = static_cast<const T*>(second);
  T* y = static_cast<T*>(to);
  if (n <= kShortRow)
    return turned_rows<T, 2>({a, b}, y, rows, n, [n](T* u, T* v) { kLanesOf(Lanes<T>{u}, Lanes<T>{v}, n); });
  for (std::int64_t r = 0; r < rows; ++r) kRow(a + r * n, b + r * n, y + r * n, n);
}

template <class T>
constexpr void floating(SoftmaxTable& t, DType type) {
  const int i = static_cast<int>(type);
  t.softmax[i] = map<T, softmax_row<T>, softmax_lanes<T>>;
  t.log_softmax[i] = map<T, log_softmax_row<T>, log_softmax_lanes<T>>;
  t.softmax_backward[i] = map2<T, softmax_backward_row<T>, softmax_backward_lanes<T>>;
  t.log_softmax_backward[i] = map2<T, log_softmax_backward_row<T>, log_softmax_backward_lanes<T>>;
}

constexpr SoftmaxTable build() {
  SoftmaxTable t{};
  floating<float>(t, DType::kFloat32);
  floating<double>(t, DType::kFloat64);
  return t;
}

}  // namespace

extern constinit const SoftmaxTable softmaxes_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
