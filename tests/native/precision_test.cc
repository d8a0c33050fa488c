// Elementary functions against MPFR: at most 2 units in the last place on every target, over the whole range.
#include <cmath>
#include <functional>
#include <numbers>

#include "kernels/elementwise.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

// ---- functions of one argument ----

struct Function {
  Unary fn;
  const char* name;
  double limit;
  ExactFunction exact;
  std::function<double(double)> plain_double;  // what std has for it
  std::function<float(float)> plain_float;
  double limit_of_float = limit;
};

void PrintTo(const Function& f, std::ostream* out) { *out << f.name; }

// The function of <cmath> for both types.
#define PLAIN(expression) \
  [](double x) -> double { return expression; }, [](float x) -> float { return expression; }

template <class T>
T plain_softplus(T x) {
  return std::max(x, T{0}) + std::log1p(std::exp(-std::fabs(x)));
}

template <class T>
T plain_sigmoid_slope(T x) {
  const T e = std::exp(-std::fabs(x));
  return e / ((1 + e) * (1 + e));
}

template <class T>
T plain_gelu(T x) {
  return x < -1000 ? -T{0} : x * (std::erfc(-x * (std::numbers::sqrt2_v<T> / 2)) / 2);
}
template <class T>
T plain_silu(T x) {
  return x < -1000 ? -T{0} : x / (1 + std::exp(-x));
}

const Function kFunctions[] = {
    {Unary::kExp, "exp", 2, MPFR(exp), PLAIN(std::exp(x))},
    {Unary::kExpm1, "expm1", 2, MPFR(expm1), PLAIN(std::expm1(x))},
    {Unary::kLog, "log", 2, MPFR(log), PLAIN(std::log(x))},
    {Unary::kLog1p, "log1p", 2, MPFR(log1p), PLAIN(std::log1p(x))},
    {Unary::kSin, "sin", 2, MPFR(sin), PLAIN(std::sin(x))},
    {Unary::kCos, "cos", 2, MPFR(cos), PLAIN(std::cos(x))},
    {Unary::kTan, "tan", 3, MPFR(tan), PLAIN(std::tan(x)), 2},
    {Unary::kTanh, "tanh", 2, MPFR(tanh), PLAIN(std::tanh(x))},
    {Unary::kSigmoid, "sigmoid", 2, exact_sigmoid, PLAIN(1 / (1 + std::exp(-x)))},
    {Unary::kTanhSlope, "tanh_slope", 2.5, exact_tanh_slope, PLAIN(1 / (std::cosh(x) * std::cosh(x)))},
    {Unary::kSigmoidSlope, "sigmoid_slope", 2.5, exact_sigmoid_slope, PLAIN(plain_sigmoid_slope(x))},
    {Unary::kSoftplus, "softplus", 2, exact_softplus, PLAIN(x != x ? x : plain_softplus(x))},
    {Unary::kErf, "erf", 2, MPFR(erf), PLAIN(std::erf(x))},
    {Unary::kGelu, "gelu", 4, exact_gelu, PLAIN(plain_gelu(x))},
    {Unary::kSilu, "silu", 3, exact_silu, PLAIN(plain_silu(x))},
    {Unary::kRsqrt, "rsqrt", 2, exact_rsqrt, PLAIN(1 / std::sqrt(x))},
};

template <class T>
std::vector<T> evaluate(Unary fn, const std::vector<T>& x) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  return written(x, [&](T* y) { unary(fn, dtype_of<T>, {1, dims}, {x.data(), strides}, y); });
}

class Precision : public testing::TestWithParam<Function> {};

template <class T>
void check_precision(const Function& f) {
  const std::vector<T> x = points<T>();
  expect_precise_on_every_target(f.name, sizeof(T) == 4 ? f.limit_of_float : f.limit, x, f.exact,
                                 [&](const std::vector<T>& at) { return evaluate(f.fn, at); });
}

