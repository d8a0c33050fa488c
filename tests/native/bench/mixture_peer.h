// The log-likelihood of a Gaussian mixture and its gradient, written out by hand.
#pragma once

#include <vector>

namespace adjoint::bench {

// Parameters or their derivatives. Of each component: the logarithm of its weight (but for a constant), its
// mean, and of its inverse covariance's root the logarithms of the diagonal and the rows below it, one behind
// the other.
struct Mixture {
  Mixture(int components, int dimensions)
      : k(components),
        d(dimensions),
        alphas(static_cast<std::size_t>(k)),
        means(static_cast<std::size_t>(k * d)),
        log_diagonals(static_cast<std::size_t>(k * d)),
        below(static_cast<std::size_t>(k * d * (d - 1) / 2)) {}

  int k, d;
  std::vector<double> alphas, means, log_diagonals, below;
};

// Adds the gradient to `gradient` and returns the value; `points` are rows.
double log_likelihood(const Mixture& m, const std::vector<double>& points, Mixture& gradient);

}  // namespace adjoint::bench
