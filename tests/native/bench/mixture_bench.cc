// The gradient of a Gaussian mixture by hand: the peer of what a transform makes (64 dimensions, 25
// components, 1000 points).
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

#include "mixture_peer.h"

namespace adjoint::bench {
namespace {

constexpr int kDimensions = 64, kComponents = 25, kPoints = 1000;

void fill(std::vector<double>& values, double scale) {
  static std::minstd_rand random(7);
  std::normal_distribution<double> normal(0, scale);
  for (double& v : values) v = normal(random);
}

Mixture random_mixture(double scale) {
  Mixture m(kComponents, kDimensions);
  fill(m.alphas, scale);
  fill(m.means, scale);
  fill(m.log_diagonals, 0.1 * scale);
  fill(m.below, 0.1 * scale);
  return m;
}

// The parameters moved along a direction, or the derivative along it if there is nothing to move.
double along(const Mixture& gradient, const Mixture& direction, Mixture* moved, double step) {
  double sum = 0;
  for (const auto part : {&Mixture::alphas, &Mixture::means, &Mixture::log_diagonals, &Mixture::below})
    for (std::size_t i = 0; i < (direction.*part).size(); ++i) {
      sum += (gradient.*part)[i] * (direction.*part)[i];
      if (moved) (moved->*part)[i] += step * (direction.*part)[i];
    }
  return sum;
}

bool gradient_is_right(const Mixture& m, const std::vector<double>& points) {
  const Mixture direction = random_mixture(1);
  Mixture gradient(kComponents, kDimensions), ignored = gradient, ahead = m, behind = m;
  log_likelihood(m, points, gradient);
  const double step = 1e-6, slope = along(gradient, direction, &ahead, step);
  along(gradient, direction, &behind, -step);
  const double difference =
      (log_likelihood(ahead, points, ignored) - log_likelihood(behind, points, ignored)) / (2 * step);
  return std::abs(difference - slope) <= 1e-6 * std::abs(slope);
}

void mixture_gradient(benchmark::State& state) {
  const Mixture m = random_mixture(1);
  std::vector<double> points(kPoints * kDimensions);
  fill(points, 1);
  if (!gradient_is_right(m, points)) state.SkipWithError("the gradient by hand is wrong");
  for (auto _ : state) {
    Mixture gradient(kComponents, kDimensions);
    benchmark::DoNotOptimize(log_likelihood(m, points, gradient));
  }
}
BENCHMARK(mixture_gradient)->Name("mixture_gradient/peer")->UseRealTime();

}  // namespace
}  // namespace adjoint::bench