TEST_P(Precision, Float) { check_precision<float>(GetParam()); }
TEST_P(Precision, Double) { check_precision<double>(GetParam()); }

template <class T, class Plain>
void check_special(const Function& f, const Plain& plain) {
  on_every_target([&] {
    for (const T x : special_values<T>())
      for (const std::size_t copies : {1, 16})  // a part of a vector, and whole ones
        for (const T y : evaluate(f.fn, std::vector<T>(copies, x)))
          expect_identical<T>(plain(x), y, f.name + (" of " + std::to_string(x)));
  });
}

TEST_P(Precision, SpecialValues) {
  check_special<float>(GetParam(), GetParam().plain_float);
  check_special<double>(GetParam(), GetParam().plain_double);
}

// One special value must not spoil its neighbours, nor they its result.
TEST_P(Precision, LanesAreIndependent) {
  const std::vector<float> x = {0.5f, INFINITY, 1.5f,  NAN,   2.5f,  -INFINITY,
                                3.5f, 1e30f,    0.25f, -0.0f, 1e-40f};
  on_every_target([&] {
    const std::vector<float> y = evaluate(GetParam().fn, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(close(GetParam().plain_float(x[i]), y[i], 4))
          << GetParam().name << " of " << x[i] << " is " << y[i];
  });
}

// Whatever way a vector takes for the sake of one element, the others come out the same, bit for bit: a
// result may not depend on where its argument lies.
template <class T>
void check_neighbours(Unary fn) {
  Rng rng(3);
  std::vector<T> x(16);
  for (T& v : x) v = static_cast<T>(uniform(rng, 0.001, 20));
  on_every_target([&] {
    const std::vector<T> y = evaluate(fn, x);
    for (const T special : special_values<T>()) {
      std::vector<T> spoilt = x;
      spoilt[5] = special;
      std::vector<T> z = evaluate(fn, spoilt);
      z[5] = y[5];
      EXPECT_TRUE(same_bits(y, z)) << "beside " << special;
    }
  });
}

TEST(Neighbours, DoNotCount) {
  for (const Unary fn : {Unary::kExp, Unary::kExpm1, Unary::kLog, Unary::kLog1p, Unary::kTanh,
                         Unary::kTanhSlope, Unary::kSigmoid, Unary::kSigmoidSlope, Unary::kSoftplus,
                         Unary::kErf, Unary::kGelu, Unary::kGeluSlope, Unary::kSilu, Unary::kSiluSlope}) {
    check_neighbours<float>(fn);
    check_neighbours<double>(fn);
  }
}

INSTANTIATE_TEST_SUITE_P(Functions, Precision, testing::ValuesIn(kFunctions),
                         [](const auto& i) { return i.param.name; });

// ---- derivatives that cross zero ----

// The two terms whose sum the derivative is.
using Terms = void (*)(mpfr_ptr first, mpfr_ptr second, mpfr_ptr x);

void gelu_slope_terms(mpfr_ptr first, mpfr_ptr second, mpfr_ptr x) {
  Exact root;
  mpfr_sqrt_ui(root, 2, MPFR_RNDN);
  mpfr_div(second, x, root, MPFR_RNDN);
  mpfr_neg(first, second, MPFR_RNDN);
  mpfr_erfc(first, first, MPFR_RNDN);
  mpfr_div_2ui(first, first, 1, MPFR_RNDN);
  mpfr_sqr(second, second, MPFR_RNDN);
  mpfr_neg(second, second, MPFR_RNDN);
  mpfr_exp(second, second, MPFR_RNDN);
  mpfr_mul(second, second, x, MPFR_RNDN);
  mpfr_div(second, second, root, MPFR_RNDN);
  mpfr_const_pi(root, MPFR_RNDN);
  mpfr_sqrt(root, root, MPFR_RNDN);
  mpfr_div(second, second, root, MPFR_RNDN);
}

void silu_slope_terms(mpfr_ptr first, mpfr_ptr second, mpfr_ptr x) {
  exact_sigmoid(first, x);
  mpfr_neg(second, x, MPFR_RNDN);
  exact_sigmoid(second, second);
  mpfr_mul(second, second, first, MPFR_RNDN);
  mpfr_mul(second, second, x, MPFR_RNDN);
}

// |error| <= limit units of the larger term; where the terms are subnormal, some of the smallest number.
template <class T>
void check_slope(Unary fn, Terms terms, double limit) {
  using L = std::numeric_limits<T>;
  std::vector<T> x;
  for (const T v : points<T>())
    if (std::isfinite(v) && std::fabs(v) < 1000) x.push_back(v);
  std::vector<long double> expected, tolerance;
  Exact first, second;
  for (const T v : x) {
    Exact argument(v);
    terms(first, second, argument);
    const long double a = mpfr_get_ld(first, MPFR_RNDN), b = mpfr_get_ld(second, MPFR_RNDN);
    expected.push_back(a + b);
    tolerance.push_back(std::max(std::fabs(a), std::fabs(b)) * limit * L::epsilon() +
                        (1 + std::fabs(v)) * L::denorm_min());
  }
  on_every_target([&] { expect_within(expected, tolerance, evaluate(fn, x)); });
}

TEST(Slopes, OfGelu) {
  check_slope<float>(Unary::kGeluSlope, gelu_slope_terms, 4);
  check_slope<double>(Unary::kGeluSlope, gelu_slope_terms, 4);
}
TEST(Slopes, OfSilu) {
  check_slope<float>(Unary::kSiluSlope, silu_slope_terms, 4);
  check_slope<double>(Unary::kSiluSlope, silu_slope_terms, 4);
}

TEST(Slopes, AtTheEnds) {
  on_every_target([] {
    for (const Unary fn : {Unary::kGeluSlope, Unary::kSiluSlope}) {
      const std::vector<float> y = evaluate<float>(fn, {-INFINITY, -1e30f, 0.0f, 1e30f, INFINITY, NAN});
      EXPECT_EQ(y[0], 0);
      EXPECT_EQ(y[1], 0);
      EXPECT_EQ(y[2], 0.5f);
      EXPECT_EQ(y[3], 1);
      EXPECT_EQ(y[4], 1);
      EXPECT_TRUE(std::isnan(y[5]));
    }
  });
}

// ---- powers ----

template <class T>
void power_points(std::vector<T>& x, std::vector<T>& y) {
  Rng rng(2);
  const auto add = [&](int count, auto make) {
    for (int i = 0; i < count; ++i) {
      const auto [a, b] = make();
      x.push_back(static_cast<T>(a));
      y.push_back(static_cast<T>(b));
    }
  };
  const double range = std::log2(std::numeric_limits<T>::max());
  const int digits = std::numeric_limits<T>::digits;
  add(1000, [&] { return std::pair(random_bits<T>(rng), random_bits<T>(rng)); });
  add(3000, [&] {  // any base, and an exponent that keeps the result within the range or barely outside
    const T base = std::fabs(random_bits<T>(rng));
    return std::pair<double, double>(base, uniform(rng, -1.2, 1.05) * range / std::log2(base));
  });
  add(2000, [&] {  // bases near 1, where the error of the logarithm counts most
    const T base = some_steps(T{1}, std::llround(magnitude(rng, 0, digits - 2)));
    return std::pair<double, double>(base, uniform(rng, -1.1, 1.02) * range / std::log2(base));
  });
  add(1500, [&] { return std::pair(uniform(rng, 0, 10), uniform(rng, -10, 10)); });
  add(1000, [&] { return std::pair(uniform(rng, -10, 10), static_cast<double>(between(rng, -20, 20))); });
  add(500,
      [&] { return std::pair(magnitude(rng, -20, 20), 0.5 * static_cast<double>(between(rng, -8, 8))); });
  add(500,
      [&] { return std::pair(std::numeric_limits<T>::min() * uniform(rng, 0, 2), uniform(rng, -1, 1)); });
  add(500, [&] { return std::pair(uniform(rng, 0.1, 10), magnitude(rng, -60, -1)); });
}

template <class T>
std::vector<T> evaluate_pow(const std::vector<T>& x, const std::vector<T>& y) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  return written(x, [&](T* z) {
    binary(Binary::kPow, dtype_of<T>, {1, dims}, {x.data(), strides}, {y.data(), strides}, z);
  });
}

