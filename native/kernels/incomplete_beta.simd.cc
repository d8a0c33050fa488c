// The incomplete beta function: below the mean of the density its continued fraction, forwards after Lentz,
// above it that of the complement.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/incomplete_table.h"
#include "kernels/simd_errors.h"
#include "kernels/simd_powers.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// x^a (1 - x)^b / B(a, b) times (a + b) / (a b), as a quotient of three densities that neither overflow nor
// lose digits to large a and b: n^n, exp(-n) and the like cancel with n = a + b.
template <class D, class V>
HWY_INLINE V powers_over_beta(D d, V a, V b, V x, V rest) {
  const V n = hn::Add(a, b);
  const V first = power_over_gamma<Rounding::kNone>(d, a, hn::Mul(n, x)),
          second = power_over_gamma<Rounding::kNone>(d, b, hn::Mul(n, rest));
  return hn::Mul(first, hn::Div(second, power_over_gamma<Rounding::kNone>(d, n, n)));
}

template <class D, class V>
HWY_INLINE V away_from_zero(D d, V x) {
  const V tiny = constant(d, 0x1p-900);
  return hn::IfThenElse(hn::Lt(hn::Abs(x), tiny), tiny, x);
}

template <class V>
struct Lentz {
  V c, denominator, h;

  template <class D>
  HWY_INLINE V step(D d, V coefficient) {
    const V one = constant(d, 1.0);
    denominator = hn::Div(one, away_from_zero(d, hn::MulAdd(coefficient, denominator, one)));
    c = away_from_zero(d, hn::Add(one, hn::Div(coefficient, c)));
    return hn::Mul(c, denominator);
  }
};

// 1 / (1 + d1 / (1 + d2 / (1 + ...))) with
// d(2 m + 1) = -(a + m) (a + b + m) x / ((a + 2 m) (a + 2 m + 1)) and
// d(2 m) = m (b - m) x / ((a + 2 m - 1) (a + 2 m)), where asked for.
template <class D, class V, class M>
HWY_INLINE V beta_fraction(D d, V a, V b, V x, M active) {
  const V one = constant(d, 1.0), sum = hn::Add(a, b);
  Lentz<V> state{one, one, one};
  state.h = state.denominator =
      hn::Div(one, away_from_zero(d, hn::Sub(one, hn::Div(hn::Mul(sum, x), hn::Add(a, one)))));
  for (int i = 1; i < kMostSteps && !hn::AllFalse(d, active); ++i) {
    const V m = constant(d, i), at = hn::Add(a, constant(d, 2.0 * i));
    const V even = hn::Div(hn::Mul(hn::Mul(m, hn::Sub(b, m)), x), hn::Mul(hn::Sub(at, one), at));
    const V odd = hn::Div(hn::Mul(hn::Mul(hn::Add(a, m), hn::Add(sum, m)), x), hn::Mul(at, hn::Add(at, one)));
    const V first = state.step(d, even), both = hn::Mul(first, state.step(d, hn::Neg(odd)));
    state.h = hn::IfThenElse(active, hn::Mul(state.h, both), state.h);
    active = hn::And(active, hn::Gt(hn::Abs(hn::Sub(both, one)), constant(d, 0x1p-53)));
  }
  return state.h;
}

template <class D, class V>
HWY_INLINE hn::Mask<D> is_plain(D d, V a, V b, V x) {
  const V zero = hn::Zero(d), infinity = constant(d, kInfinity);
  const auto shapes =
      hn::And(hn::And(hn::Gt(a, zero), hn::Lt(a, infinity)), hn::And(hn::Gt(b, zero), hn::Lt(b, infinity)));
  return hn::And(shapes, hn::And(hn::Gt(x, zero), hn::Lt(x, constant(d, 1.0))));
}

template <class D, class V>
HWY_INLINE hn::Mask<D> is_outside(D d, V a, V b, V x) {
  const V zero = hn::Zero(d);
  return hn::Or(hn::Or(hn::Lt(a, zero), hn::Lt(b, zero)),
                hn::Or(hn::Lt(x, zero), hn::Gt(x, constant(d, 1.0))));
}

