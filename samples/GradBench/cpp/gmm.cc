#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "evals.h"

namespace {

using Vector = std::vector<double>;

// The logarithm of the sum of exponentials of n numbers; `shares` receives what each contributes.
double log_sum_exp(const double* x, std::int64_t n, double* shares) {
  const double largest = *std::max_element(x, x + n);
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += shares[i] = std::exp(x[i] - largest);
  for (std::int64_t i = 0; i < n; ++i) shares[i] /= sum;
  return largest + std::log(sum);
}

struct Mixture {
  Mixture(Sizes sizes, Arrays in)
      : d(sizes[0]),
        k(sizes[1]),
        n(sizes[2]),
        m(sizes[3]),
        below(d * (d - 1) / 2),
        alpha(in[0]),
        mu(in[1]),
        q(in[2]),
        l(in[3]),
        x(in[4]),
        gamma(*in[5]),
        diagonal(static_cast<std::size_t>(k * d)),
        sums(static_cast<std::size_t>(k)),
        away(static_cast<std::size_t>(k * d)),
        turned(away),
        terms(sums),
        shares(sums) {
    for (std::int64_t j = 0; j < k; ++j)
      for (std::int64_t r = 0; r < d; ++r) {
        diagonal[at(j * d + r)] = std::exp(q[j * d + r]);
        sums[at(j)] += q[j * d + r];
      }
  }
  static std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

  // The logarithm of the density at point i, and what it is made of.
  double density(std::int64_t i) {
    for (std::int64_t j = 0; j < k; ++j) {
      double *a = &away[at(j * d)], *y = &turned[at(j * d)], distance = 0;
      for (std::int64_t r = 0; r < d; ++r) {
        a[r] = x[i * d + r] - mu[j * d + r];
        y[r] = diagonal[at(j * d + r)] * a[r];
      }
      const double* entry = l + j * below;
      for (std::int64_t c = 0; c < d; ++c)
        for (std::int64_t r = c + 1; r < d; ++r) y[r] += *entry++ * a[c];
      for (std::int64_t r = 0; r < d; ++r) distance += y[r] * y[r];
      terms[at(j)] = alpha[j] + sums[at(j)] - distance / 2;
    }
    return log_sum_exp(terms.data(), k, shares.data());
  }

  double prior() const {
    const auto degrees = static_cast<double>(d + m + 1), dd = static_cast<double>(d);
    double log_gamma = dd * (dd - 1) / 4 * std::log(std::numbers::pi);
    for (std::int64_t r = 0; r < d; ++r) log_gamma += std::lgamma((degrees - static_cast<double>(r)) / 2);
    double sum = static_cast<double>(k) * (degrees * dd * (std::log(gamma) - std::log(2.0) / 2) - log_gamma),
           squares = 0;
    for (std::int64_t i = 0; i < k * d; ++i) {
      squares += diagonal[at(i)] * diagonal[at(i)];
      sum += static_cast<double>(m) * q[i];
    }
    for (std::int64_t i = 0; i < k * below; ++i) squares += l[i] * l[i];
    return sum - gamma * gamma / 2 * squares;
  }

  std::int64_t d, k, n, m, below;
  const double *alpha, *mu, *q, *l, *x;
  double gamma;
  Vector diagonal, sums, away, turned, terms, shares;
};

}  // namespace

// alpha: k; mu, q: k x d; l: k x d (d - 1) / 2; x: n x d; gamma.
EVAL(gmm_objective) {
  Mixture g(sizes, in);
  double sum = 0;
  for (std::int64_t i = 0; i < g.n; ++i) sum += g.density(i);
  const auto n = static_cast<double>(g.n);
  *out = sum - n * log_sum_exp(g.alpha, g.k, g.shares.data()) -
         n * static_cast<double>(g.d) / 2 * std::log(2 * std::numbers::pi) + g.prior();
}

// Those of alpha, l, mu and q, one after the other.
EVAL(gmm_jacobian) {
  Mixture g(sizes, in);
  const std::int64_t d = g.d, k = g.k, below = g.below;
  double *of_alpha = out, *of_l = of_alpha + k, *of_mu = of_l + k * below, *of_q = of_mu + k * d;
  std::fill(out, of_q + k * d, 0.0);
  for (std::int64_t i = 0; i < g.n; ++i) {
    g.density(i);
    for (std::int64_t j = 0; j < k; ++j) {
      const double share = g.shares[g.at(j)], *a = &g.away[g.at(j * d)], *y = &g.turned[g.at(j * d)];
      of_alpha[j] += share;
      for (std::int64_t r = 0; r < d; ++r) {
        const double scaled = share * y[r] * g.diagonal[g.at(j * d + r)];
        of_q[j * d + r] += share - scaled * a[r];
        of_mu[j * d + r] += scaled;
      }
      const double* entry = g.l + j * below;
      double* of_entry = of_l + j * below;
      for (std::int64_t c = 0; c < d; ++c)
        for (std::int64_t r = c + 1; r < d; ++r) {
          *of_entry++ -= share * y[r] * a[c];
          of_mu[j * d + c] += share * y[r] * *entry++;
        }
    }
  }
  log_sum_exp(g.alpha, k, g.shares.data());
  for (std::int64_t j = 0; j < k; ++j) of_alpha[j] -= static_cast<double>(g.n) * g.shares[g.at(j)];
  const double weight = g.gamma * g.gamma;
  for (std::int64_t i = 0; i < k * d; ++i)
    of_q[i] += static_cast<double>(g.m) - weight * g.diagonal[g.at(i)] * g.diagonal[g.at(i)];
  for (std::int64_t i = 0; i < k * below; ++i) of_l[i] -= weight * g.l[i];
}
