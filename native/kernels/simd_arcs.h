// Inverse trigonometric functions on vectors of double, and the sine of multiples of pi. Included by
// *.simd.cc only.
//
// The series are interpolations at Chebyshev nodes of the functions' relative rest, (f(r) / r - 1) / r^2 in
// r^2. Where an argument was made by rounding (a root, a quotient), what it lost is carried along.
#pragma once

#include "kernels/simd_pairs.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

inline constexpr double kPiHigh = 0x1.921fb54442d18p+1, kPiLow = 0x1.1a62633145c07p-53;

// ---- asin, acos ----

// (asin(sqrt z) / sqrt z - 1) / z for z in [0, 1/4]
template <class D, class V>
HWY_INLINE V asin_rest(D d, V z) {
  static constexpr double kSeries[] = {0.16666666666666669,  0.07499999999998433,  0.04464285714635543,
                                       0.030381944138531247, 0.02237217294214989,  0.017352392720869945,
                                       0.013971212973553311, 0.011479177415181617, 0.0103228143502052,
                                       0.005457506718563782, 0.01740087944288715,  -0.014851887071528912,
                                       0.028757851367602328};
  return polynomial(d, z, kSeries);
}

// asin(|x|) up to 1/2, beyond it asin(sqrt((1 - |x|) / 2)), of which the former is pi / 2 less twice: a
// number and a far smaller one.
template <class D, class V, class M>
HWY_INLINE Pair<V> small_arc(D d, V a, M far) {
  const V z = hn::IfThenElse(far, hn::Mul(hn::Sub(constant(d, 1.0), a), constant(d, 0.5)), hn::Mul(a, a));
  const V s = hn::IfThenElse(far, hn::Sqrt(z), a);
  const Pair<V> back = exact_product(d, s, s);
  const V lost = hn::Div(hn::Sub(hn::Sub(z, back.high), back.low),
                         hn::Max(hn::Add(s, s), constant(d, std::numeric_limits<double>::min())));
  return {s, hn::MulAdd(hn::Mul(s, z), asin_rest(d, z), hn::IfThenElseZero(far, lost))};
}

struct Asin {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x);
    const auto far = hn::Gt(a, constant(d, 0.5));
    const Pair<V> arc = small_arc(d, a, far);
    const V rest = hn::Sub(hn::Add(arc.low, arc.low), constant(d, kPiLow / 2));
    const V beyond = hn::Sub(hn::Sub(constant(d, kPiHigh / 2), hn::Add(arc.high, arc.high)), rest);
    return hn::CopySign(hn::IfThenElse(far, beyond, hn::Add(arc.high, arc.low)), x);
  }
};

struct Acos {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), low = constant(d, kPiLow / 2);
    const auto far = hn::Gt(a, constant(d, 0.5)), negative = hn::Lt(x, hn::Zero(d));
    const Pair<V> arc = small_arc(d, a, far);
    const V high = hn::IfThenElse(negative, hn::Neg(arc.high), arc.high);
    const V rest = hn::IfThenElse(negative, hn::Neg(arc.low), arc.low);
    const V near = hn::Sub(constant(d, kPiHigh / 2), hn::Sub(high, hn::Sub(low, rest)));
    const V half = hn::Sub(arc.high, hn::Sub(low, arc.low));  // of the distance from pi
    const V beyond = hn::IfThenElse(negative, hn::Sub(constant(d, kPiHigh), hn::Add(half, half)),
                                    hn::Mul(constant(d, 2.0), hn::Add(arc.high, arc.low)));
    return hn::IfThenElse(far, beyond, near);
  }
};

// ---- atan ----

// atan(n / d) of positive numbers, neither infinite, as a number and a far smaller one.
template <class D, class V>
HWY_INLINE Pair<V> angle_of(D d, V n, V by) {
  static constexpr double kSeries[] = {-0.3333333333333333,  0.19999999999999804,  -0.14285714285659748,
                                       0.11111111105147764,  -0.09090908753118594, 0.0769229636397995,
                                       -0.06666424687246486, 0.05878926715756587,  -0.052304374642507846,
                                       0.045515165635866286, -0.03456859066852122, 0.016283572356395895};
  const auto near = hn::Le(n, hn::Mul(by, constant(d, 0.41421356237309503)));
  const auto far = hn::Ge(n, hn::Mul(by, constant(d, 2.414213562373095)));
  const Pair<V> above = exact_sum(n, hn::Neg(by)), below = exact_sum(n, by);
  const V zero = hn::Zero(d);
  const auto either = hn::Or(near, far);
  const Pair<V> over{hn::IfThenElse(near, n, hn::IfThenElse(far, hn::Neg(by), above.high)),
                     hn::IfThenElse(either, zero, above.low)};
  const Pair<V> under{hn::IfThenElse(near, by, hn::IfThenElse(far, n, below.high)),
                      hn::IfThenElse(either, zero, below.low)};
  const Pair<V> t = quotient_of(d, over, under);
  const V z = hn::Mul(t.high, t.high);
  const V base = hn::IfThenElseZero(hn::Not(near), constant(d, kPiHigh / 4));
  const V base_low = hn::IfThenElseZero(hn::Not(near), constant(d, kPiLow / 4));
  const auto twice = [&](V v) { return hn::IfThenElse(far, hn::Add(v, v), v); };
  const V rest = hn::MulAdd(hn::Mul(t.high, z), polynomial(d, z, kSeries), hn::NegMulAdd(z, t.low, t.low));
  const Pair<V> sum = exact_sum(twice(base), t.high);
  return {sum.high, hn::Add(sum.low, hn::Add(rest, twice(base_low)))};
}

