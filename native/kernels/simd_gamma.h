// The gamma function's kin on vectors of double. Included by *.simd.cc only.
//
// From 3 on they are Stirling's formula and what remains of it, in 1 / x^2; from 1 to 3 the root is split off
// and the rest is a polynomial in (x - sqrt 3) / (x + sqrt 3). Both are interpolations at Chebyshev nodes.
// Below 1 the functions of x + 1 serve, below 0 the reflection.
#pragma once

#include "kernels/simd_arcs.h"
#include "kernels/simd_hyperbolics.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

inline constexpr double kHalfLogTwoPi = 0.91893853320467274178, kPi = 3.14159265358979323846;

template <class D, class V>
HWY_INLINE V between_one_and_three(D d, V x) {
  const V root = constant(d, 1.73205080756887729353);
  const V y = hn::Min(x, constant(d, 3.0));
  return hn::Div(hn::Sub(y, root), hn::Add(y, root));
}

// What Stirling's formula leaves of lgamma(x) from 3 on, given 1 / x.
template <class D, class V>
HWY_INLINE V stirling_rest(D d, V inverse) {
  static constexpr double kSeries[] = {0.08333333333333333,   -0.0027777777777757695, 0.000793650792622404,
                                       -0.000595237885450308, 0.000841728239402822,   -0.0019160464198609705,
                                       0.006346110577772315,  -0.027601910008928348,  0.1360546693096161,
                                       -0.6346190854175643,   2.3482971049038412,     -5.7242314841258155,
                                       6.653396392472374};
  return hn::Mul(inverse, polynomial(d, hn::Mul(inverse, inverse), kSeries));
}

// lgamma(a) for a >= 1, and lgamma(1 + a) for 0 <= a < 1; `log` is that of a.
template <class D, class V>
HWY_INLINE V lgamma_from_one(D d, V a, Pair<V> log) {
  static constexpr double kNear[] = {
      0.4522983645115129,   -0.4194972324433306,   0.12726680089544717, -0.14479693984177375,
      0.08421552334696021,  -0.09019166198727795,  0.06316880134199024, -0.0659223601802606,
      0.050494235862555074, -0.05203241389591579,  0.04203544972618035, -0.042999277729001584,
      0.03599073230416302,  -0.036788527286506674, 0.03158742457663864, -0.03035781999824348,
      0.026519900742702315, -0.03878628405259201,  0.034568758066251294};
  const V one = constant(d, 1.0), two = constant(d, 2.0), half = constant(d, 0.5), three = constant(d, 3.0);
  const auto below = hn::Lt(a, one);
  const V t = between_one_and_three(d, hn::IfThenElse(below, hn::Add(a, one), a));
  const V roots =
      hn::IfThenElse(below, hn::Mul(a, hn::Sub(a, one)), hn::Mul(hn::Sub(a, one), hn::Sub(a, two)));
  const V near = hn::Mul(roots, polynomial(d, t, kNear));
  const V x = hn::Max(a, three), inverse = hn::Div(one, x);
  const V small = hn::Add(stirling_rest(d, inverse), constant(d, kHalfLogTwoPi - 0.5));
  const V factor = hn::Sub(x, half), less = hn::Add(hn::Sub(log.high, one), log.low);
  const V far = hn::MulAdd(factor, less, small);
  return hn::IfThenElse(hn::Lt(a, three), near, far);
}

struct LGamma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const Pair<V> log = log_of(d, Pair<V>{a, zero}, zero);
    const V log_a = hn::Add(log.high, log.low);
    const V base = lgamma_from_one(d, a, log);
    const auto below = hn::Lt(a, one);
    V y = hn::IfThenElse(below, hn::Sub(base, log_a), base);
    const auto negative = hn::Lt(x, zero);
    if (HWY_UNLIKELY(!hn::AllFalse(d, negative))) {
      hn::Mask<D> odd;
      const V sine = hn::Abs(sin_pi(d, turn_of(d, a, odd)));
      const V reflected = hn::Sub(constant(d, 1.14472988584940017414), Log()(d, sine));
      y = hn::IfThenElse(negative, hn::Sub(reflected, hn::IfThenElse(below, base, hn::Add(base, log_a))), y);
      y = hn::IfThenElse(hn::And(negative, hn::Eq(sine, zero)), infinity, y);
    }
    // The pole at zero, and nothing beside it: a subnormal sine would have no digits.
    y = hn::IfThenElse(hn::Lt(a, constant(d, 0x1p-60)), hn::Neg(log_a), y);
    y = hn::IfThenElse(hn::Or(hn::Eq(a, zero), hn::Eq(a, infinity)), infinity, y);
    return keep_nan(x, y);
  }
};