struct Regularised {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V x) const {
    return of(d, a, b, x);
  }

 private:
  template <class D, class V>
  static HWY_NOINLINE V of(D d, V a, V b, V x) {
    const V zero = hn::Zero(d), one = constant(d, 1.0), two = constant(d, 2.0),
            infinity = constant(d, kInfinity);
    const auto plain = is_plain(d, a, b, x);
    const V u = hn::IfThenElse(plain, a, one), v = hn::IfThenElse(plain, b, one);
    const V at = hn::IfThenElse(plain, x, constant(d, 0.5)), rest = hn::Sub(one, at);
    const auto above = hn::Gt(hn::Mul(at, hn::Add(hn::Add(u, v), two)), hn::Add(u, one));
    const V first = hn::IfThenElse(above, v, u), second = hn::IfThenElse(above, u, v);
    const V near = hn::IfThenElse(above, rest, at);
    const V powers = powers_over_beta(d, u, v, at, rest);
    const V factor = hn::Mul(powers, hn::Div(second, hn::Add(u, v)));
    const V part = hn::Mul(factor, beta_fraction(d, first, second, near, hn::Gt(factor, zero)));
    const V inside = hn::Min(one, hn::IfThenElse(above, hn::Sub(one, part), part));
    // At the ends: all of it lies at 0 if a is 0 or b infinite, at 1 if b is 0 or a infinite.
    const auto at_zero = hn::Or(hn::Eq(a, zero), hn::Eq(b, infinity)),
               at_one = hn::Or(hn::Eq(b, zero), hn::Eq(a, infinity));
    V end = hn::IfThenElse(at_zero, one, zero);
    end = hn::IfThenElse(hn::Eq(x, zero), zero, hn::IfThenElse(hn::Eq(x, one), one, end));
    const auto undefined = hn::Or(is_outside(d, a, b, x), hn::And(at_zero, at_one));
    const V y = hn::IfThenElse(plain, inside, hn::IfThenElse(undefined, constant(d, kNan), end));
    return keep_nan(a, keep_nan(b, keep_nan(x, y)));
  }
};

struct BetaDensity {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b, V x) const {
    const V zero = hn::Zero(d), one = constant(d, 1.0);
    const auto plain = is_plain(d, a, b, x);
    const V u = hn::IfThenElse(plain, a, one), v = hn::IfThenElse(plain, b, one);
    const V at = hn::IfThenElse(plain, x, constant(d, 0.5)), rest = hn::Sub(one, at);
    const V scale = hn::Mul(hn::Div(u, hn::Add(u, v)), hn::Div(v, at));
    const V y = hn::Mul(powers_over_beta(d, u, v, at, rest), hn::Div(scale, rest));
    // At 0 the power of x decides, at 1 that of 1 - x: shape 1 has the other shape as its density there.
    const V own = hn::IfThenElse(hn::Eq(x, zero), a, b), other = hn::IfThenElse(hn::Eq(x, zero), b, a);
    const V end = hn::IfThenElse(hn::Eq(own, one), other,
                                 hn::IfThenElse(hn::Lt(own, one), constant(d, kInfinity), zero));
    const auto undefined = hn::Or(is_outside(d, a, b, x), hn::And(hn::Gt(x, zero), hn::Lt(x, one)));
    const V value = hn::IfThenElse(plain, y, hn::IfThenElse(undefined, constant(d, kNan), end));
    return keep_nan(a, keep_nan(b, keep_nan(x, value)));
  }
};

template <class T, class F>
void map3_in_double(const void* a, const void* b, const void* c, void* y, std::int64_t n) {
  using Elements = InDouble<T>;
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b),
          *third = static_cast<const T*>(c);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; i += Elements::kStep)
    Elements::store(F()(Tag<double>(), Elements::load(first + i, n - i), Elements::load(second + i, n - i),
                        Elements::load(third + i, n - i)),
                    to + i, n - i);
}

template <class F>
constexpr void add(IncompleteBetaTable& t, IncompleteBeta fn) {
  auto& row = t.of[static_cast<int>(fn)];
  row[static_cast<int>(DType::kFloat32)] = map3_in_double<float, F>;
  row[static_cast<int>(DType::kFloat64)] = map3_in_double<double, F>;
}

constexpr IncompleteBetaTable build() {
  IncompleteBetaTable t{};
  add<Regularised>(t, IncompleteBeta::kRegularised);
  add<BetaDensity>(t, IncompleteBeta::kDensity);
  return t;
}

}  // namespace

extern constinit const IncompleteBetaTable incomplete_betas_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
