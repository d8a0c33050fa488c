// Counts: Poisson and binomial variables. Small means by inversion, one uniform variable an element; large
// ones by W. Hörmann's transformed rejection: "The transformed rejection method for generating Poisson random
// variables", Insurance: Mathematics and Economics 12 (1993), and "The generation of binomial random
// variates", J. Statistical Computation and Simulation 46 (1993). Probabilities, which are compared with, are
// C. Loader's: "Fast and accurate computation of binomial probabilities" (2000). They lose no digits to large
// counts.
#include <algorithm>
#include <cmath>

#include "core/threads.h"
#include "kernels/philox.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 2048;
constexpr double kInvertedBelow = 10, kLogTwoPi = 1.83787706640934548356;

// log n! less Stirling's n log n - n + log(2 pi n) / 2, of a whole number from 1 on.
double stirling_rest(double n) {
  if (n < 16) {
    double factorial = 1;
    for (int k = 2; k <= static_cast<int>(n); ++k) factorial *= k;
    return portable_log(factorial) - (n + 0.5) * portable_log(n) + n - 0.5 * kLogTwoPi;
  }
  const double z = 1 / (n * n);
  return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / n;
}

// x log(x / mean) + mean - x, by a series where x is near the mean.
double deviance(double x, double mean) {
  const double far = x - mean, v = far / (x + mean);
  if (!(std::fabs(v) < 0.1)) return x * portable_log(x / mean) + mean - x;
  double sum = far * v, term = 2 * x * v;
  for (int n = 3;; n += 2) {
    term *= v * v;
    const double next = sum + term / n;
    if (next == sum) return sum;
    sum = next;
  }
}

double log_poisson(double k, double mean) {
  if (k == 0) return -mean;
  return -stirling_rest(k) - deviance(k, mean) - 0.5 * (kLogTwoPi + portable_log(k));
}

double log_binomial(double k, double n, double p) {
  if (k == 0) return n * portable_log1p(-p);
  if (k == n) return n * portable_log(p);
  const double left = n - k;
  return stirling_rest(n) - stirling_rest(k) - stirling_rest(left) - deviance(k, n * p) -
         deviance(left, n * (1 - p)) + 0.5 * (portable_log(n / (k * left)) - kLogTwoPi);
}

// The first count whose probabilities, summed from 0 on, reach a uniform variable. `ratio(k)` is that of the
// probabilities of k and k - 1.
template <class Ratio>
double inverted(double first, double most, double u, Ratio ratio) {
  double sum = first, term = first, k = 0;
  while (u > sum && k < most) {
    k += 1;
    term *= ratio(k);
    if (sum + term == sum) return k;  // the rest is below the precision
    sum += term;
  }
  return k;
}

// A count that hat and squeeze propose, accepted as its probability asks.
struct Hat {
  double a, b, centre, squeeze, height;
};
template <class LogProbability>
double transformed(const Hat& hat, double most, RandomKey key, std::uint64_t position,
                   LogProbability log_probability) {
  for (std::uint64_t attempt = 0;; ++attempt) {
    const Block block = attempted(key, position, attempt);
    const double u = open_uniform(block.pair(0)) - 0.5, v = open_uniform(block.pair(1));
    const double side = 0.5 - std::fabs(u);
    const double k = std::floor((2 * hat.a / side + hat.b) * u + hat.centre);
    if (k < 0 || k > most) continue;
    if (side >= 0.07 && v <= hat.squeeze) return k;
    if (portable_log(v * hat.height / (hat.a / (side * side) + hat.b)) <= log_probability(k)) return k;
  }
}

double poisson_variable(double mean, RandomKey key, std::uint64_t position) {
  if (mean < kInvertedBelow) {
    const double u = open_uniform(attempted(key, position, 0).pair(0));
    return inverted(portable_exp(-mean), HUGE_VAL, u, [=](double k) { return mean / k; });
  }
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const Hat hat{-0.059 + 0.02483 * b, b, mean + 0.43, 0.9277 - 3.6224 / (b - 2), 1.1239 + 1.1328 / (b - 3.4)};
  return transformed(hat, 0x1p62, key, position, [=](double k) { return log_poisson(k, mean); });
}

// Of a probability up to a half.
double less_likely(double n, double p, RandomKey key, std::uint64_t position) {
  const double mean = n * p, q = 1 - p;
  if (mean < kInvertedBelow) {
    const double u = open_uniform(attempted(key, position, 0).pair(0)), odds = p / q;
    return inverted(portable_exp(n * portable_log1p(-p)), n, u,
                    [=](double k) { return (n - k + 1) / k * odds; });
  }
  const double deviation = std::sqrt(mean * q), b = 1.15 + 2.53 * deviation;
  const Hat hat{-0.0873 + 0.0248 * b + 0.01 * p, b, mean + 0.5, 0.92 - 4.2 / b, (2.83 + 5.1 / b) * deviation};
  const double mode = log_binomial(std::floor((n + 1) * p), n, p);
  return transformed(hat, n, key, position, [=](double k) { return log_binomial(k, n, p) - mode; });
}

double binomial_variable(double n, double p, RandomKey key, std::uint64_t position) {
  if (n == 0 || p == 0) return 0;
  if (p == 1) return n;
  return p <= 0.5 ? less_likely(n, p, key, position) : n - less_likely(n, 1 - p, key, position);
}

template <class F>
void draw(std::int64_t count, std::int64_t* y, F f) {
  parallel_for(count, kGrain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) y[i] = static_cast<std::int64_t>(f(i));
  });
}

}  // namespace

void random_poisson(RandomKey key, std::int64_t count, Parameter<double> mean, std::int64_t* y) {
  draw(count, y,
       [=](std::int64_t i) { return poisson_variable(mean[i], key, static_cast<std::uint64_t>(i)); });
}

void random_binomial(RandomKey key, std::int64_t count, Parameter<double> n, Parameter<double> p,
                     std::int64_t* y) {
  draw(count, y,
       [=](std::int64_t i) { return binomial_variable(n[i], p[i], key, static_cast<std::uint64_t>(i)); });
}

}  // namespace adjoint::kernels
