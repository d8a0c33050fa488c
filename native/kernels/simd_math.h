// Elementary functions on vectors of float and double, within 2 units in the last place over the whole range
// (tests/native/precision_test.cc), tan of double within 3. Included by *.simd.cc only.
//
// The methods are the classic ones: reduce the argument to a small interval exactly, evaluate a series there,
// undo the reduction. Series are Taylor series cut where the rest is below the precision, so their
// coefficients explain themselves; those of erf, and of exp for float, are interpolations at Chebyshev nodes.
// Arguments that need more, such as those whose results are subnormal, take a second way when a vector holds
// one. The logarithm's final
// sum, which loses no bits to cancellation, follows K. C. Ng's in FreeBSD's msun.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// ---- numbers about a type ----

template <class T>
struct Format;

template <>
struct Format<float> {
  static constexpr int kMantissaBits = 23, kBias = 127;
  static constexpr float kMagic = 0x1.8p23f;       // x + kMagic rounds x to an integer, found in the low bits
  static constexpr float kLn2High = 0x1.62e3p-1f;  // short enough that times an exponent it is exact
  static constexpr float kLn2Low = 0x1.2fefa2p-17f;
  static constexpr float kExpLow = -104.0f, kExpHigh = 89.0f;
  static constexpr float kExpNormal = 87.0f;  // up to here, of either sign, the result is a normal number
  static constexpr float kExpm1Low = -18.0f;  // below, exp(x) - 1 is -1
  static constexpr float kLift = 0x1p24f, kLiftBits = 24.0f;  // makes a subnormal normal
  static constexpr int kLogTerms = 4, kSinTerms = 4, kCosTerms = 5;
  static constexpr double kLargestAngle = 0x1p17;  // whose quadrant still comes out near enough
};

template <>
struct Format<double> {
  static constexpr int kMantissaBits = 52, kBias = 1023;
  static constexpr double kMagic = 0x1.8p52;
  static constexpr double kLn2High = 0x1.62e42feep-1;
  static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kExpLow = -746.0, kExpHigh = 710.0;
  static constexpr double kExpNormal = 708.0;
  static constexpr double kExpm1Low = -38.0;
  static constexpr double kLift = 0x1p54, kLiftBits = 54.0;
  static constexpr int kExpTerms = 13, kLogTerms = 11, kSinTerms = 8, kCosTerms = 8;
  static constexpr double kLargestAngle = 0x1p20;
};

template <class D>
using FormatOf = Format<hn::TFromD<D>>;

constexpr double factorial(int n) { return n <= 1 ? 1.0 : n * factorial(n - 1); }

// ---- pieces ----

template <class D, class V = hn::Vec<D>>
HWY_INLINE V constant(D d, double value) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(value));
}

