// Gamma variables: G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS
// 26 (2000). A cube of a normal variable is accepted as often as the density asks. Below shape 1 that of
// shape a + 1 times a power of a uniform variable serves, so that all is done for logarithms too, which do
// not underflow.
#include <cmath>
#include <limits>

#include "core/threads.h"
#include "kernels/philox.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 2048;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Of a shape from 1 on, as d v, v being the cube.
struct Accepted {
  double d, v;
};

Accepted accepted(double shape, RandomKey key, std::uint64_t position) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 1;; ++attempt) {
    const Block block = attempted(key, position, attempt);
    const double x = normal_quantile(open_uniform(block.pair(0))), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root, u = open_uniform(block.pair(1)), square = x * x;
    if (u < 1 - 0.0331 * square * square) return {d, v};
    if (portable_log(u) < 0.5 * square + d * (1 - v + portable_log(v))) return {d, v};
  }
}

double log_of_uniform(RandomKey key, std::uint64_t position) {
  return portable_log(open_uniform(attempted(key, position, 0).pair(0)));
}

template <bool kLogarithm>
double gamma_variable(double shape, RandomKey key, std::uint64_t position) {
  if (!(shape > 0)) return shape == 0 ? (kLogarithm ? -kInfinity : 0) : std::nan("");
  if (shape == kInfinity) return shape;
  const bool small = shape < 1;
  const Accepted y = accepted(small ? shape + 1 : shape, key, position);
  const double lift = small ? log_of_uniform(key, position) / shape : 0;
  if constexpr (kLogarithm) return portable_log(y.d) + portable_log(y.v) + lift;
  return small ? y.d * y.v * portable_exp(lift) : y.d * y.v;
}

template <bool kLogarithm, class T>
void draw(RandomKey key, std::int64_t count, Parameter<T> shape, T* y) {
  parallel_for(count, kGrain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      y[i] = static_cast<T>(gamma_variable<kLogarithm>(shape[i], key, static_cast<std::uint64_t>(i)));
  });
}

}  // namespace

void random_gamma(RandomKey key, std::int64_t count, Parameter<float> shape, float* y) {
  draw<false>(key, count, shape, y);
}
void random_gamma(RandomKey key, std::int64_t count, Parameter<double> shape, double* y) {
  draw<false>(key, count, shape, y);
}
void random_log_gamma(RandomKey key, std::int64_t count, Parameter<float> shape, float* y) {
  draw<true>(key, count, shape, y);
}
void random_log_gamma(RandomKey key, std::int64_t count, Parameter<double> shape, double* y) {
  draw<true>(key, count, shape, y);
}

}  // namespace adjoint::kernels
