#include "mixture_peer.h"

#include <algorithm>
#include <cmath>

namespace adjoint::bench {
namespace {

using Vector = std::vector<double>;

// Where component c begins in the lists of a mixture.
struct Component {
  Component(const Mixture& m, int c) : at(c * m.d), below(c * m.d * (m.d - 1) / 2) {}
  std::ptrdiff_t at, below;
};

// centered = x - mean and whitened = root * centered; returns half the square of the latter.
double whiten(const Mixture& m, const Component& c, const double* x, const double* diagonal, double* centered,
              double* whitened) {
  const double* row = m.below.data() + c.below;
  double squares = 0;
  for (int i = 0; i < m.d; ++i) centered[i] = x[i] - m.means[static_cast<std::size_t>(c.at + i)];
  for (int i = 0; i < m.d; row += i++) {
    double sum = diagonal[c.at + i] * centered[i];
    for (int j = 0; j < i; ++j) sum += row[j] * centered[j];
    whitened[i] = sum;
    squares += sum * sum;
  }
  return 0.5 * squares;
}

// What a point adds to a component's derivatives when `share` of it belongs there.
void add_gradient(const Mixture& m, const Component& c, double share, const double* diagonal,
                  const double* centered, const double* whitened, Mixture& gradient) {
  const double* row = m.below.data() + c.below;
  double* row_gradient = gradient.below.data() + c.below;
  double* mean = gradient.means.data() + c.at;
  double* log_diagonal = gradient.log_diagonals.data() + c.at;
  for (int i = 0; i < m.d; row += i, row_gradient += i, ++i) {
    const double scaled = share * whitened[i];
    mean[i] += scaled * diagonal[c.at + i];
    log_diagonal[i] += share - scaled * centered[i] * diagonal[c.at + i];
    for (int j = 0; j < i; ++j) {
      mean[j] += scaled * row[j];
      row_gradient[j] -= scaled * centered[j];
    }
  }
}

// Makes shares of logarithms, the largest first taken off; returns the logarithm of their sum.
double normalize(Vector& terms) {
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (double& t : terms) sum += t = std::exp(t - largest);
  for (double& t : terms) t /= sum;
  return largest + std::log(sum);
}

}  // namespace

double log_likelihood(const Mixture& m, const Vector& points, Mixture& gradient) {
  const auto k = static_cast<std::size_t>(m.k), d = static_cast<std::size_t>(m.d);
  const std::size_t count = points.size() / d;
  Vector diagonal(k * d), logs(k), shares = m.alphas, terms(k), centered(k * d), whitened(k * d);
  for (std::size_t i = 0; i < k * d; ++i) {
    diagonal[i] = std::exp(m.log_diagonals[i]);
    logs[i / d] += m.log_diagonals[i];
  }
  const auto n = static_cast<double>(count), freedom = static_cast<double>(d + 1);
  double value = -n * normalize(shares);
  for (std::size_t c = 0; c < k; ++c) gradient.alphas[c] -= n * shares[c];
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t c = 0; c < k; ++c)
      terms[c] = m.alphas[c] + logs[c] -
                 whiten(m, Component(m, static_cast<int>(c)), &points[p * d], diagonal.data(),
                        &centered[c * d], &whitened[c * d]);
    value += normalize(terms);
    for (std::size_t c = 0; c < k; ++c) {
      gradient.alphas[c] += terms[c];
      add_gradient(m, Component(m, static_cast<int>(c)), terms[c], diagonal.data(), &centered[c * d],
                   &whitened[c * d], gradient);
    }
  }
  for (std::size_t i = 0; i < k * d; ++i) {  // the prior
    value -= 0.5 * diagonal[i] * diagonal[i] - freedom * m.log_diagonals[i];
    gradient.log_diagonals[i] -= diagonal[i] * diagonal[i] - freedom;
  }
  for (std::size_t i = 0; i < m.below.size(); ++i) {
    value -= 0.5 * m.below[i] * m.below[i];
    gradient.below[i] -= m.below[i];
  }
  return value;
}

}  // namespace adjoint::bench
