// Results of kernels against MPFR: references, points to compare at, and errors in units in the last
// place.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>

#include "exact_functions.h"
#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

inline float rounded(mpfr_ptr x, float) { return mpfr_get_flt(x, MPFR_RNDN); }
inline double rounded(mpfr_ptr x, double) { return mpfr_get_d(x, MPFR_RNDN); }

// The exact result: the nearest number of the type, and how far from that it lies in units in the last place.
template <class T>
struct Reference {
  T nearest;
  double rest;
};

template <class T>
Reference<T> reference_of(mpfr_ptr exact) {
  const T nearest = rounded(exact, T{});
  if (!std::isfinite(nearest)) return {nearest, 0};
  using L = std::numeric_limits<T>;
  const int exponent =
      nearest == 0 ? L::min_exponent - 1 : std::max(std::ilogb(nearest), L::min_exponent - 1);
  mpfr_sub_d(exact, exact, static_cast<double>(nearest), MPFR_RNDN);
  mpfr_mul_2si(exact, exact, L::digits - 1 - exponent, MPFR_RNDN);
  return {nearest, mpfr_get_d(exact, MPFR_RNDN)};
}

// In units in the last place; infinite where one of the two is not a number.
template <class T>
double error_of(T actual, Reference<T> expected) {
  const bool nan = std::isnan(expected.nearest);
  if (nan || std::isnan(actual)) return nan && std::isnan(actual) ? 0 : HUGE_VAL;
  const std::int64_t a = ordinal(actual), b = ordinal(expected.nearest);
  if (!close(actual, expected.nearest, 1000))
    return std::fabs(static_cast<double>(a) - static_cast<double>(b));
  return std::fabs(static_cast<double>(a - b) - expected.rest);
}

// ---- points ----

template <class T>
T random_bits(Rng& rng) {
  using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<T>(static_cast<U>(rng()));
}

template <class T>
T some_steps(T x, std::int64_t steps) {  // to a neighbour, some numbers further
  using I = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
  return std::bit_cast<T>(static_cast<I>(std::bit_cast<I>(x) + steps));
}

inline double uniform(Rng& rng, double low, double high) {
  return std::uniform_real_distribution<>(low, high)(rng);
}
inline double magnitude(Rng& rng, double low, double high) {  // of either sign, between two powers of two
  return (rng() & 1 ? -1 : 1) * std::exp2(uniform(rng, low, high));
}

template <class T>
std::vector<T> points() {
  Rng rng(1);
  std::vector<T> all;
  const auto add = [&](int count, auto make) {
    for (int i = 0; i < count; ++i) all.push_back(static_cast<T>(make()));
  };
  const double top = std::log(std::numeric_limits<T>::max()),
               bottom = std::log(std::numeric_limits<T>::denorm_min());
  const double half_pi = std::numbers::pi / 2;
  const auto sign = [&] { return rng() & 1 ? T{-1} : T{1}; };
  add(2000, [&] { return random_bits<T>(rng); });
  add(1000, [&] { return magnitude(rng, -40, 8); });
  add(800, [&] { return uniform(rng, -1, 1); });
  add(800, [&] { return uniform(rng, -10, 10); });
  add(800, [&] { return uniform(rng, -40, 40); });
  add(800, [&] { return uniform(rng, bottom, top); });
  add(600, [&] { return some_steps(sign(), between(rng, -2000, 2000)); });
  add(400, [&] {
    return some_steps(sign(), std::llround(magnitude(rng, 0, std::numeric_limits<T>::digits - 2)));
  });
  add(800, [&] { return some_steps(static_cast<T>(half_pi * between(rng, 1, 64)), between(rng, -5, 5)); });
  add(800,
      [&] { return some_steps(static_cast<T>(half_pi * between(rng, 64, 1 << 20)), between(rng, -5, 5)); });
  add(300, [&] { return some_steps(static_cast<T>(std::round(magnitude(rng, 20, 52)) * half_pi), 0); });
  add(300, [&] { return uniform(rng, top - 1, top + 1); });
  add(300, [&] { return uniform(rng, bottom - 1, bottom + 20); });
  add(400, [&] { return sign() * std::numeric_limits<T>::min() * static_cast<T>(uniform(rng, 0, 2)); });
  return all;
}

// The largest error on the target in use; the argument of the worst goes into the message.
template <class T, class Describe>
void expect_precise(const std::string& name, double limit, const std::vector<T>& actual,
                    const std::vector<Reference<T>>& expected, Describe describe) {
  double worst = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double error = error_of(actual[i], expected[i]);
    if (error <= worst) continue;
    worst = error;
    at = i;
  }
  const std::string key = name + (sizeof(T) == 4 ? "_float_" : "_double_") + name_of(active_target());
  testing::Test::RecordProperty(key, std::to_string(worst));
  EXPECT_LE(worst, limit) << key << " at " << describe(at) << ": " << actual[at] << " for "
                          << expected[at].nearest;
}

// The errors of a function of one operand, on each target, at the points x.
template <class T, class Compute, class Evaluate>
void expect_precise_on_every_target(const std::string& name, double limit, const std::vector<T>& x,
                                    const Compute& exact, const Evaluate& evaluate) {
  std::vector<Reference<T>> expected;
  Exact y;
  for (const T v : x) {
    Exact argument(v);
    exact(y, argument);
    expected.push_back(reference_of<T>(y));
  }
  on_every_target([&] {
    const std::vector<T> actual = evaluate(x);
    expect_precise(name, limit, actual, expected, [&](std::size_t i) {
      std::ostringstream text;
      text << std::hexfloat << x[i];
      return text.str();
    });
  });
}

template <class T>
std::vector<T> special_values() {
  using L = std::numeric_limits<T>;
  return {T{0},           -T{0},           L::infinity(),    -L::infinity(),
          L::quiet_NaN(), L::denorm_min(), -L::denorm_min(), L::max(),
          L::lowest()};
}

template <class T>
void expect_identical(T expected, T actual, const std::string& what) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(actual)) << what << " is " << actual;
  } else {
    EXPECT_EQ(expected, actual) << what;
    EXPECT_EQ(std::signbit(expected), std::signbit(actual)) << what;
  }
}

}  // namespace
}  // namespace adjoint::kernels