// digamma(a) for a >= 1, and digamma(1 + a) for 0 <= a < 1
template <class D, class V>
HWY_INLINE V digamma_from_one(D d, V a) {
  static constexpr double kNear[] = {
      0.864090324695878,   -1.1499970951022593, 0.7896715506632641,  -0.8283154153170825, 0.7788247368884975,
      -0.800823046528191,  0.783256718543805,   -0.7953238743878327, 0.7859528850112685,  -0.7932721562123063,
      0.7873554561687126,  -0.792025723597704,  0.7879407089478548,  -0.7957322997718826, 0.7927339535259459,
      -0.7403603417141952, 0.7381650255277991,  -1.1230087611593764, 1.1206172274869557};
  static constexpr double kFar[] = {0.08333333333333333,    -0.008333333333325033, 0.003968253963318731,
                                    -0.0041666654950228655, 0.007575610069495413,  -0.021081441105891573,
                                    0.08275092616982165,    -0.4221373926301747,   2.4853225156962826,
                                    -14.509465042408742,    72.40846079158331,     -269.959476719695,
                                    643.1483954053704,      -720.4954020283391};
  const V one = constant(d, 1.0), three = constant(d, 3.0);
  const auto below = hn::Lt(a, one);
  const V root = constant(d, 0x1.762d86356be3fp+0), root_low = constant(d, 0x1.b86a722197829p-54);
  const V y = hn::IfThenElse(below, hn::Add(a, one), a);
  const V from_root =
      hn::IfThenElse(below, hn::Sub(a, constant(d, 0x1.762d86356be3fp+0 - 1)), hn::Sub(a, root));
  const V near = hn::Mul(hn::Sub(from_root, root_low), polynomial(d, between_one_and_three(d, y), kNear));
  const V x = hn::Max(a, three), inverse = hn::Div(one, x), z = hn::Mul(inverse, inverse);
  const V small = hn::MulAdd(z, polynomial(d, z, kFar), hn::Mul(constant(d, 0.5), inverse));
  return hn::IfThenElse(hn::Lt(a, three), near, hn::Sub(Log()(d, x), small));
}

// The cotangent of pi a.
template <class D, class V>
HWY_INLINE V cot_pi(D d, V a) {
  hn::Mask<D> odd;
  const V r = turn_of(d, a, odd), sine = sin_pi(d, r);
  return hn::Div(sin_pi(d, hn::Sub(constant(d, 0.5), hn::Abs(r))), sine);
}

struct Digamma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const V base = digamma_from_one(d, a), inverse = hn::Div(one, a);
    const auto below = hn::Lt(a, one), negative = hn::Lt(x, zero);
    V y = hn::IfThenElse(below, hn::Sub(base, inverse), base);
    if (HWY_UNLIKELY(!hn::AllFalse(d, negative))) {
      const V cot = cot_pi(d, a), upper = hn::IfThenElse(below, base, hn::Add(base, inverse));
      const V pole = hn::IfThenElse(hn::Eq(hn::Abs(cot), infinity), constant(d, kNan), cot);
      y = hn::IfThenElse(negative, hn::MulAdd(constant(d, kPi), pole, upper), y);
    }
    y = hn::IfThenElse(hn::Eq(x, infinity), x, y);
    // The pole at zero, and nothing beside it.
    y = hn::IfThenElse(hn::Lt(a, constant(d, 0x1p-60)), hn::Neg(hn::Div(one, x)), y);
    return keep_nan(x, y);
  }
};

template <class V>
HWY_INLINE V whole_power(V x, int n) {
  V y = x;
  for (int bit = 31 - __builtin_clz(static_cast<unsigned>(n)) - 1; bit >= 0; --bit) {
    y = hn::Mul(y, y);
    if (n >> bit & 1) y = hn::Mul(y, x);
  }
  return y;
}

