// The slopes of tanh and the sigmoid, within 2 units in the last place; and functions that let x pass as far
// as a probability says: gelu, x times the normal distribution's, and silu, x times the logistic's. These are
// within 4 units over the whole range, gelu of float within 6; their slopes, which cross zero, within 4 units
// of the larger of their two terms (tests/native/precision_test.cc, docs/precision.md). Included by *.simd.cc
// only.
#pragma once

#include "kernels/simd_pairs.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// kTimes e / (1 + e)^2 with e = exp(-a), a >= 0: of what 1 + e lost the square is told.
template <int kTimes, class D, class V>
HWY_INLINE V bell_of_logistic(D d, V a) {
  constexpr double kEnd = FormatOf<D>::kExpNormal - 1;
  const V one = constant(d, 1.0);
  V power;
  const V p = reduced_expm1_and_power<true>(d, hn::Neg(hn::Min(a, constant(d, kEnd))), power);
  const V e = hn::MulAdd(p, power, power), sum = hn::Add(one, e), lost = hn::Sub(e, hn::Sub(sum, one));
  const Pair<V> whole = exact_product(d, sum, sum);
  const V square = hn::Add(whole.high, hn::MulAdd(hn::Add(sum, sum), lost, whole.low));
  const V y = hn::Div(hn::Mul(constant(d, kTimes), e), square);
  const auto far = hn::Gt(a, constant(d, kEnd));
  if (HWY_LIKELY(hn::AllFalse(d, far))) return y;
  // The exponential alone would be subnormal, so imprecise.
  const V lifted = Exp()(d, hn::Sub(constant(d, 64.0), hn::Min(a, constant(d, 900.0))));
  return hn::IfThenElse(far, hn::Mul(lifted, constant(d, kTimes * 1.60381089054863785e-28)), y);
}

struct TanhSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x);
    return keep_nan(x, bell_of_logistic<4>(d, hn::Add(a, a)));
  }
};

struct SigmoidSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return keep_nan(x, bell_of_logistic<1>(d, hn::Abs(x)));
  }
};

// The tail of the normal distribution, P(X < -a) = exp(-a^2 / 2) q(a): (a + k) q(a) in (a - k) / (a + k),
// interpolated at Chebyshev nodes up to where the exponential is zero.
template <class T>
struct NormalTail;
template <>
struct NormalTail<float> {
  static constexpr float kEnd = 14.5f, kMiddle = 3.0f;
  static constexpr double kSeries[] = {0.729083691,     -0.50933199,    0.230017678,   -0.0472627453,
                                       -0.0104622938,   0.00696981313,  0.00102413571, -0.00103422206,
                                       -0.000244582666, 0.000133125909, 5.53559663e-5};
};
template <>
struct NormalTail<double> {
  static constexpr double kEnd = 39.0, kMiddle = 3.0;
  static constexpr double kSeries[] = {
      0.729083690133372996,      -0.509331981917489939,   0.230017719974603695,     -0.0472630251429217226,
      -0.0104628670233098116,    0.00697262123888060927,  0.00102759225898939124,   -0.00104582859903985089,
      -0.000256575343505492088,  0.000154394262314606661, 0.0000788126432940122826, -0.0000132449414864256091,
      -0.0000206889923670678417, -3.52161209939133762e-6, 3.63966101632827297e-6,   2.26575415450914037e-6,
      8.43657637455939422e-9,    -6.07470978799814191e-7, -2.73285605739429447e-7,  5.68448603742484544e-8,
      9.48723219927636298e-8,    1.65703313752732887e-8,  -1.31359334022472756e-8,  -4.78707209599229243e-9};
};

// exp(-a^2 / 2), whose argument has to be known better than a number of its size can be.
template <class D, class V>
HWY_INLINE V bell(D d, V a) {
  const V half = constant(d, 0.5), square = hn::Mul(a, a);
  const V e = Exp()(d, hn::Neg(hn::Mul(half, square)));
  return hn::NegMulAdd(e, hn::Mul(half, lost_by_product(d, a, a, square)), e);
}

template <class D, class V>
HWY_INLINE V tail_beside_bell(D d, V a) {  // q(a)
  using N = NormalTail<hn::TFromD<D>>;
  const V middle = hn::Set(d, N::kMiddle), sum = hn::Add(a, middle);
  return hn::Div(polynomial(d, hn::Div(hn::Sub(a, middle), sum), N::kSeries), sum);
}

template <class D, class V>
HWY_INLINE V normal_end(D d) {
  return hn::Set(d, NormalTail<hn::TFromD<D>>::kEnd);
}

struct Gelu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V end = normal_end<D, V>(d), a = hn::Min(hn::Abs(x), end);
    const V e = bell(d, a), q = tail_beside_bell(d, a);
    // The bell, which may be subnormal or zero, is multiplied last, and not with infinity.
    const V below = hn::Mul(e, hn::Mul(hn::Max(x, hn::Neg(end)), q));
    const V above = hn::Mul(x, hn::NegMulAdd(e, q, constant(d, 1.0)));
    return keep_nan(x, hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, above));
  }
};

// The derivative, P(X < x) + x exp(-x^2 / 2) / sqrt(2 pi).
struct GeluSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Min(hn::Abs(x), normal_end<D, V>(d));
    const V rest = hn::NegMulAdd(a, constant(d, 0.39894228040143267794), tail_beside_bell(d, a));
    const V e = bell(d, a);
    const V below = hn::Mul(e, rest), above = hn::NegMulAdd(e, rest, constant(d, 1.0));
    return keep_nan(x, hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, above));
  }
};

// x exp(v) for v < -64, where the exponential alone would be subnormal, so imprecise.
template <class D, class V>
HWY_INLINE V times_far_exp(D d, V x, V v) {
  const V exp_minus_64 = constant(d, 1.60381089054863785e-28);
  return hn::Mul(hn::Mul(x, Exp()(d, hn::Add(v, constant(d, 64.0)))), exp_minus_64);
}

// A gate's value below -80, where it is nearly x exp(x), if there is one.
template <class D, class V>
HWY_INLINE V far_below(D d, V x, V y) {
  const auto far = hn::Lt(x, constant(d, -80.0));
  if (HWY_LIKELY(hn::AllFalse(d, far))) return y;
  const V a = hn::Max(x, constant(d, -800.0));  // zero from here on
  return hn::IfThenElse(far, times_far_exp(d, a, a), y);
}

struct Silu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return far_below(d, x, hn::Mul(x, Sigmoid()(d, x)));
  }
};

// The derivative, s (1 + x (1 - s)) with s = sigmoid(x).
struct SiluSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V one = constant(d, 1.0), a = clamp(d, x, -800.0, 800.0);
    const V e = Exp()(d, hn::Neg(hn::Abs(a)));
    const V less = hn::Div(e, hn::Add(one, e)), more = hn::Sub(one, less);  // s and 1 - s, or the reverse
    const auto negative = hn::Lt(a, hn::Zero(d));
    const V s = hn::IfThenElse(negative, less, more), other = hn::IfThenElse(negative, more, less);
    return keep_nan(x, hn::Mul(s, hn::MulAdd(a, other, one)));
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
