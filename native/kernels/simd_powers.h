// Powers over gamma functions, which the incomplete functions are made of. Included by *.simd.cc only.
#pragma once

#include "kernels/simd_gamma.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

constexpr int kMostSteps = 100'000;

// What a result in double is for: it is rounded to float, or to nothing shorter.
enum class Rounding : bool { kToFloat, kNone };

// x^a exp(-x) / gamma(a + 1), for positive numbers. From a = 3 on by Stirling's formula, whose large parts
// cancel as a pair: a log(x / a) + a - x. What is rounded to float in the end does without the pair.
template <Rounding kRounding, class D, class V>
HWY_INLINE V power_over_gamma(D d, V a, V x) {
  const V zero = hn::Zero(d), one = constant(d, 1.0), three = constant(d, 3.0);
  const auto small = hn::Lt(a, three);
  const V large = hn::Max(a, three);
  const V by = hn::IfThenElse(small, one, large), without = hn::IfThenZeroElse(small, a);
  const V inverse = hn::Div(one, large);
  const V rest = Exp()(d, hn::Neg(stirling_rest(d, inverse)));
  const V far = hn::Div(rest, hn::Sqrt(hn::Mul(constant(d, 2 * kPi), large)));
  const V inside = hn::Min(a, three);
  const V log_a = Log()(d, inside);
  const V base = lgamma_from_one(d, inside, Pair<V>{log_a, zero});
  const V near = Exp()(d, hn::Neg(hn::IfThenElse(hn::Lt(inside, one), base, hn::Add(base, log_a))));
  const V factor = hn::IfThenElse(small, near, far);
  if constexpr (kRounding == Rounding::kToFloat)
    return hn::Mul(factor, Exp()(d, hn::MulAdd(a, Log()(d, hn::Div(x, by)), hn::Sub(without, x))));
  const Pair<V> log = log_of(d, quotient_of(d, Pair<V>{x, zero}, Pair<V>{by, zero}), zero);
  const Pair<V> power = product_of(d, log, a), distance = exact_sum(without, hn::Neg(x));
  Pair<V> exponent = exact_sum(power.high, distance.high);
  exponent.low = hn::Add(exponent.low, hn::Add(power.low, distance.low));
  return times_exp(d, factor, exponent);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