// The n-th derivative of digamma, n >= 1: n! times the sum of (x + k)^-(n + 1), the first ones as they are,
// the others by Euler's and Maclaurin's formula. Below 0 by reflection, which needs derivatives of the
// cotangent: polynomials in it.
struct Polygamma {
  // B(2 k) / (2 k)!
  static constexpr double kBernoulli[] = {1.0 / 12,
                                          -1.0 / 720,
                                          1.0 / 30240,
                                          -1.0 / 1209600,
                                          1.0 / 47900160,
                                          -5.2841901386874932e-10,
                                          1.3382536530684679e-11,
                                          -3.3896802963225829e-13,
                                          8.5860620562778446e-15,
                                          -2.1748686985580619e-16,
                                          5.5090028283602295e-18,
                                          -1.3954464685812523e-19};
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V order) const {
    const int n = std::min(static_cast<int>(hn::GetLane(order)), 170);
    const V zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const auto negative = hn::Lt(x, zero);
    const V from = hn::IfThenElse(negative, hn::Sub(one, x), x);
    V y = hn::Mul(zeta(d, from, n + 1), constant(d, factorial(n)));
    if (HWY_UNLIKELY(!hn::AllFalse(d, negative)))
      y = hn::IfThenElse(negative, hn::Sub(n % 2 ? hn::Neg(y) : y, reflection(d, hn::Neg(x), n)), y);
    y = hn::IfThenElse(hn::Eq(x, zero), infinity, y);
    y = n % 2 ? y : hn::Neg(y);
    return keep_nan(x, y);
  }

 private:
  template <class D, class V>
  static HWY_INLINE V zeta(D d, V x, int s) {
    const V one = constant(d, 1.0), least = constant(d, 9.0 + s);
    V sum = hn::Zero(d), y = x;
    for (auto low = hn::Lt(y, least); !hn::AllFalse(d, low); low = hn::Lt(y, least)) {
      sum = hn::Add(sum, hn::IfThenElseZero(low, whole_power(hn::Div(one, y), s)));
      y = hn::IfThenElse(low, hn::Add(y, one), y);
    }
    const V inverse = hn::Div(one, y), z = hn::Mul(inverse, inverse);
    const V power = whole_power(inverse, s - 1);  // the next one may be 0 where the sum is not
    V rest = hn::Zero(d);
    double rising[12];  // s (s + 1) ... (s + 2 k)
    for (int k = 0; k < 12; ++k) rising[k] = k == 0 ? s : rising[k - 1] * (s + 2 * k - 1) * (s + 2 * k);
    for (int k = 11; k >= 0; --k) rest = hn::MulAdd(rest, z, constant(d, rising[k] * kBernoulli[k]));
    const V half_and_rest = hn::MulAdd(rest, inverse, constant(d, 0.5));
    const V tail = hn::Mul(power, hn::MulAdd(half_and_rest, inverse, constant(d, 1.0 / (s - 1))));
    return hn::Add(sum, hn::IfThenElseZero(hn::Lt(x, constant(d, kInfinity)), tail));
  }

  // pi times the n-th derivative of cot(pi a) with respect to -a, of the sign that it is subtracted with.
  template <class D, class V>
  static HWY_NOINLINE V reflection(D d, V a, int n) {
    double c[176] = {0, 1};  // of the n-th derivative of cot t, in cot t
    for (int k = 0; k < n; ++k) {
      double next[176] = {};
      for (int i = 1; i <= k + 1; ++i) {
        next[i - 1] -= i * c[i];
        next[i + 1] -= i * c[i];
      }
      std::copy(next, next + 176, c);
    }
    const V cot = cot_pi(d, a);
    V sum = constant(d, c[n + 1]);
    for (int i = n; i >= 0; --i) sum = hn::MulAdd(sum, cot, constant(d, c[i]));
    double scale = kPi;
    for (int k = 0; k < n; ++k) scale *= kPi;
    return hn::Mul(sum, constant(d, scale));
  }
};

// The n-th derivative of sin(pi x) / (pi x): by its power series near 0, else from one order to the next,
// since t f(t) = sin t.
struct SincSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V order) const {
    const int n = static_cast<int>(hn::GetLane(order));
    const V t = hn::Mul(x, constant(d, kPi)), limit = constant(d, std::max(2.0, n + 0.5));
    const V inside = hn::Min(hn::Abs(t), limit), z = hn::Mul(inside, inside);
    // Terms (-1)^k t^(2 k - n) / ((2 k - n)! (2 k + 1)), from 2 k >= n on.
    const int first = (n + 1) / 2;
    V power = n % 2 ? inside : constant(d, 1.0), near = hn::Zero(d);
    for (int k = first; k < first + 16 + n; ++k) {
      near = hn::MulAdd(power, constant(d, (k % 2 ? -1.0 : 1.0) / (2 * k + 1)), near);
      const int m = 2 * k - n;
      power = hn::Mul(power, hn::Mul(z, constant(d, 1.0 / ((m + 1.0) * (m + 2.0)))));
    }
    if (n % 2) near = hn::CopySign(near, hn::Xor(x, hn::And(near, constant(d, -0.0))));
    hn::Mask<D> odd;
    const V r = turn_of(d, x, odd), s = sin_pi(d, r), c = sin_pi(d, hn::Sub(constant(d, 0.5), hn::Abs(r)));
    const V sine = hn::IfThenElse(odd, hn::Neg(s), s), cosine = hn::IfThenElse(odd, hn::Neg(c), c);
    const V outside = hn::CopySign(hn::Max(hn::Abs(t), limit), t);
    V far = hn::Div(sine, outside);
    for (int k = 1; k <= n; ++k) {
      V wave = k % 2 ? cosine : sine;  // the k-th derivative of the sine
      if (k % 4 >= 2) wave = hn::Neg(wave);
      far = hn::Div(hn::NegMulAdd(constant(d, k), far, wave), outside);
    }
    double scale = 1;
    for (int k = 0; k < n; ++k) scale *= kPi;
    return hn::Mul(hn::IfThenElse(hn::Lt(hn::Abs(t), limit), near, far), constant(d, scale));
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
