// The incomplete gamma function: below the mode of the density its power series, above it Legendre's
// continued fraction. Both take about 8 sqrt(a) steps near the mode.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/incomplete_table.h"
#include "kernels/simd_errors.h"
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

// 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ... where asked for. A lane that has come to its end stays as
// it is, whatever the others need.
template <class D, class V, class M>
HWY_INLINE V power_series(D d, V a, V x, M active) {
  V sum = constant(d, 1.0), term = sum, by = a;
  for (int i = 0; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    by = hn::Add(by, constant(d, 1.0));
    term = hn::Mul(term, hn::Div(x, by));
    sum = hn::Add(sum, hn::IfThenElseZero(active, term));
    active = hn::And(active, hn::Gt(term, hn::Mul(sum, constant(d, 0x1p-55))));
  }
  return sum;
}

// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / ...)), forwards after Lentz.
template <class D, class V, class M>
HWY_INLINE V continued_fraction(D d, V a, V x, M active) {
  const V one = constant(d, 1.0), two = constant(d, 2.0);
  V b = hn::Add(hn::Sub(x, a), one), c = constant(d, 0x1p900), denominator = hn::Div(one, b), h = denominator;
  for (int i = 1; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    const V n = constant(d, i), numerator = hn::Mul(n, hn::Sub(a, n));
    b = hn::Add(b, two);
    denominator = hn::Div(one, hn::MulAdd(numerator, denominator, b));
    c = hn::Add(b, hn::Div(numerator, c));
    const V step = hn::Mul(c, denominator);
    h = hn::IfThenElse(active, hn::Mul(h, step), h);
    active = hn::And(active, hn::Gt(hn::Abs(hn::Sub(step, one)), constant(d, 0x1p-53)));
  }
  return h;
}

template <bool kUpper>
struct IncompleteGamma {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V x) const {
    return of(d, a, x);
  }

 private:
  template <class D, class V>
  static HWY_NOINLINE V of(D d, V a, V x) {
    const V zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const auto plain =
        hn::And(hn::And(hn::Gt(a, zero), hn::Lt(a, infinity)), hn::And(hn::Gt(x, zero), hn::Lt(x, infinity)));
    const V order = hn::IfThenElse(plain, a, one), at = hn::IfThenElse(plain, x, one);
    const V power = power_over_gamma(d, order, at);
    const auto below = hn::Lt(at, hn::Add(order, one)), left = hn::Gt(power, zero);
    const V lower = hn::Mul(power, power_series(d, order, at, hn::And(below, left)));
    const V upper = hn::Mul(hn::Mul(power, order), continued_fraction(d, order, at, hn::AndNot(below, left)));
    const V complement = hn::Sub(one, kUpper ? lower : upper);
    V y = kUpper ? hn::IfThenElse(below, complement, upper) : hn::IfThenElse(below, lower, complement);
    // At the ends: all of it lies below infinity, none below 0, and all below x if a is 0.
    const auto all = hn::Or(hn::Eq(x, infinity), hn::Eq(a, zero)),
               none = hn::Or(hn::Eq(x, zero), hn::Eq(a, infinity));
    y = hn::IfThenElse(all, constant(d, kUpper ? 0 : 1), y);
    y = hn::IfThenElse(none, constant(d, kUpper ? 1 : 0), y);
    const auto outside = hn::Or(hn::Or(hn::Lt(a, zero), hn::Lt(x, zero)), hn::And(all, none));
    return keep_nan(a, keep_nan(x, hn::IfThenElse(outside, constant(d, kNan), y)));
  }
};

struct Density {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V x) const {
    const V zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const auto plain =
        hn::And(hn::And(hn::Gt(a, zero), hn::Lt(a, infinity)), hn::And(hn::Gt(x, zero), hn::Lt(x, infinity)));
    const V order = hn::IfThenElse(plain, a, one), at = hn::IfThenElse(plain, x, one);
    const V y = hn::Mul(power_over_gamma(d, order, at), hn::Div(order, at));
    const V at_zero = hn::IfThenElse(hn::Eq(a, one), one, hn::IfThenElse(hn::Lt(a, one), infinity, zero));
    const V end = hn::IfThenElse(hn::Eq(x, zero), at_zero, zero);
    const auto outside = hn::Or(hn::Lt(a, zero), hn::Lt(x, zero));
    const V value = hn::IfThenElse(plain, y, hn::IfThenElse(outside, constant(d, kNan), end));
    return keep_nan(a, keep_nan(x, value));
  }
};

constexpr IncompleteTable build() {
  IncompleteTable t{};
  fill_in_double<IncompleteGamma<false>>(t.of[static_cast<int>(Incomplete::kLower)]);
  fill_in_double<IncompleteGamma<true>>(t.of[static_cast<int>(Incomplete::kUpper)]);
  fill_in_double<Density>(t.of[static_cast<int>(Incomplete::kDensity)]);
  return t;
}

}  // namespace

extern constinit const IncompleteTable incompletes_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