// The polynomial with coefficients c[0] + c[1] x + ...
template <class D, class V, std::size_t N>
HWY_INLINE V polynomial(D d, V x, const double (&c)[N]) {
  V sum = constant(d, c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = hn::MulAdd(sum, x, constant(d, c[i]));
  return sum;
}

template <int kCount>
struct Coefficients {
  double values[kCount];
};

template <int kFirst, int kLast, class C>
constexpr auto coefficients(C c) {
  Coefficients<kLast - kFirst + 1> table{};
  for (int i = kFirst; i <= kLast; ++i) table.values[i - kFirst] = c(i);
  return table;
}

// c(kFirst) + c(kFirst + 1) x + ... + c(kLast) x^(kLast - kFirst)
template <int kFirst, int kLast, class D, class V, class C>
HWY_INLINE V series(D d, V x, C) {
  static constexpr auto table = coefficients<kFirst, kLast>(C{});
  return polynomial(d, x, table.values);
}

// 2 to the whole number k, within the normal range.
template <class D, class V>
HWY_INLINE V pow2(D d, V k) {
  using F = FormatOf<D>;
  const hn::RebindToSigned<D> di;
  const V shifted = hn::Add(k, hn::Set(d, F::kMagic + F::kBias));
  return hn::BitCast(d, hn::ShiftLeft<F::kMantissaBits>(hn::BitCast(di, shifted)));
}

template <class D, class V>
HWY_INLINE V nearest(D d, V x) {
  const V magic = hn::Set(d, FormatOf<D>::kMagic);
  return hn::Sub(hn::Add(x, magic), magic);
}

// (exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2
template <class D, class V>
requires std::is_same_v < hn::TFromD<D>,
float > HWY_INLINE V exp_rest(D d, V r) {
  static constexpr double kRest[] = {0.5, 0.16666576062275124, 0.0416665534586517472, 0.00836333308218294326,
                                     0.00139263759958035293};
  return polynomial(d, r, kRest);
}
template <class D, class V>
requires std::is_same_v < hn::TFromD<D>,
double > HWY_INLINE V exp_rest(D d, V r) {
  return series<2, FormatOf<D>::kExpTerms>(d, r, [](int n) { return 1.0 / factorial(n); });
}

// x = k ln 2 + r with |r| <= ln 2 / 2; gives exp(r) - 1, where asked for with what r lost to rounding.
template <bool kExact = false, class D, class V>
HWY_INLINE V expm1_of_rest(D d, V x, V k) {
  using F = FormatOf<D>;
  const V high = hn::NegMulAdd(k, hn::Set(d, F::kLn2High), x), low = hn::Set(d, F::kLn2Low);
  const V r = hn::NegMulAdd(k, low, high);
  const V rest = exp_rest(d, r);
  if constexpr (!kExact) return hn::MulAdd(hn::Mul(r, r), rest, r);
  const V lost = hn::NegMulAdd(k, low, hn::Sub(high, r));  // in the rounding of r
  return hn::Add(r, hn::MulAdd(hn::Mul(r, r), rest, lost));
}

template <bool kExact = false, class D, class V>
HWY_INLINE V reduced_expm1(D d, V x, V& k) {
  const V magic = hn::Set(d, FormatOf<D>::kMagic);
  k = hn::Sub(hn::MulAdd(x, constant(d, 1.44269504088896340736), magic), magic);
  return expm1_of_rest<kExact>(d, x, k);
}

// The same with 2^k, which is within the normal range; k is found in the low bits of the sum that rounds it.
template <bool kExact = false, class D, class V>
HWY_INLINE V reduced_expm1_and_power(D d, V x, V& power) {
  using F = FormatOf<D>;
  const hn::RebindToSigned<D> di;
  const V magic = hn::Set(d, F::kMagic + F::kBias);
  const V shifted = hn::MulAdd(x, constant(d, 1.44269504088896340736), magic);
  power = hn::BitCast(d, hn::ShiftLeft<F::kMantissaBits>(hn::BitCast(di, shifted)));
  return expm1_of_rest<kExact>(d, x, hn::Sub(shifted, magic));
}

template <class V>
HWY_INLINE V keep_nan(V x, V result) {
  return hn::IfThenElse(hn::IsNaN(x), x, result);
}

template <class D, class V>
HWY_INLINE V clamp(D d, V x, double low, double high) {
  return hn::Min(hn::Max(x, constant(d, low)), constant(d, high));
}

// log(2^k m) where f = m - 1 is small, plus a correction `low`.
template <class D, class V>
HWY_INLINE V log_sum(D d, V k, V f, V low) {
  using F = FormatOf<D>;
  const V s = hn::Div(f, hn::Add(f, constant(d, 2.0)));
  const V z = hn::Mul(s, s);
  const V r = hn::Mul(z, series<1, F::kLogTerms>(d, z, [](int n) { return 2.0 / (2 * n + 1); }));
  const V half_square = hn::Mul(constant(d, 0.5), hn::Mul(f, f));
  const V small = hn::MulAdd(s, hn::Add(half_square, r), hn::MulAdd(k, hn::Set(d, F::kLn2Low), low));
  return hn::MulAdd(k, hn::Set(d, F::kLn2High), hn::Sub(f, hn::Sub(half_square, small)));
}

// x = 2^k m with m between sqrt(1/2) and sqrt(2); x is normal and positive.
template <class D, class V>
HWY_INLINE V split_exponent(D d, V x, V& k) {
  using F = FormatOf<D>;
  const hn::RebindToUnsigned<D> du;
  using U = hn::TFromD<decltype(du)>;
  const auto half = hn::BitCast(du, constant(d, 0.70710678118654752440));
  const auto lift = hn::Set(du, U{F::kBias} << F::kMantissaBits);
  const auto bits = hn::BitCast(du, x);
  const auto exponent = hn::ShiftRight<F::kMantissaBits>(hn::Add(hn::Sub(bits, half), lift));  // k + bias
  const auto whole = hn::BitCast(du, hn::Set(d, F::kMagic));
  k = hn::Sub(hn::BitCast(d, hn::Or(exponent, whole)), hn::Set(d, F::kMagic + F::kBias));
  const auto shift = hn::ShiftLeft<F::kMantissaBits>(exponent);
  return hn::BitCast(d, hn::Add(hn::Sub(bits, shift), lift));
}

// log is -infinity at zero, infinite at infinity, and not a number below zero.
template <class D, class V>
HWY_INLINE V log_edges(D d, V x, V result) {
  const V infinity = constant(d, std::numeric_limits<double>::infinity());
  result = hn::IfThenElse(hn::Eq(x, infinity), infinity, result);
  result = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), result);
  return hn::IfThenElse(hn::Ge(x, hn::Zero(d)), result,
                        constant(d, std::numeric_limits<double>::quiet_NaN()));
}

