#include <limits>
#include <type_traits>

#include "kernels/convert.h"
#include "kernels/elementwise_table.h"
#include "kernels/map_elements.h"
#include "kernels/simd_gates.h"
#include "kernels/simd_losses.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// ---- floating types: functions of vectors ----

struct Neg {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Neg(x);
  }
};
struct Abs {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Abs(x);
  }
};
struct Sign {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElse(hn::Gt(hn::Abs(x), hn::Zero(d)), hn::CopySign(constant(d, 1.0), x), x);
  }
};
struct Square {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Mul(x, x);
  }
};
struct Reciprocal {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Div(constant(d, 1.0), x);
  }
};
struct Sqrt {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Sqrt(x);
  }
};
struct Rsqrt {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Div(constant(d, 1.0), hn::Sqrt(x));
  }
};
struct Floor {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Floor(x);
  }
};
struct Ceil {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Ceil(x);
  }
};
struct Round {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Round(x);
  }
};
struct Relu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);  // NaN stays
  }
};

struct Add {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Add(a, b);
  }
};
struct Sub {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Sub(a, b);
  }
};
struct Mul {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Mul(a, b);
  }
};
struct Div {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::Div(a, b);
  }
};
// The instructions differ in what they make of NaN; here it is handed on.
struct Maximum {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::IsNaN(b), b, hn::Max(a, b)));
  }
};
struct Minimum {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::IfThenElse(hn::IsNaN(a), a, hn::IfThenElse(hn::IsNaN(b), b, hn::Min(a, b)));
  }
};

template <class T, class F, bool kPastCaches>
void map(const void* x, void* y, std::int64_t n) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(y);
  std::int64_t i = 0;
  for (; i + step <= n; i += step) put<kPastCaches>(d, F()(d, hn::LoadU(d, from + i)), to + i);
  if (i < n) store_part(d, F()(d, load_part(d, from + i, n - i)), to + i, n - i);
}

// ---- integers and bool, and results of another type: loops that the compiler makes vectors of ----

template <class T>
constexpr T wrapping(auto f, T a, T b) {  // signed overflow is not defined, unsigned wraps
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(f(static_cast<U>(a), static_cast<U>(b)));
}

template <class T>
constexpr T whole_power(T base, T exponent) {  // exponents below 0 are refused before
  T result = 1;
  for (; exponent > 0; exponent = static_cast<T>(exponent >> 1)) {
    if (exponent & 1) result = wrapping<T>([](auto a, auto b) { return a * b; }, result, base);
    base = wrapping<T>([](auto a, auto b) { return a * b; }, base, base);
  }
  return result;
}

template <class S, class T, class F>
void each(const void* x, void* y, std::int64_t n) {
  const S* from = static_cast<const S*>(x);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i) to[i] = F()(from[i]);
}

template <class S, class T, class F, Repeat kRepeat>
void each2(const void* a, const void* b, void* y, std::int64_t n) {
  const S *first = static_cast<const S*>(a), *second = static_cast<const S*>(b);
  T* to = static_cast<T*>(y);
  const S u = *first, v = *second;
  for (std::int64_t i = 0; i < n; ++i)
    to[i] = F()(kRepeat == Repeat::kFirst ? u : first[i], kRepeat == Repeat::kSecond ? v : second[i]);
}

template <class T>
void choose(const void* condition, const void* a, const void* b, void* y, std::int64_t n) {
  const auto* take_first = static_cast<const std::uint8_t*>(condition);
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i) {
    const T u = first[i], v = second[i];
    to[i] = take_first[i] ? u : v;
  }
}

template <class T>
void fill(const void* value, void* y, std::int64_t n) {
  const T element = *static_cast<const T*>(value);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i) to[i] = element;
}

