// Numbers of twice the precision, as the unevaluated sum of a number and a far smaller one; after Dekker, "A
// floating-point technique for extending the available precision", Numerische Mathematik 18 (1971). Included
// by *.simd.cc only.
#pragma once

#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class V>
struct Pair {
  V high, low;
};

// What the rounding of a product took from it.
template <class D, class V>
HWY_INLINE V lost_by_product(D d, V a, V b, V product) {
#if defined(ADJOINT_TARGET_SSE4)  // no fused multiplication: of halves whose products are exact
  constexpr int kHalf = (FormatOf<D>::kMantissaBits + 2) / 2;
  const V split = constant(d, static_cast<double>((std::int64_t{1} << kHalf) + 1));
  const auto upper = [&](V x) {
    const V shifted = hn::Mul(x, split);
    return hn::Sub(shifted, hn::Sub(shifted, x));
  };
  const V a_high = upper(a), b_high = upper(b), a_low = hn::Sub(a, a_high), b_low = hn::Sub(b, b_high);
  const V both = hn::Add(hn::Mul(a_high, b_low), hn::Mul(a_low, b_high));
  return hn::Add(hn::Add(hn::Sub(hn::Mul(a_high, b_high), product), both), hn::Mul(a_low, b_low));
#else
  (void)d;
  return hn::MulSub(a, b, product);
#endif
}

template <class D, class V>
HWY_INLINE Pair<V> product_of(D d, Pair<V> a, Pair<V> b) {
  const V high = hn::Mul(a.high, b.high);
  const V rest = hn::MulAdd(a.high, b.low, hn::Mul(a.low, b.high));
  return {high, hn::Add(lost_by_product(d, a.high, b.high, high), rest)};
}

template <class D, class V>
HWY_INLINE Pair<V> product_of(D d, Pair<V> a, V b) {
  const V high = hn::Mul(a.high, b);
  return {high, hn::MulAdd(a.low, b, lost_by_product(d, a.high, b, high))};
}

// a is the larger, or zero.
template <class V>
HWY_INLINE Pair<V> sum_of(Pair<V> a, Pair<V> b) {
  const V high = hn::Add(a.high, b.high);
  return {high, hn::Add(hn::Sub(b.high, hn::Sub(high, a.high)), hn::Add(a.low, b.low))};
}

// The sum of any two numbers, and what its rounding took from it, after Knuth.
template <class V>
HWY_INLINE Pair<V> exact_sum(V a, V b) {
  const V sum = hn::Add(a, b), part = hn::Sub(sum, a);
  return {sum, hn::Add(hn::Sub(a, hn::Sub(sum, part)), hn::Sub(b, part))};
}

template <class D, class V>
HWY_INLINE Pair<V> exact_product(D d, V a, V b) {
  const V product = hn::Mul(a, b);
  return {product, lost_by_product(d, a, b, product)};
}

// a / b, both pairs.
template <class D, class V>
HWY_INLINE Pair<V> quotient_of(D d, Pair<V> a, Pair<V> b) {
  const V q = hn::Div(a.high, b.high);
  const Pair<V> back = exact_product(d, q, b.high);
  const V rest = hn::NegMulAdd(q, b.low, hn::Add(hn::Sub(hn::Sub(a.high, back.high), back.low), a.low));
  return {q, hn::Div(rest, b.high)};
}

// The square root of a positive pair.
template <class D, class V>
HWY_INLINE Pair<V> root_of(D d, Pair<V> a) {
  const V r = hn::Sqrt(a.high);
  const Pair<V> back = exact_product(d, r, r);
  const V rest = hn::Add(hn::Sub(hn::Sub(a.high, back.high), back.low), a.low);
  return {r, hn::Div(rest, hn::Add(r, r))};
}

