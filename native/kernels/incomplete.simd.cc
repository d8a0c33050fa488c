// The incomplete gamma function: below the mode of the density its power series, above it Legendre's
// continued fraction. Both take about 8 sqrt(a) steps near the mode.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/incomplete_table.h"
#include "kernels/simd_errors.h"
#include "kernels/simd_powers.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ... where asked for. A lane that has come to its end stays as
// it is, whatever the others need.
template <class D, class V, class M>
HWY_INLINE V power_series(D d, V a, V x, M active, double negligible) {
  V sum = constant(d, 1.0), term = sum, by = a;
  for (int i = 0; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    by = hn::Add(by, constant(d, 1.0));
    term = hn::Mul(term, hn::Div(x, by));
    sum = hn::Add(sum, hn::IfThenElseZero(active, term));
    active = hn::And(active, hn::Gt(term, hn::Mul(sum, constant(d, negligible))));
  }
  return sum;
}

// 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / ...)), forwards after Lentz.
template <class D, class V, class M>
HWY_INLINE V continued_fraction(D d, V a, V x, M active, double negligible) {
  const V one = constant(d, 1.0), two = constant(d, 2.0);
  V b = hn::Add(hn::Sub(x, a), one), c = constant(d, 0x1p900), denominator = hn::Div(one, b), h = denominator;
  for (int i = 1; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    const V n = constant(d, i), numerator = hn::Mul(n, hn::Sub(a, n));
    b = hn::Add(b, two);
    denominator = hn::Div(one, hn::MulAdd(numerator, denominator, b));
    c = hn::Add(b, hn::Div(numerator, c));
    const V step = hn::Mul(c, denominator);
    h = hn::IfThenElse(active, hn::Mul(h, step), h);
    active = hn::And(active, hn::Gt(hn::Abs(hn::Sub(step, one)), constant(d, negligible)));
  }
  return h;
}

template <bool kUpper, Rounding kRounding>
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
    constexpr bool kExact = kRounding == Rounding::kNone;
    const V power = power_over_gamma<kRounding>(d, order, at);
    const auto below = hn::Lt(at, hn::Add(order, one)), left = hn::Gt(power, zero);
    const V series = power_series(d, order, at, hn::And(below, left), kExact ? 0x1p-55 : 0x1p-36);
    const V fraction = continued_fraction(d, order, at, hn::AndNot(below, left), kExact ? 0x1p-53 : 0x1p-36);
    const V lower = hn::Mul(power, series), upper = hn::Mul(hn::Mul(power, order), fraction);
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
    const V y = hn::Mul(power_over_gamma<Rounding::kNone>(d, order, at), hn::Div(order, at));
    const V at_zero = hn::IfThenElse(hn::Eq(a, one), one, hn::IfThenElse(hn::Lt(a, one), infinity, zero));
    const V end = hn::IfThenElse(hn::Eq(x, zero), at_zero, zero);
    const auto outside = hn::Or(hn::Lt(a, zero), hn::Lt(x, zero));
    const V value = hn::IfThenElse(plain, y, hn::IfThenElse(outside, constant(d, kNan), end));
    return keep_nan(a, keep_nan(x, value));
  }
};

// A series or fraction with its first and second derivative by a.
template <class V>
struct WithSlopes {
  V value, slope, curve;
};

template <class D, class V, class M>
HWY_INLINE WithSlopes<V> power_series_by_shape(D d, V a, V x, M active) {
  const V one = constant(d, 1.0), two = constant(d, 2.0), tiny = constant(d, 0x1p-55);
  WithSlopes<V> sum{one, hn::Zero(d), hn::Zero(d)}, term = sum;
  V by = a;
  for (int i = 0; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    by = hn::Add(by, one);
    const V inverse = hn::Div(one, by);
    term.value = hn::Mul(term.value, hn::Mul(x, inverse));
    term.slope = hn::Mul(inverse, hn::MulSub(term.slope, x, term.value));
    term.curve = hn::Mul(inverse, hn::MulSub(term.curve, x, hn::Mul(two, term.slope)));
    sum.value = hn::Add(sum.value, hn::IfThenElseZero(active, term.value));
    sum.slope = hn::Add(sum.slope, hn::IfThenElseZero(active, term.slope));
    sum.curve = hn::Add(sum.curve, hn::IfThenElseZero(active, term.curve));
    // Derivatives of a term outlast it by a few steps.
    const V largest = hn::Max(term.value, hn::Abs(term.curve)),
            least = hn::Min(sum.value, hn::Abs(sum.curve));
    active = hn::And(active, hn::Gt(largest, hn::Mul(least, tiny)));
  }
  return sum;
}