struct Atan {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Min(hn::Abs(x), constant(d, 0x1p60));
    const Pair<V> angle = angle_of(d, a, constant(d, 1.0));
    return keep_nan(x, hn::CopySign(hn::Add(angle.high, angle.low), x));
  }
};

// 1 / (1 + x^2); from where nothing is left of the 1, the square of 1 / x.
struct AtanSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V one = constant(d, 1.0), far = constant(d, 0x1p30), a = hn::Abs(x), inverse = hn::Div(one, a);
    const V near = hn::Div(one, hn::MulAdd(a, a, one));
    return keep_nan(x, hn::IfThenElse(hn::Gt(a, far), hn::Mul(inverse, inverse), near));
  }
};

struct Atan2 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V y, V x) const {
    const V one = constant(d, 1.0), infinity = constant(d, std::numeric_limits<double>::infinity());
    V n = hn::Abs(y), by = hn::Abs(x);
    const auto high = hn::Eq(n, infinity), wide = hn::Eq(by, infinity);
    const auto none = hn::And(hn::Eq(n, hn::Zero(d)), hn::Eq(by, hn::Zero(d)));
    // Only the quotient counts, and what it is made of must not overflow.
    const V larger = hn::Max(n, by);
    const V scale =
        hn::IfThenElse(hn::Gt(larger, constant(d, 0x1p960)), constant(d, 0x1p-64),
                       hn::IfThenElse(hn::Lt(larger, constant(d, 0x1p-900)), constant(d, 0x1p64), one));
    n = hn::IfThenElse(high, one, hn::IfThenZeroElse(wide, hn::Mul(n, scale)));
    by = hn::IfThenElse(hn::Or(wide, none), one, hn::IfThenZeroElse(high, hn::Mul(by, scale)));
    const Pair<V> angle = angle_of(d, n, by);
    const V rest = hn::Sub(constant(d, kPiLow), angle.low);
    const Pair<V> left = exact_sum(constant(d, kPiHigh), hn::Neg(angle.high));
    const V backward = hn::Add(left.high, hn::Add(left.low, rest));
    const V result =
        hn::IfThenElse(hn::Lt(hn::CopySign(one, x), hn::Zero(d)), backward, hn::Add(angle.high, angle.low));
    return keep_nan(x, keep_nan(y, hn::CopySign(result, y)));
  }
};

// ---- the sine of multiples of pi ----

// sin(pi r) for |r| <= 1/2
template <class D, class V>
HWY_INLINE V sin_pi(D d, V r) {
  static constexpr double kSeries[] = {
      -5.16771278004997,       2.5501640398773455,    -0.599264529320791,
      0.08214588661108463,     -0.007370430944816936, 0.0004663027953897944,
      -2.1915282920601852e-05, 7.949258149042019e-07, -2.2349456072695683e-08};
  const Pair<V> line = exact_product(d, r, constant(d, kPiHigh));
  const V z = hn::Mul(r, r);
  const V rest = hn::MulAdd(hn::Mul(r, z), polynomial(d, z, kSeries), line.low);
  return hn::Add(line.high, hn::MulAdd(r, constant(d, kPiLow), rest));
}

// x less the nearest whole number, and whether that is odd.
template <class D, class V>
HWY_INLINE V turn_of(D d, V x, hn::Mask<D>& odd) {
  const V whole = hn::Round(x), half = hn::Mul(whole, constant(d, 0.5));
  odd = hn::Ne(hn::Floor(half), half);
  return hn::Sub(x, whole);
}

struct Sinc {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    hn::Mask<D> odd;
    const V r = turn_of(d, x, odd), s = sin_pi(d, r);
    const Pair<V> by = exact_product(d, constant(d, kPiHigh), x);
    const V low = hn::MulAdd(x, constant(d, kPiLow), by.low);
    const V q = hn::Div(hn::IfThenElse(odd, hn::Neg(s), s), by.high);
    const V y = hn::NegMulAdd(q, hn::Div(low, by.high), q);
    // Whole numbers all, whose product with pi may be out of range.
    const V a = hn::Abs(x);
    const auto whole =
        hn::And(hn::Ge(a, constant(d, 0x1p53)), hn::Le(a, constant(d, 0x1.fffffffffffffp1023)));
    const V far = hn::IfThenElse(whole, hn::CopySign(hn::Zero(d), x), y);
    return hn::IfThenElse(hn::Lt(a, constant(d, 0x1p-30)), constant(d, 1.0), far);
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