// log(2^k m), m between sqrt(1/2) and sqrt(2): with s = (m - 1) / (m + 1) and z = s^2 it is
// k log 2 + 2 s + s z (2/3 + 2/5 z + 2/7 z^2 + ...), of which the terms in brackets behind the first are
// small enough to be computed in double.
template <class D, class V>
HWY_INLINE Pair<V> log_pair(D d, V k, V m) {
  using F = Format<double>;
  const V two = constant(d, 2.0), two_thirds = constant(d, 2.0 / 3);
  const V f = hn::Sub(m, constant(d, 1.0));
  const V u = hn::Add(f, two), u_low = hn::Sub(f, hn::Sub(u, two));
  const V inverse = hn::Div(constant(d, 1.0), u);
  Pair<V> s{hn::Mul(f, inverse), f};
  const V multiplied = hn::Mul(s.high, u);
  const V rest = hn::Sub(hn::Sub(f, multiplied), lost_by_product(d, s.high, u, multiplied));
  s.low = hn::Mul(hn::NegMulAdd(s.high, u_low, rest), inverse);

  const Pair<V> z = product_of(d, s, s);
  const V small = hn::Mul(z.high, series<1, 12>(d, z.high, [](int n) { return 2.0 / (2 * n + 3); }));
  const Pair<V> bracket =
      sum_of(Pair<V>{two_thirds, constant(d, 0x1.5555555555555p-55)}, Pair<V>{small, hn::Zero(d)});
  const Pair<V> odd = product_of(d, s, product_of(d, z, bracket));
  const Pair<V> of_m = sum_of(Pair<V>{hn::Add(s.high, s.high), hn::Add(s.low, s.low)}, odd);
  const Pair<V> of_power{hn::Mul(k, hn::Set(d, F::kLn2High)), hn::Mul(k, hn::Set(d, F::kLn2Low))};
  const Pair<V> log = sum_of(of_power, of_m);
  const V high = hn::Add(log.high, log.low);
  return {high, hn::Sub(log.low, hn::Sub(high, log.high))};
}

// exp(x) - 1 = 2^k (exp(r) - 1) + 2^k - 1, |r| <= ln 2 / 2; gives exp(r) - 1.
template <class D, class V>
HWY_INLINE V reduced_expm1_of_pair(D d, Pair<V> x, V& k) {
  using F = Format<double>;
  k = nearest(d, hn::Mul(x.high, constant(d, 1.44269504088896340736)));
  const V high = hn::NegMulAdd(k, hn::Set(d, F::kLn2High), x.high);
  const V low = hn::NegMulAdd(k, hn::Set(d, F::kLn2Low), x.low);
  const V r = hn::Add(high, low);
  const V lost = hn::Sub(low, hn::Sub(r, high));
  return hn::Add(r, hn::MulAdd(hn::Mul(r, r), exp_rest(d, r), lost));
}

// x = 2^k m with m between sqrt(1/2) and sqrt(2); x is positive, and may be subnormal.
template <class D, class V>
HWY_INLINE V split_any(D d, V x, V& k) {
  using F = FormatOf<D>;
  const auto subnormal = hn::Lt(x, hn::Set(d, std::numeric_limits<hn::TFromD<D>>::min()));
  const V m = split_exponent(d, hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, F::kLift)), x), k);
  k = hn::Sub(k, hn::IfThenElseZero(subnormal, hn::Set(d, F::kLiftBits)));
  return m;
}

// log(2^doublings x) of a positive pair, rounded once.
template <class D, class V>
HWY_INLINE Pair<V> log_of(D d, Pair<V> x, V doublings) {
  V k;
  const V m = split_any(d, x.high, k);
  Pair<V> log = log_pair(d, hn::Add(k, doublings), m);
  log.low = hn::Add(log.low, hn::Div(x.low, x.high));
  return log;
}

// 2^k (1 + p), where 2^k itself may lie outside the range.
template <class D, class V>
HWY_INLINE V scaled(D d, V p, V k) {
  const V first = nearest(d, hn::Mul(k, constant(d, 0.5)));
  return hn::Mul(hn::Mul(hn::Add(p, constant(d, 1.0)), pow2(d, first)), pow2(d, hn::Sub(k, first)));
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