// ---- functions ----

// exp(x) where |x| <= kExpNormal
template <class D, class V>
HWY_INLINE V normal_exp(D d, V x) {
  V power;
  const V p = reduced_expm1_and_power(d, x, power);
  return hn::MulAdd(p, power, power);
}

// Both ways give the same bits where both may be taken: a result does not depend on its neighbours.
struct Exp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    if (HWY_LIKELY(hn::AllTrue(d, hn::Le(hn::Abs(x), hn::Set(d, FormatOf<D>::kExpNormal)))))
      return normal_exp(d, x);
    return any_exp(d, x);
  }

 private:
  template <class D, class V>
  static HWY_INLINE V any_exp(D d, V x) {
    using F = FormatOf<D>;
    V k;
    const V p = reduced_expm1(d, clamp(d, x, F::kExpLow, F::kExpHigh), k);
    const V first =
        nearest(d, hn::Mul(k, constant(d, 0.5)));  // in two steps: 2^k itself may lie outside the range
    const V y = hn::Mul(hn::Mul(hn::Add(p, constant(d, 1.0)), pow2(d, first)), pow2(d, hn::Sub(k, first)));
    return keep_nan(x, y);
  }
};

struct Expm1 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    using F = FormatOf<D>;
    V k;
    const V p = reduced_expm1<true>(d, clamp(d, x, F::kExpm1Low, F::kExpHigh), k);
    const V half = pow2(d, hn::Sub(k, constant(d, 1.0)));  // 2^k may be infinite where the result is not
    const V y = hn::MulAdd(p, half, hn::Sub(half, constant(d, 0.5)));
    const V whole = hn::IfThenElse(hn::Eq(k, hn::Zero(d)), p, hn::Add(y, y));
    return keep_nan(x, hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, whole));
  }
};

struct Log {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    using T = hn::TFromD<D>;
    const auto normal = hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<T>::min())),
                                hn::Le(x, hn::Set(d, std::numeric_limits<T>::max())));
    if (HWY_UNLIKELY(!hn::AllTrue(d, normal))) return any_log(d, x);
    V k;
    const V m = split_exponent(d, x, k);
    return log_sum(d, k, hn::Sub(m, constant(d, 1.0)), hn::Zero(d));
  }

 private:
  template <class D, class V>
  static HWY_INLINE V any_log(D d, V x) {
    using F = FormatOf<D>;
    const auto subnormal = hn::Lt(x, hn::Set(d, std::numeric_limits<hn::TFromD<D>>::min()));
    V k;
    const V m = split_exponent(d, hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, F::kLift)), x), k);
    k = hn::Sub(k, hn::IfThenElseZero(subnormal, hn::Set(d, F::kLiftBits)));
    return log_edges(d, x, log_sum(d, k, hn::Sub(m, constant(d, 1.0)), hn::Zero(d)));
  }
};