template <class T>
void check_pow(double limit) {
  std::vector<T> x, y;
  power_points(x, y);
  std::vector<Reference<T>> expected;
  Exact z;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Exact base(x[i]), exponent(y[i]);
    mpfr_pow(z, base, exponent, MPFR_RNDN);
    expected.push_back(reference_of<T>(z));
  }
  on_every_target([&] {
    expect_precise("pow", limit, evaluate_pow(x, y), expected, [&](std::size_t i) {
      std::ostringstream text;
      text << std::hexfloat << x[i] << ", " << y[i];
      return text.str();
    });
  });
}

TEST(PowPrecision, Float) { check_pow<float>(2); }
TEST(PowPrecision, Double) { check_pow<double>(1); }

// Exact but for roots, which are no special values.
template <class T>
void expect_power(T x, T y, T actual) {
  const T expected = std::pow(x, y);
  const std::string what = std::to_string(x) + " to the power " + std::to_string(y);
  if (std::fabs(y) == T{0.5} && std::isfinite(expected) && expected != 0)
    EXPECT_TRUE(close(expected, actual, 1)) << what;
  else
    expect_identical<T>(expected, actual, what);
}

template <class T>
void check_special_powers() {
  std::vector<T> values = special_values<T>();
  for (const double v : {1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 0x1p30, 0x1p60})
    values.push_back(static_cast<T>(v));
  on_every_target([&] {
    for (const T x : values)
      for (const T y : values)
        for (const T z : evaluate_pow(std::vector<T>(17, x), std::vector<T>(17, y))) expect_power(x, y, z);
  });
}