// Its derivatives come as those of the logarithm: of a product of c's and denominators.
template <class D, class V, class M>
HWY_INLINE WithSlopes<V> continued_fraction_by_shape(D d, V a, V x, M active) {
  const V one = constant(d, 1.0), two = constant(d, 2.0), tiny = constant(d, 0x1p-53), zero = hn::Zero(d);
  V b = hn::Add(hn::Sub(x, a), one);
  WithSlopes<V> c{constant(d, 0x1p900), zero, zero};
  const V first = hn::Div(one, b), square = hn::Mul(first, first);
  WithSlopes<V> denominator{first, square, hn::Mul(two, hn::Mul(square, first))};
  WithSlopes<V> product{first, first, square};
  for (int i = 1; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    const V n = constant(d, i), numerator = hn::Mul(n, hn::Sub(a, n)), twice = hn::Mul(two, n);
    b = hn::Add(b, two);
    // 1 / (numerator denominator + b)
    const V change = hn::Sub(hn::MulAdd(n, denominator.value, hn::Mul(numerator, denominator.slope)), one);
    const V bend = hn::MulAdd(twice, denominator.slope, hn::Mul(numerator, denominator.curve));
    const V inverse = hn::Div(one, hn::MulAdd(numerator, denominator.value, b));
    const V down = hn::Neg(hn::Mul(inverse, change)), down_square = hn::Mul(down, down);
    const V down_curve = hn::NegMulAdd(inverse, bend, down_square);  // of the logarithm
    denominator = {inverse, hn::Mul(inverse, down), hn::Mul(inverse, hn::Add(down_square, down_curve))};
    // b + numerator / c
    const V q = hn::Div(one, c.value), part = hn::Mul(numerator, q), rise = hn::Mul(q, c.slope);
    const V slope = hn::Sub(hn::Mul(q, hn::NegMulAdd(numerator, rise, n)), one);
    const V inner = hn::Mul(twice, rise);
    const V bends =
        hn::Sub(hn::Mul(hn::Mul(two, numerator), hn::Mul(rise, rise)), hn::MulAdd(part, c.curve, inner));
    c = {hn::Add(b, part), slope, hn::Mul(q, bends)};
    const V up = hn::Div(c.slope, c.value), up_curve = hn::NegMulAdd(up, up, hn::Div(c.curve, c.value));
    const V step = hn::Mul(c.value, inverse), relative = hn::Add(up, down),
            curve = hn::Add(up_curve, down_curve);
    product.value = hn::IfThenElse(active, hn::Mul(product.value, step), product.value);
    product.slope = hn::Add(product.slope, hn::IfThenElseZero(active, relative));
    product.curve = hn::Add(product.curve, hn::IfThenElseZero(active, curve));
    const auto more = hn::Or(hn::Gt(hn::Abs(hn::Sub(step, one)), tiny),
                             hn::Or(hn::Gt(hn::Abs(relative), hn::Mul(hn::Abs(product.slope), tiny)),
                                    hn::Gt(hn::Abs(curve), hn::Mul(hn::Abs(product.curve), tiny))));
    active = hn::And(active, more);
  }
  return product;
}