// log(1 + x) where u = 1 + x is positive and finite
template <class D, class V>
HWY_INLINE V finite_log1p(D d, V x, V u) {
  const V one = constant(d, 1.0);
  V k;
  const V m = split_exponent(d, u, k);
  // What the sum 1 + x lost, relative to u.
  const V lost = hn::IfThenElse(hn::Ge(x, one), hn::Sub(one, hn::Sub(u, x)), hn::Sub(x, hn::Sub(u, one)));
  const auto near = hn::Eq(k, hn::Zero(d));
  const V f = hn::IfThenElse(near, x, hn::Sub(m, one));
  const V low = hn::IfThenElse(near, hn::Zero(d), hn::Div(lost, u));
  return log_sum(d, k, f, low);
}

struct Log1p {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V u = hn::Add(x, constant(d, 1.0));
    const V y = log_edges(d, u, finite_log1p(d, x, u));
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, y);  // keeps the sign of zero
  }
};

// log(1 + x) for x in [0, 1]: as such, or as log 2 + log((1 + x) / 2), whose last argument is nearly exact.
template <class D, class V>
HWY_INLINE V small_log1p(D d, V x) {
  const V one = constant(d, 1.0);
  const auto near = hn::Lt(x, constant(d, 0.41421356237309504880));
  const V f = hn::IfThenElse(near, x, hn::Mul(constant(d, 0.5), hn::Sub(x, one)));
  return log_sum(d, hn::IfThenElse(near, hn::Zero(d), one), f, hn::Zero(d));
}

struct Tanh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    // (e - 1) / (e + 1) with e = exp(2 |x|): from expm1 near zero, from its complement further out. Near zero
    // as t / 2 less its product with the quotient, so that the errors of the sum and the quotient count less.
    const V a = hn::Min(hn::Abs(x), constant(d, 22.0));  // 1 from here on
    V power;
    const V p = reduced_expm1_and_power<true>(d, hn::Add(a, a), power);
    const V t = hn::MulAdd(p, power, hn::Sub(power, constant(d, 1.0)));
    const V sum = hn::Add(t, constant(d, 2.0));
    const auto near = hn::Lt(a, constant(d, 0.5));
    const V q = hn::Div(hn::IfThenElse(near, t, constant(d, 2.0)), sum);
    const V whole = hn::IfThenElse(near, hn::Mul(constant(d, 0.5), t), constant(d, 1.0));
    const V y = hn::NegMulAdd(whole, q, whole);
    return keep_nan(x, hn::CopySign(y, x));
  }
};

struct Sigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V one = constant(d, 1.0);
    const V e = Exp()(d, hn::Neg(hn::Abs(x)));
    // e / (1 + e) or its complement, as c - c q: so the errors of the sum and the quotient count less.
    const V q = hn::Div(e, hn::Add(one, e));
    const V c = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one);
    return keep_nan(x, hn::NegMulAdd(c, q, c));
  }
};

struct Softplus {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V tail = small_log1p(d, Exp()(d, hn::Neg(hn::Abs(x))));
    return keep_nan(x, hn::Add(hn::Max(x, hn::Zero(d)), tail));
  }
};

// pi / 2 in three parts of which the first two have 33 bits: times a quadrant below 2^20 they are exact.
inline constexpr double kHalfPi1 = 0x1.921fb544p+0, kHalfPi2 = 0x1.0b4611a6p-34,
                        kHalfPi3 = 0x1.3198a2e037073p-69;

// x = q pi/2 + r + tail, |r| <= pi/4. Quadrants come back as whole numbers.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V quadrants(D d, V x, V& r, V& tail) {
  const V q = nearest(d, hn::Mul(x, constant(d, 0.63661977236758134308)));
  const V a = hn::Sub(x, hn::Mul(q, hn::Set(d, kHalfPi1)));
  const V w = hn::Mul(q, hn::Set(d, kHalfPi2));
  const V b = hn::Sub(a, w);
  const V part = hn::Sub(a, b);  // the error of that difference, by Knuth's two-sum
  const V lost = hn::Sub(hn::Sub(part, w), hn::Sub(hn::Sub(part, a), hn::Neg(b)));
  const V rest = hn::Sub(lost, hn::Mul(q, hn::Set(d, kHalfPi3)));
  r = hn::Add(b, rest);
  tail = hn::Add(hn::Sub(b, r), rest);
  return q;
}

