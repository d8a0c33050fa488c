// The incomplete beta function and the slopes of gamma quantiles against MPFR, on every target. They are
// compared relative to the result: a rounding of the operands alone changes it by several units.
#include "kernels/incomplete.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

constexpr int kWide = 600;

// I_x(a, b) of whole shapes: the sum of the upper terms of a binomial distribution of n = a + b - 1.
double exact_beta(int a, int b, double x) {
  const int n = a + b - 1;
  Wide term(kWide), sum(kWide), ratio(kWide), rest(kWide);
  mpfr_set_d(rest, x, MPFR_RNDN);
  mpfr_ui_sub(rest, 1, rest, MPFR_RNDN);
  mpfr_set_d(ratio, x, MPFR_RNDN);
  mpfr_div(ratio, ratio, rest, MPFR_RNDN);
  mpfr_pow_ui(term, rest, static_cast<unsigned long>(n), MPFR_RNDN);
  mpfr_set_zero(sum, 1);
  for (int j = 0; j <= n; ++j) {
    if (j >= a) mpfr_add(sum, sum, term, MPFR_RNDN);
    mpfr_mul(term, term, ratio, MPFR_RNDN);
    mpfr_mul_ui(term, term, static_cast<unsigned long>(n - j), MPFR_RNDN);
    mpfr_div_ui(term, term, static_cast<unsigned long>(j + 1), MPFR_RNDN);
  }
  return mpfr_get_d(sum, MPFR_RNDN);
}

template <class T>
void expect_relative(const std::vector<double>& expected, const std::vector<T>& actual, double limit,
                     const std::function<std::string(std::size_t)>& describe) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_LE(std::fabs(static_cast<double>(actual[i]) / expected[i] - 1), limit)
        << describe(i) << ": " << actual[i] << " for " << expected[i];
}

template <class T>
void check_beta(double limit) {
  std::vector<T> a, b, x;
  std::vector<double> expected;
  Rng rng(8);
  for (int i = 0; i < 400; ++i) {
    const int first = static_cast<int>(between(rng, 1, i % 4 ? 30 : 900)),
              second = static_cast<int>(between(rng, 1, i % 3 ? 30 : 900));
    const double mean = static_cast<double>(first) / (first + second);
    const T at = static_cast<T>(i % 2 ? uniform(rng, 0.02, 0.98) : mean * uniform(rng, 0.9, 1.02));
    const double y = at < 1 ? exact_beta(first, second, static_cast<double>(at)) : 0;
    if (!(y > 1e-30)) continue;
    a.push_back(static_cast<T>(first));
    b.push_back(static_cast<T>(second));
    x.push_back(at);
    expected.push_back(y);
  }
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  on_every_target([&] {
    const std::vector<T> y = written(x, [&](T* to) {
      ternary(IncompleteBeta::kRegularised, dtype_of<T>, {1, dims}, {a.data(), strides}, {b.data(), strides},
              {x.data(), strides}, to);
    });
    expect_relative<T>(expected, y, limit, [&](std::size_t i) {
      return std::to_string(a[i]) + ", " + std::to_string(b[i]) + ", " + std::to_string(x[i]);
    });
  });
}

TEST(IncompleteBeta, Float) { check_beta<float>(2e-7); }
TEST(IncompleteBeta, Double) { check_beta<double>(2e-13); }

// Q(a + by h, x) with h = 2^-60.
void upper_part(mpfr_ptr y, double a, int by, mpfr_ptr x) {
  Wide shape(kWide), h(kWide), gamma(kWide);
  mpfr_set_si_2exp(h, by, -60, MPFR_RNDN);
  mpfr_set_d(shape, a, MPFR_RNDN);
  mpfr_add(shape, shape, h, MPFR_RNDN);
  mpfr_gamma(gamma, shape, MPFR_RNDN);
  mpfr_gamma_inc(y, shape, x, MPFR_RNDN);
  mpfr_div(y, y, gamma, MPFR_RNDN);
}

// (dQ/da) / (x^a exp(-x) / gamma(a)), and its derivative by a where asked for, by differences.
struct Slopes {
  double slope, curve;
};
void scaled_slope(mpfr_ptr y, double a, int by, mpfr_ptr x) {
  Wide before(kWide), power(kWide), shape(kWide), h(kWide);
  upper_part(y, a, by + 1, x);
  upper_part(before, a, by - 1, x);
  mpfr_sub(y, y, before, MPFR_RNDN);
  mpfr_mul_2si(y, y, 59, MPFR_RNDN);
  mpfr_set_si_2exp(h, by, -60, MPFR_RNDN);
  mpfr_set_d(shape, a, MPFR_RNDN);
  mpfr_add(shape, shape, h, MPFR_RNDN);
  mpfr_pow(power, x, shape, MPFR_RNDN);
  mpfr_div(y, y, power, MPFR_RNDN);
  mpfr_exp(power, x, MPFR_RNDN);
  mpfr_mul(y, y, power, MPFR_RNDN);
  mpfr_gamma(power, shape, MPFR_RNDN);
  mpfr_mul(y, y, power, MPFR_RNDN);
}
Slopes exact_slopes(double a, double log_x) {
  Wide x(kWide), middle(kWide), after(kWide), before(kWide);
  mpfr_set_d(x, log_x, MPFR_RNDN);
  mpfr_exp(x, x, MPFR_RNDN);
  scaled_slope(middle, a, 0, x);
  scaled_slope(after, a, 1, x);
  scaled_slope(before, a, -1, x);
  mpfr_sub(after, after, before, MPFR_RNDN);
  mpfr_mul_2si(after, after, 59, MPFR_RNDN);
  return {mpfr_get_d(middle, MPFR_RNDN), mpfr_get_d(after, MPFR_RNDN)};
}

TEST(GammaQuantile, SlopesWithTheShape) {
  std::vector<double> a, y, slopes, curves;
  Rng rng(9);
  for (int i = 0; i < 60; ++i) {
    const double shape = std::exp2(uniform(rng, -6, 6));
    a.push_back(shape);
    y.push_back(std::log(shape) + uniform(rng, shape < 1 ? -8 : -1.5, 1.2));
    const Slopes exact = exact_slopes(a.back(), y.back());
    slopes.push_back(exact.slope);
    curves.push_back(exact.curve);
  }
  const std::int64_t dims[] = {static_cast<std::int64_t>(y.size())}, strides[] = {1};
  const auto describe = [&](std::size_t i) { return std::to_string(a[i]) + ", " + std::to_string(y[i]); };
  on_every_target([&] {
    const auto run = [&](Incomplete fn) {
      return written(y, [&](double* to) {
        binary(fn, DType::kFloat64, {1, dims}, {a.data(), strides}, {y.data(), strides}, to);
      });
    };
    expect_relative<double>(slopes, run(Incomplete::kQuantileSlope), 1e-12, describe);
    expect_relative<double>(curves, run(Incomplete::kQuantileCurve), 1e-9, describe);
  });
}

}  // namespace
}  // namespace adjoint::kernels