// How the logarithm of a quantile of the gamma distribution changes with the shape a, given that logarithm y:
// -(dP/da) / (x dP/dx) at x = exp(y). So it is a number where x is too small for one. kCurve: its derivative
// by a.
template <bool kCurve>
struct QuantileSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V y) const {
    return of(d, a, y);
  }

 private:
  static constexpr double kLargeShape = 1e7;  // from here on a few terms of the expansion in 1 / a do

  // P = x^a exp(-x) / gamma(a + 1) times the series.
  template <class D, class V, class M>
  static HWY_INLINE V from_below(D d, V a, V y, V x, M active) {
    const V next = hn::Add(a, constant(d, 1.0)), less = hn::Sub(y, Digamma()(d, next));
    const auto sum = power_series_by_shape(d, a, x, active);
    const V t = hn::Div(hn::MulAdd(less, sum.value, sum.slope), a);
    if constexpr (!kCurve) return hn::Neg(t);
    const V trigamma = Polygamma()(d, next, constant(d, 1.0));
    const V change = hn::MulAdd(less, sum.slope, hn::NegMulAdd(trigamma, sum.value, sum.curve));
    return hn::Div(hn::Sub(t, change), a);
  }

  // 1 - P = x^a exp(-x) / gamma(a) times the fraction.
  template <class D, class V, class M>
  static HWY_INLINE V from_above(D d, V a, V y, V x, M active) {
    const auto h = continued_fraction_by_shape(d, a, x, active);
    const V inside = hn::Add(hn::Sub(y, Digamma()(d, a)), h.slope);
    if constexpr (!kCurve) return hn::Mul(h.value, inside);
    const V trigamma = Polygamma()(d, a, constant(d, 1.0));
    return hn::Mul(h.value, hn::MulAdd(h.slope, inside, hn::Sub(h.curve, trigamma)));
  }

  // (1 + (x - a) / (2 a) - (x - a)^2 / (6 a^2) + 1 / (6 a)) / x
  template <class D, class V>
  static HWY_INLINE V expanded(D d, V a, V x) {
    const V one = constant(d, 1.0), inverse = hn::Div(one, a), u = hn::Mul(hn::Sub(x, a), inverse);
    const V half = constant(d, 0.5), third = constant(d, 1.0 / 3), sixth = constant(d, 1.0 / 6);
    if constexpr (!kCurve) {
      const V rest = hn::Mul(sixth, hn::NegMulAdd(u, u, inverse));
      return hn::Div(hn::Add(one, hn::MulAdd(half, u, rest)), x);
    }
    const V bends = hn::Sub(hn::Mul(third, hn::MulAdd(u, u, u)), hn::MulAdd(half, u, half));
    return hn::Div(hn::Mul(inverse, hn::NegMulAdd(sixth, inverse, bends)), x);
  }

  template <class D, class V>
  static HWY_NOINLINE V of(D d, V a, V y) {
    const V zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity), x = Exp()(d, y);
    const auto plain = hn::And(hn::And(hn::Gt(a, zero), hn::Lt(a, infinity)), hn::Lt(x, infinity));
    const auto large = hn::And(plain, hn::Ge(a, constant(d, kLargeShape))), usual = hn::AndNot(large, plain);
    const V shape = hn::IfThenElse(usual, a, one), at = hn::IfThenElse(usual, x, one);
    const auto below = hn::Lt(at, hn::Add(shape, one));
    const V lower = from_below(d, shape, y, at, hn::And(usual, below));
    const V upper = from_above(d, shape, y, at, hn::AndNot(below, usual));
    const V result = hn::IfThenElse(large, expanded(d, a, x), hn::IfThenElse(below, lower, upper));
    return keep_nan(a, keep_nan(y, hn::IfThenElse(plain, result, constant(d, kNan))));
  }
};

template <bool kUpper>
constexpr void add_gamma(IncompleteTable& t, Incomplete fn) {
  auto& row = t.of[static_cast<int>(fn)];
  fill_in_double<float, IncompleteGamma<kUpper, Rounding::kToFloat>>(row[static_cast<int>(DType::kFloat32)]);
  fill_in_double<double, IncompleteGamma<kUpper, Rounding::kNone>>(row[static_cast<int>(DType::kFloat64)]);
}

constexpr IncompleteTable build() {
  IncompleteTable t{};
  add_gamma<false>(t, Incomplete::kLower);
  add_gamma<true>(t, Incomplete::kUpper);
  fill_in_double<Density>(t.of[static_cast<int>(Incomplete::kDensity)]);
  fill_in_double<QuantileSlope<false>>(t.of[static_cast<int>(Incomplete::kQuantileSlope)]);
  fill_in_double<QuantileSlope<true>>(t.of[static_cast<int>(Incomplete::kQuantileCurve)]);
  return t;
}

}  // namespace

extern constinit const IncompleteTable incompletes_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