// x = q pi/2 + r, as far as the functions need it.
struct Angle {
  template <class D, class V>
  static HWY_INLINE V quadrant(D d, V x, V& r, V& tail) {
    return quadrants(d, x, r, tail);
  }
};

// For float reduced in double: no tail is left.
struct AngleByDouble {
  template <class D, class V>
  static HWY_INLINE V quadrant(D d, V x, V& r, V& tail) {
    const hn::Half<D> half;
    const hn::RepartitionToWide<D> dd;
    hn::Vec<decltype(dd)> r0, r1, unused;
    const auto q0 = quadrants(dd, hn::PromoteTo(dd, hn::LowerHalf(half, x)), r0, unused);
    const auto q1 = quadrants(dd, hn::PromoteTo(dd, hn::UpperHalf(half, x)), r1, unused);
    r = hn::Combine(d, hn::DemoteTo(half, r1), hn::DemoteTo(half, r0));
    tail = hn::Zero(d);
    return hn::Combine(d, hn::DemoteTo(half, q1), hn::DemoteTo(half, q0));
  }
};

// For float with fused multiplication, where no bits are lost to the first product and few to the others:
// single precision does, with three parts of pi / 2.
struct AngleByParts {
  template <class D, class V>
  static HWY_INLINE V quadrant(D d, V x, V& r, V& tail) {
    const V q = nearest(d, hn::Mul(x, constant(d, 0.63661977236758134308)));
    r = hn::NegMulAdd(q, hn::Set(d, 0x1.921fb6p+0f), x);
    r = hn::NegMulAdd(q, hn::Set(d, -0x1.777a5cp-25f), r);
    r = hn::NegMulAdd(q, hn::Set(d, -0x1.ee59dap-50f), r);
    tail = hn::Zero(d);
    return q;
  }
};

#if defined(ADJOINT_TARGET_SSE4)
using QuickAngle = AngleByDouble;
#else
using QuickAngle = AngleByParts;
#endif
template <class D, class Float>
using AngleOf = std::conditional_t<std::is_same_v<hn::TFromD<D>, float>, Float, Angle>;

// Sine and cosine at once, of angles up to kLargestAngle.
template <class A, class D, class V>
HWY_INLINE void sin_cos(D d, V x, V& sine, V& cosine) {
  using F = FormatOf<D>;
  V r, tail;
  const V q = A::quadrant(d, x, r, tail);
  const V z = hn::Mul(r, r);
  const V s =
      series<1, F::kSinTerms>(d, z, [](int n) { return (n % 2 ? -1.0 : 1.0) / factorial(2 * n + 1); });
  const V c = series<2, F::kCosTerms>(d, z, [](int n) { return (n % 2 ? -1.0 : 1.0) / factorial(2 * n); });
  const V one = constant(d, 1.0), half_z = hn::Mul(constant(d, 0.5), z);
  constexpr bool kTail = sizeof(hn::TFromD<D>) == 8;
  const V sin_tail = hn::NegMulAdd(half_z, tail, tail), cube = hn::Mul(z, r);
  const V sin_r = kTail ? hn::Add(r, hn::MulAdd(cube, s, sin_tail)) : hn::MulAdd(cube, s, r);
  const V w = hn::Sub(one, half_z);
  const V low = hn::Sub(hn::Sub(one, w), half_z);
  const V square = hn::Mul(z, z);
  const V cos_r = hn::Add(
      w, kTail ? hn::Add(low, hn::NegMulAdd(r, tail, hn::Mul(square, c))) : hn::MulAdd(square, c, low));

  const hn::RebindToSigned<D> di;
  const auto n = hn::BitCast(di, hn::Add(q, hn::Set(d, F::kMagic)));  // the quadrant in its low bits
  const auto bit1 = hn::Set(di, 1), bit2 = hn::Set(di, 2);
  const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::Neg(hn::And(n, bit1))));
  constexpr int kToSign = F::kMantissaBits + (sizeof(hn::TFromD<D>) == 4 ? 7 : 10);  // bit 1 to the sign
  const auto sin_sign = hn::BitCast(d, hn::ShiftLeft<kToSign>(hn::And(n, bit2)));
  const auto cos_sign = hn::BitCast(d, hn::ShiftLeft<kToSign>(hn::And(hn::Add(n, bit1), bit2)));
  sine = hn::Xor(hn::IfThenElse(odd, cos_r, sin_r), sin_sign);
  cosine = hn::Xor(hn::IfThenElse(odd, sin_r, cos_r), cos_sign);
}

