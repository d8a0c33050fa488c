// Powers over gamma functions, which the incomplete functions are made of. Included by *.simd.cc only.
#pragma once

#include "kernels/simd_gamma.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

constexpr int kMostSteps = 100'000;

// x^a exp(-x) / gamma(a + 1), for positive numbers. From a = 3 on by Stirling's formula, whose large parts
// cancel as a pair: a log(x / a) + a - x.
template <class D, class V>
HWY_INLINE V power_over_gamma(D d, V a, V x) {
  const V zero = hn::Zero(d), one = constant(d, 1.0), three = constant(d, 3.0);
  const auto small = hn::Lt(a, three);
  const V large = hn::Max(a, three);
  const Pair<V> by{hn::IfThenElse(small, one, large), zero};
  const Pair<V> log = log_of(d, quotient_of(d, Pair<V>{x, zero}, by), zero);
  const Pair<V> power = product_of(d, log, a);
  const Pair<V> distance = exact_sum(hn::IfThenZeroElse(small, a), hn::Neg(x));
  Pair<V> exponent = exact_sum(power.high, distance.high);
  exponent.low = hn::Add(exponent.low, hn::Add(power.low, distance.low));

  const V inverse = hn::Div(one, large);
  const V rest = Exp()(d, hn::Neg(stirling_rest(d, inverse)));
  const V far = hn::Div(rest, hn::Sqrt(hn::Mul(constant(d, 2 * kPi), large)));
  const V inside = hn::Min(a, three);
  const V log_a = Log()(d, inside);
  const V base = lgamma_from_one(d, inside, Pair<V>{log_a, zero});
  const V near = Exp()(d, hn::Neg(hn::IfThenElse(hn::Lt(inside, one), base, hn::Add(base, log_a))));
  return times_exp(d, hn::IfThenElse(small, near, far), exponent);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