template <class T>
void range(ElementwiseTable::Progression p, std::int64_t first, void* y, std::int64_t n) {
  T* to = static_cast<T*>(y);
  if constexpr (std::is_same_v<T, std::int64_t>) {
    const auto start = static_cast<std::uint64_t>(p.whole_start),
               step = static_cast<std::uint64_t>(p.whole_step);
    for (std::int64_t i = 0; i < n; ++i)
      to[i] = static_cast<std::int64_t>(start + static_cast<std::uint64_t>(first + i) * step);
  } else {
    for (std::int64_t i = 0; i < n; ++i)
      to[i] = convert<T>(p.start + static_cast<double>(first + i) * p.step);
  }
}

// ---- the table ----

using Bool = std::uint8_t;
constexpr int kBool = static_cast<int>(DType::kBool), kI32 = static_cast<int>(DType::kInt32),
              kI64 = static_cast<int>(DType::kInt64), kF32 = static_cast<int>(DType::kFloat32),
              kF64 = static_cast<int>(DType::kFloat64);

struct Builder {
  ElementwiseTable t{};

  template <class F>
  constexpr void floating(Unary fn) {
    auto& row = t.unary[static_cast<int>(fn)];
    row[kF32] = map<float, F, false>;
    row[kF64] = map<double, F, false>;
    auto& past = t.unary_past_caches[static_cast<int>(fn)];
    past[kF32] = map<float, F, true>;
    past[kF64] = map<double, F, true>;
  }
  template <class F>
  constexpr void whole(Unary fn, F) {
    auto& row = t.unary[static_cast<int>(fn)];
    row[kI32] = each<std::int32_t, std::int32_t, F>;
    row[kI64] = each<std::int64_t, std::int64_t, F>;
  }
  template <class F>
  constexpr void floating(Binary fn) {
    auto& row = t.binary[static_cast<int>(fn)];
    vectors2<float, F, false>(row[kF32]);
    vectors2<double, F, false>(row[kF64]);
    auto& past = t.binary_past_caches[static_cast<int>(fn)];
    vectors2<float, F, true>(past[kF32]);
    vectors2<double, F, true>(past[kF64]);
  }
  template <class F>
  constexpr void whole(Binary fn, F) {
    auto& row = t.binary[static_cast<int>(fn)];
    loops2<std::int32_t, std::int32_t, F>(row[kI32]);
    loops2<std::int64_t, std::int64_t, F>(row[kI64]);
  }
  template <class F>
  constexpr void truth(Binary fn, F) {
    loops2<Bool, Bool, F>(t.binary[static_cast<int>(fn)][kBool]);
  }
  template <class F>
  constexpr void order(Compare fn, F) {
    auto& row = t.compare[static_cast<int>(fn)];
    loops2<Bool, Bool, F>(row[kBool]);
    loops2<std::int32_t, Bool, F>(row[kI32]);
    loops2<std::int64_t, Bool, F>(row[kI64]);
    loops2<float, Bool, F>(row[kF32]);
    loops2<double, Bool, F>(row[kF64]);
  }
  template <class F>
  constexpr void test(Test fn, F) {
    auto& row = t.test[static_cast<int>(fn)];
    row[kF32] = each<float, Bool, F>;
    row[kF64] = each<double, Bool, F>;
  }
  template <class S>
  constexpr void casts(int from) {
    auto& row = t.cast[from];
    row[kBool] = each<S, Bool, Truth<S>>;
    row[kI32] = each<S, std::int32_t, Convert<S, std::int32_t>>;
    row[kI64] = each<S, std::int64_t, Convert<S, std::int64_t>>;
    row[kF32] = each<S, float, Convert<S, float>>;
    row[kF64] = each<S, double, Convert<S, double>>;
  }
  // There and back between a type and the one that is calculated with in its place.
  template <class Narrow, class Wide>
  constexpr void narrow(DType type) {
    const int i = static_cast<int>(type), wide = static_cast<int>(info_of(type).computed_in);
    t.cast[i][wide] = each<Narrow, Wide, Convert<Narrow, Wide>>;
    t.cast[wide][i] = each<Wide, Narrow, Convert<Wide, Narrow>>;
  }
  // Elements are moved by their size alone.
  template <class T>
  constexpr void moves() {
    for (int i = 0; i < kDTypeCount; ++i) {
      if (info_of(static_cast<DType>(i)).size != sizeof(T)) continue;
      t.fill[i] = fill<T>;
      t.select[i] = choose<T>;
    }
  }