template <class D, class V>
HWY_INLINE bool large_angle(D d, V x) {
  return !hn::AllTrue(d, hn::Le(hn::Abs(x), constant(d, FormatOf<D>::kLargestAngle)));
}

#if !defined(ADJOINT_TARGET_SSE4)
// sin(x) = +-sin(x - q pi): with fused multiplication in single precision, and one series for all.
struct HalfTurn {
  static constexpr float kPi1 = 0x1.921fb6p+1f, kPi2 = -0x1.777a5cp-24f, kPi3 = -0x1.ee59dap-49f;
  static constexpr double kSeries[] = {-0.166666666623705296, 0.00833333253524504387,
                                       -0.000198410323650858473, 2.75325467700886309e-6,
                                       -2.39934693161490022e-8};
};

// Of angles up to kLargestAngle.
template <class D, class V>
requires std::is_same_v < hn::TFromD<D>,
float > HWY_INLINE V sine(D d, V x) {
  const hn::RebindToSigned<D> di;
  const V magic = hn::Set(d, FormatOf<D>::kMagic);
  const V whole = hn::MulAdd(x, constant(d, 0.31830988618379067154), magic);  // q's parity in the lowest bit
  const V q = hn::Sub(whole, magic);
  V r = hn::NegMulAdd(q, hn::Set(d, HalfTurn::kPi1), x);
  r = hn::NegMulAdd(q, hn::Set(d, HalfTurn::kPi2), r);
  r = hn::NegMulAdd(q, hn::Set(d, HalfTurn::kPi3), r);
  const V z = hn::Mul(r, r);
  const V y = hn::MulAdd(hn::Mul(z, r), polynomial(d, z, HalfTurn::kSeries), r);
  return hn::Xor(y, hn::BitCast(d, hn::ShiftLeft<31>(hn::BitCast(di, whole))));
}
#endif

template <class D, class V>
HWY_INLINE V sine(D d, V x) {
  V s, c;
  sin_cos<AngleOf<D, QuickAngle>>(d, x, s, c);
  return s;
}

struct Sin {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    if (HWY_UNLIKELY(large_angle(d, x))) return lane_by_lane(d, x, [](auto v) { return std::sin(v); });
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, sine(d, x));
  }
};

struct Cos {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    if (HWY_UNLIKELY(large_angle(d, x))) return lane_by_lane(d, x, [](auto v) { return std::cos(v); });
    V sine, cosine;
    sin_cos<AngleOf<D, QuickAngle>>(d, x, sine, cosine);
    return cosine;
  }
};

// The tangent of half as many floats, in double: its series are short, and only the last rounding counts.
template <class H>
HWY_INLINE hn::Vec<H> tan_of_floats(H half, hn::Vec<H> x) {
  const hn::Rebind<double, H> d;
  const hn::RebindToSigned<decltype(d)> di;
  hn::Vec<decltype(d)> r, tail;
  const auto q = quadrants(d, hn::PromoteTo(d, x), r, tail);
  const auto z = hn::Mul(r, r);
  const auto s = series<0, 5>(d, z, [](int n) { return (n % 2 ? -1.0 : 1.0) / factorial(2 * n + 1); });
  const auto c = series<0, 6>(d, z, [](int n) { return (n % 2 ? -1.0 : 1.0) / factorial(2 * n); });
  const auto sine = hn::Mul(r, s);
  const auto n = hn::BitCast(di, hn::Add(q, hn::Set(d, Format<double>::kMagic)));
  const auto odd = hn::MaskFromVec(hn::BitCast(d, hn::Neg(hn::And(n, hn::Set(di, 1)))));
  return hn::DemoteTo(half, hn::Div(hn::IfThenElse(odd, hn::Neg(c), sine), hn::IfThenElse(odd, sine, c)));
}

