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
  const T most = flat_row<T, LargestNumber>(n, Plain<T>{x});
  const auto largest = hn::Set(Tag<T>(), most), rest = hn::Set(Tag<T>(), log_of_sum(x, n, most));
  map_row<T>(n, y, [&](auto load) { return hn::Sub(hn::Sub(load(x), largest), rest); });
}

// The first element that is larger than a limit, or n.
template <class T>
std::int64_t first_above(T limit, const T* x, std::int64_t n) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t i = 0;
  while (i + step <= n && hn::AllFalse(d, hn::Gt(hn::LoadU(d, x + i), hn::Set(d, limit)))) i += step;
  while (i < n && !(x[i] > limit)) ++i;
  return i;
}

template <class T, class V>
struct ShiftedProducts {  // y (dy - shift)
  const T *y, *dy;
  V shift;
  HWY_INLINE auto operator()(std::int64_t i) const {
    return hn::Mul(hn::LoadU(Tag<T>(), y + i), hn::Sub(hn::LoadU(Tag<T>(), dy + i), shift));
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    return hn::Mul(load_part(Tag<T>(), y + i, n), hn::Sub(load_part(Tag<T>(), dy + i, n), shift));
  }
};

// Whatever is taken from all of dy changes nothing. Where one y is almost 1, its dy is taken: the mean would
// be nearly that, and their difference all error.
template <class T>
void softmax_backward_row(const T* y, const T* dy, T* dx, std::int64_t n) {
  const Tag<T> d;
  const std::int64_t sure = first_above(T(0.5), y, n);
  const auto shift = hn::Set(d, sure < n ? dy[sure] : T(0));
  using V = std::remove_const_t<decltype(shift)>;
  const auto mean = hn::Set(d, sum_in_parts<T>(n, [=](std::int64_t i) {
                              return ShiftedProducts<T, V>{y + i, dy + i, shift};
                            }));
  map_row<T>(n, dx, [&](auto load) { return hn::Mul(load(y), hn::Sub(hn::Sub(load(dy), shift), mean)); });
}

template <class T>
struct KeptBelowHalf {  // exp(y), which also goes to p; the sum leaves out what is above 1/2
  const T* y;
  T* p;
  template <class V>
  static HWY_INLINE V below_half(V v) {
    return hn::IfThenZeroElse(hn::Gt(v, constant(Tag<T>(), 0.5)), v);
  }
  HWY_INLINE auto operator()(std::int64_t i) const {
    const auto v = Exp()(Tag<T>(), hn::LoadU(Tag<T>(), y + i));
    hn::StoreU(v, Tag<T>(), p + i);
    return below_half(v);
  }
  HWY_INLINE auto operator()(std::int64_t i, std::int64_t n) const {
    const auto v = Exp()(Tag<T>(), load_part(Tag<T>(), y + i, n));
    store_part(Tag<T>(), v, p + i, n);
    return below_half(v);
  }
};

// dy - p sum(dy), and for a p above 1/2, of which there is at most one, dy (1 - p) - p times the sum of the
// other dy: 1 - p is the sum of all other p, which has the digits that a p of almost 1 has not.
template <class T>
void log_softmax_backward_row(const T* y, const T* dy, T* dx, std::int64_t n) {
  const T others = sum_in_parts<T>(n, [=](std::int64_t i) { return KeptBelowHalf<T>{y + i, dx + i}; });
  const std::int64_t sure = others < T(0.5) ? first_above(T(0.5), dx, n) : n;
  T sum = reduce_row<T, Sum>(dy, sure), of_sure = 0;
  if (sure < n) {
    sum += reduce_row<T, Sum>(dy + sure + 1, n - sure - 1);
    of_sure = dy[sure] * others - dx[sure] * sum;
    sum += dy[sure];
  }
  const auto v = hn::Set(Tag<T>(), sum);
  map_row<T>(n, dx, [&](auto load) { return hn::NegMulAdd(load(dx), v, load(dy)); });
  if (sure < n) dx[sure] = of_sure;
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
  auto others = hn::Zero(d), count = constant(d, -1.0);
  for (std::int64_t i = 0; i < n; ++i) {
    others = hn::Add(others, beside_largest(d, hn::Sub(x[i], largest)));
    count = hn::Add(count, hn::IfThenElseZero(hn::Eq(x[i], largest), constant(d, 1.0)));
  }
  const auto rest = Log1p()(d, hn::Add(others, count));
  for (std::int64_t i = 0; i < n; ++i) x.set(i, hn::Sub(hn::Sub(x[i], largest), rest));
}

// As for rows, each lane for its own.
template <class T>
void softmax_backward_lanes(Lanes<T> y, Lanes<T> dy, std::int64_t n) {
  const Tag<T> d;
  const auto half = constant(d, 0.5);
  auto shift = hn::Zero(d), mean = hn::Zero(d);
  for (std::int64_t i = 0; i < n; ++i) shift = hn::IfThenElse(hn::Gt(y[i], half), dy[i], shift);
  for (std::int64_t i = 0; i < n; ++i) mean = hn::MulAdd(y[i], hn::Sub(dy[i], shift), mean);
  for (std::int64_t i = 0; i < n; ++i) y.set(i, hn::Mul(y[i], hn::Sub(hn::Sub(dy[i], shift), mean)));
}

template <class T>
void log_softmax_backward_lanes(Lanes<T> y, Lanes<T> dy, std::int64_t n) {
  const Tag<T> d;
  const auto half = constant(d, 0.5);
  auto others = hn::Zero(d), sum = hn::Zero(d), of_sure = hn::Zero(d);  // p of the others, dy of the others
  for (std::int64_t i = 0; i < n; ++i) {
    const auto p = Exp()(d, y[i]), v = dy[i];
    const auto sure = hn::Gt(p, half);
    y.set(i, p);
    others = hn::Add(others, hn::IfThenZeroElse(sure, p));
    sum = hn::Add(sum, hn::IfThenZeroElse(sure, v));
    of_sure = hn::IfThenElse(sure, v, of_sure);
  }
  const auto all = hn::Add(sum, of_sure);
  for (std::int64_t i = 0; i < n; ++i) {
    const auto p = y[i], v = dy[i];
    const auto sure = hn::Gt(p, half);
    const auto from = hn::IfThenElse(sure, hn::Mul(v, others), v);
    y.set(i, hn::NegMulAdd(p, hn::IfThenElse(sure, sum, all), from));
  }
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