 private:
  template <class T, class F, bool kPastCaches>
  static constexpr void vectors2(ElementwiseTable::Binary (&cell)[kRepeatCount]) {
    cell[static_cast<int>(Repeat::kNone)] = map2<T, F, Repeat::kNone, kPastCaches>;
    cell[static_cast<int>(Repeat::kFirst)] = map2<T, F, Repeat::kFirst, kPastCaches>;
    cell[static_cast<int>(Repeat::kSecond)] = map2<T, F, Repeat::kSecond, kPastCaches>;
  }
  template <class S, class T, class F>
  static constexpr void loops2(ElementwiseTable::Binary (&cell)[kRepeatCount]) {
    cell[static_cast<int>(Repeat::kNone)] = each2<S, T, F, Repeat::kNone>;
    cell[static_cast<int>(Repeat::kFirst)] = each2<S, T, F, Repeat::kFirst>;
    cell[static_cast<int>(Repeat::kSecond)] = each2<S, T, F, Repeat::kSecond>;
  }
};

constexpr ElementwiseTable build() {
  Builder b;
  b.floating<Neg>(Unary::kNeg);
  b.floating<Abs>(Unary::kAbs);
  b.floating<Sign>(Unary::kSign);
  b.floating<Square>(Unary::kSquare);
  b.floating<Reciprocal>(Unary::kReciprocal);
  b.floating<Sqrt>(Unary::kSqrt);
  b.floating<Rsqrt>(Unary::kRsqrt);
  b.floating<Exp>(Unary::kExp);
  b.floating<Expm1>(Unary::kExpm1);
  b.floating<Log>(Unary::kLog);
  b.floating<Log1p>(Unary::kLog1p);
  b.floating<Sin>(Unary::kSin);
  b.floating<Cos>(Unary::kCos);
  b.floating<Tan>(Unary::kTan);
  b.floating<Tanh>(Unary::kTanh);
  b.floating<TanhSlope>(Unary::kTanhSlope);
  b.floating<Sigmoid>(Unary::kSigmoid);
  b.floating<SigmoidSlope>(Unary::kSigmoidSlope);
  b.floating<Softplus>(Unary::kSoftplus);
  b.floating<Erf>(Unary::kErf);
  b.floating<Gelu>(Unary::kGelu);
  b.floating<GeluSlope>(Unary::kGeluSlope);
  b.floating<Silu>(Unary::kSilu);
  b.floating<SiluSlope>(Unary::kSiluSlope);
  b.floating<Floor>(Unary::kFloor);
  b.floating<Ceil>(Unary::kCeil);
  b.floating<Round>(Unary::kRound);
  b.floating<Relu>(Unary::kRelu);
  b.whole(Unary::kNeg, []<class T>(T x) { return wrapping<T>([](auto u, auto v) { return u - v; }, 0, x); });
  b.whole(Unary::kAbs,
          []<class T>(T x) { return x < 0 ? wrapping<T>([](auto u, auto v) { return u - v; }, 0, x) : x; });
  b.whole(Unary::kSign, []<class T>(T x) { return static_cast<T>((x > 0) - (x < 0)); });
  b.whole(Unary::kSquare,
          []<class T>(T x) { return wrapping<T>([](auto u, auto v) { return u * v; }, x, x); });
  b.whole(Unary::kRelu, []<class T>(T x) { return x > 0 ? x : T{0}; });
  b.whole(Unary::kInvert, []<class T>(T x) { return static_cast<T>(~x); });

  b.floating<Add>(Binary::kAdd);
  b.floating<Sub>(Binary::kSub);
  b.floating<Mul>(Binary::kMul);
  b.floating<Div>(Binary::kDiv);
  b.floating<Maximum>(Binary::kMaximum);
  b.floating<Minimum>(Binary::kMinimum);
  b.floating<Weigh>(Binary::kWeigh);
  b.floating<BinaryCrossEntropy>(Binary::kBinaryCrossEntropy);
  b.floating<BinaryCrossEntropySlope>(Binary::kBinaryCrossEntropySlope);
  b.whole(Binary::kAdd,
          []<class T>(T x, T y) { return wrapping<T>([](auto u, auto v) { return u + v; }, x, y); });
  b.whole(Binary::kSub,
          []<class T>(T x, T y) { return wrapping<T>([](auto u, auto v) { return u - v; }, x, y); });
  b.whole(Binary::kMul,
          []<class T>(T x, T y) { return wrapping<T>([](auto u, auto v) { return u * v; }, x, y); });
  b.whole(Binary::kMaximum, []<class T>(T x, T y) { return x > y ? x : y; });
  b.whole(Binary::kMinimum, []<class T>(T x, T y) { return x < y ? x : y; });
  b.whole(Binary::kPow, []<class T>(T x, T y) { return whole_power<T>(x, y); });
  b.whole(Binary::kAnd, []<class T>(T x, T y) { return static_cast<T>(x & y); });
  b.whole(Binary::kOr, []<class T>(T x, T y) { return static_cast<T>(x | y); });
  b.whole(Binary::kXor, []<class T>(T x, T y) { return static_cast<T>(x ^ y); });
  b.truth(Binary::kAnd, [](Bool x, Bool y) { return static_cast<Bool>(x & y); });
  b.truth(Binary::kOr, [](Bool x, Bool y) { return static_cast<Bool>(x | y); });
  b.truth(Binary::kXor, [](Bool x, Bool y) { return static_cast<Bool>(x ^ y); });

  b.order(Compare::kEqual, [](auto x, auto y) { return static_cast<Bool>(x == y); });
  b.order(Compare::kNotEqual, [](auto x, auto y) { return static_cast<Bool>(x != y); });
  b.order(Compare::kLess, [](auto x, auto y) { return static_cast<Bool>(x < y); });
  b.order(Compare::kLessEqual, [](auto x, auto y) { return static_cast<Bool>(x <= y); });
  b.order(Compare::kGreater, [](auto x, auto y) { return static_cast<Bool>(x > y); });
  b.order(Compare::kGreaterEqual, [](auto x, auto y) { return static_cast<Bool>(x >= y); });

  b.test(Test::kIsNan, [](auto x) { return static_cast<Bool>(!(x == x)); });
  b.test(Test::kIsFinite, [](auto x) { return static_cast<Bool>(x - x == 0); });
  b.t.test[static_cast<int>(Test::kNot)][kBool] =
      each<Bool, Bool, decltype([](Bool x) { return static_cast<Bool>(x ^ 1); })>;

  b.casts<Bool>(kBool);
  b.casts<std::int32_t>(kI32);
  b.casts<std::int64_t>(kI64);
  b.casts<float>(kF32);
  b.casts<double>(kF64);

  b.narrow<std::uint8_t, std::int32_t>(DType::kUInt8);
  b.narrow<std::int8_t, std::int32_t>(DType::kInt8);
  b.narrow<std::int16_t, std::int32_t>(DType::kInt16);
  b.narrow<Float16, float>(DType::kFloat16);
  b.narrow<BFloat16, float>(DType::kBFloat16);

  b.moves<std::uint8_t>();
  b.moves<std::uint16_t>();
  b.moves<std::uint32_t>();
  b.moves<std::uint64_t>();
  b.moves<ComplexOf<double>>();
  b.t.range[kI32] = range<std::int32_t>;
  b.t.range[kI64] = range<std::int64_t>;
  b.t.range[kF32] = range<float>;
  b.t.range[kF64] = range<double>;
  return b.t;
}

}  // namespace

extern constinit const ElementwiseTable elementwise_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