// Where instructions are the same, so are the bits.
template <class T>
void check_power_bits() {
  std::vector<T> x, y, found;
  power_points(x, y);
  on_every_target([&] {
    if (active_target() == Target::kSse4) return;  // no fused multiplication
    const std::vector<T> bits = evaluate_pow(x, y);
    if (found.empty()) found = bits;
    EXPECT_TRUE(same_bits(found, bits));
  });
}

TEST(PowPrecision, BitsAreThoseOfEveryTarget) {
  check_power_bits<float>();
  check_power_bits<double>();
}

// Whatever way a vector takes for the sake of one pair, the others come out the same.
template <class T>
void check_powers_beside() {
  Rng rng(4);
  std::vector<T> x(16), y(16);
  for (T& v : x) v = static_cast<T>(uniform(rng, 0.001, 20));
  for (T& v : y) v = static_cast<T>(uniform(rng, -8, 8));
  on_every_target([&] {
    const std::vector<T> plain = evaluate_pow(x, y);
    for (const T a : special_values<T>())
      for (const T b : special_values<T>()) {
        std::vector<T> bases = x, exponents = y;
        bases[5] = a;
        exponents[5] = b;
        std::vector<T> z = evaluate_pow(bases, exponents);
        z[5] = plain[5];
        EXPECT_TRUE(same_bits(plain, z)) << "beside " << a << " to the power " << b;
      }
  });
}

TEST(PowPrecision, NeighboursDoNotCount) {
  check_powers_beside<float>();
  check_powers_beside<double>();
}

TEST(PowPrecision, SpecialValues) {
  check_special_powers<float>();
  check_special_powers<double>();
}

}  // namespace
}  // namespace adjoint::kernels