struct Tan {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    if (HWY_UNLIKELY(large_angle(d, x))) return lane_by_lane(d, x, [](auto v) { return std::tan(v); });
    return hn::IfThenElse(hn::Eq(x, hn::Zero(d)), x, quotient(d, x));
  }

 private:
  template <class D, class V>
  static HWY_INLINE V quotient(D d, V x) {
    if constexpr (sizeof(hn::TFromD<D>) == sizeof(float)) {
      const hn::Half<D> half;
      return hn::Combine(d, tan_of_floats(half, hn::UpperHalf(half, x)),
                         tan_of_floats(half, hn::LowerHalf(half, x)));
    } else {
      V sine, cosine;
      sin_cos<Angle>(d, x, sine, cosine);
      return hn::Div(sine, cosine);
    }
  }
};

// erf(x) / x - 1 in x^2 on [0, 1]; beyond, log(erfc(x)) up to 4 for float, for double erfc(x) exp(x^2) in
// (x - 3) / (x + 3). All are interpolated at Chebyshev nodes.
template <class T>
struct ErfSeries;
template <>
struct ErfSeries<float> {
  static constexpr double kNear[] = {
      0.128379165848350946,   -0.37612626666720331,     0.112835947151602177,    -0.0268542120106264124,
      0.00518908742343397399, -0.000801686428716586953, 0.0000787587506268548834};
  static constexpr double kFar[] = {-0.000465306989224910443, -1.12662953792701824,  -0.63883109604505372,
                                    -0.102582466622193705,    0.0216236918274256868, -0.00290377549606974333,
                                    0.000182952825103623552};
};
template <>
struct ErfSeries<double> {
  static constexpr double kNear[] = {
      0.12837916709551257,     -0.376126389031837524,   0.112837916709551202,    -0.0268661706451298408,
      0.00522397762542329831,  -0.00085483270219348296, 0.000120553329028887354, -0.0000149256475675193321,
      1.64620454414684189e-6,  -1.63646421581676153e-7, 1.4792401209404813e-8,   -1.21645600572834501e-9,
      8.70904512905310669e-11, -4.23094582429533782e-12};
  static constexpr double kFar[] = {
      0.17900115118138995,      -0.326233560043037228,    0.245603801712330908,     -0.15011593650077743,
      0.071665837197973469,     -0.0243924993186554166,   0.00426913633314830248,   0.000707746438517735354,
      -0.000597061958615830473, 0.0000452552980340739527, 0.0000640567334220684367, -0.000012860318447907675,
      -7.97981770434872685e-6,  2.1169509641489687e-6,    1.25988172674826051e-6,   -2.7269500546476834e-7,
      -2.38938746347479229e-7,  -2.59258945812333146e-8};
};

template <class D, class V>
requires std::is_same_v < hn::TFromD<D>,
float > HWY_INLINE V erfc_beyond_one(D d, V a) {  // from 4 on nothing beside 1
  return normal_exp(d, polynomial(d, hn::Min(a, constant(d, 4.0)), ErfSeries<float>::kFar));
}
template <class D, class V>
requires std::is_same_v < hn::TFromD<D>,
double > HWY_INLINE V erfc_beyond_one(D d, V x) {  // from 6 on nothing beside 1
  const V a = hn::Min(x, constant(d, 6.0)), three = constant(d, 3.0);
  const V u = hn::Div(hn::Sub(a, three), hn::Add(a, three));
  return hn::Mul(normal_exp(d, hn::Neg(hn::Mul(a, a))), polynomial(d, u, ErfSeries<double>::kFar));
}

struct Erf {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    using S = ErfSeries<hn::TFromD<D>>;
    const V a = hn::Abs(x);
    const V near = hn::MulAdd(a, polynomial(d, hn::Mul(a, a), S::kNear), a);
    const V far = hn::Sub(constant(d, 1.0), erfc_beyond_one(d, a));
    const V y = hn::IfThenElse(hn::Le(a, constant(d, 1.0)), near, far);
    return keep_nan(x, hn::CopySign(y, x));
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
