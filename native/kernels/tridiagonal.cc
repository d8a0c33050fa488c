// The reduction by blocks of reflections, in which half of the work are products of matrices: J. J. Dongarra,
// D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for eigenvalue
// computations", J. Comput. Appl. Math. 27 (1989).
#include "kernels/tridiagonal.h"

#include <cmath>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kPanel = 32;

double dot(const double* a, const double* b, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

// Makes v, 1 at first, of x, with (I - tau v vT) x = (beta, 0 ...). Gives tau.
double reflection(std::int64_t count, double* x, double& beta) {
  double largest = 0;
  for (std::int64_t i = 1; i < count; ++i) largest = std::max(largest, std::abs(x[i]));
  const double alpha = x[0];
  x[0] = 1;
  beta = alpha;
  if (largest == 0) return 0;
  const double scale = std::max(std::abs(alpha), largest);
  double squares = (alpha / scale) * (alpha / scale);
  for (std::int64_t i = 1; i < count; ++i) squares += (x[i] / scale) * (x[i] / scale);
  const double norm = scale * std::sqrt(squares);
  beta = alpha > 0 ? -norm : norm;
  for (std::int64_t i = 1; i < count; ++i) x[i] /= alpha - beta;
  return (beta - alpha) / beta;
}

class Reduction {
 public:
  Reduction(std::int64_t n, double* a, double* diagonal, double* beside)
      : n_(n),
        a_(a),
        diagonal_(diagonal),
        beside_(beside),
        tau_(n),
        product_(n),
        pairs_(2 * n * kPanel),
        swapped_(2 * n * kPanel) {}

  void reduce() {
    for (std::int64_t first = 0; first < n_ - 1; first += kPanel) reduce(first, panel_at(first));
    diagonal_[n_ - 1] = a_[n_ * n_ - 1];
  }

  // The rows become the columns of Q, from the last block of reflections to the first.
  void form(double* rows) {
    std::fill_n(rows, n_ * n_, 0.0);
    for (std::int64_t i = 0; i < n_; ++i) rows[i * (n_ + 1)] = 1;
    for (std::int64_t first = (n_ - 2) / kPanel * kPanel; first >= 0 && n_ > 1; first -= kPanel)
      reflect(first, panel_at(first), rows + (first + 1) * (n_ + 1));
  }

 private:
  std::int64_t panel_at(std::int64_t first) const { return std::min(kPanel, n_ - 1 - first); }
  double* row(std::int64_t i) { return a_ + i * n_; }
  // The vectors v and w of this block in row i: v0, w0, v1, w1 ..., and in `swapped` w0, v0, w1, v1 ...
  double* pairs(std::int64_t i) { return pairs_.data() + 2 * i * kPanel; }
  double* swapped(std::int64_t i) { return swapped_.data() + 2 * i * kPanel; }

  // The matrix less v wT + w vT of each column, which the rest of it gets at the end.
  void reduce(std::int64_t first, std::int64_t count) {
    for (std::int64_t j = 0; j < count; ++j) {
      const std::int64_t c = first + j;
      for (std::int64_t i = c; i < n_; ++i) row(c)[i] -= dot(pairs(c), swapped(i), 2 * j);
      diagonal_[c] = row(c)[c];
      tau_.data()[c] = reflection(n_ - c - 1, row(c) + c + 1, beside_[c]);
      append(c, j);
    }
    const std::int64_t next = first + count, m = n_ - next;
    subtract_product<double>(m, m, 2 * count, pairs(next), 2 * kPanel, 1, swapped(next), 1, 2 * kPanel,
                             row(next) + next, n_);
  }

  // w = tau (A v) - (tau^2 / 2) (vT A v) v, with the matrix A that this block would have made so far.
  void append(std::int64_t c, std::int64_t j) {
    const double* const v = row(c);
    double* const y = product_.data();
    const double tau = tau_.data()[c];
    const std::int64_t m = n_ - c - 1;
    matmul(DType::kFloat64, m, 1, m, {row(c + 1) + c + 1, n_, 1}, {v + c + 1, 1, 1}, y + c + 1, 1, false);
    double sums[2 * kPanel] = {};
    for (std::int64_t i = c + 1; i < n_; ++i)
      for (std::int64_t p = 0; p < 2 * j; ++p) sums[p] += swapped(i)[p] * v[i];
    for (std::int64_t i = c + 1; i < n_; ++i) y[i] = tau * (y[i] - dot(pairs(i), sums, 2 * j));
    const double half = tau / 2 * dot(y + c + 1, v + c + 1, m);
    for (std::int64_t i = c + 1; i < n_; ++i) {
      const double w = y[i] - half * v[i];
      pairs(i)[2 * j] = swapped(i)[2 * j + 1] = v[i];
      pairs(i)[2 * j + 1] = swapped(i)[2 * j] = w;
    }
  }

  // rows (m x m) -= rows V TT VT, with the reflections I - V T VT of a block.
  void reflect(std::int64_t first, std::int64_t count, double* rows) {
    const std::int64_t m = n_ - first - 1;
    Workspace<double> vectors(count * m), t(count * count), left(m * count), turned(m * count);
    for (std::int64_t j = 0; j < count; ++j) {
      std::fill_n(vectors.data() + j * m, j, 0.0);
      std::copy_n(row(first + j) + first + 1 + j, m - j, vectors.data() + j * m + j);
    }
    block_factor(first, count, m, vectors.data(), t.data());
    matmul(DType::kFloat64, m, count, m, {rows, n_, 1}, {vectors.data(), 1, m}, left.data(), count, false);
    matmul(DType::kFloat64, m, count, count, {left.data(), count, 1}, {t.data(), 1, count}, turned.data(),
           count, false);
    subtract_product<double>(m, m, count, turned.data(), count, 1, vectors.data(), m, 1, rows, n_);
  }

  // T of I - V T VT, with column j -tau T VT v above tau.
  void block_factor(std::int64_t first, std::int64_t count, std::int64_t m, const double* vectors,
                    double* t) {
    std::fill_n(t, count * count, 0.0);
    for (std::int64_t j = 0; j < count; ++j) {
      const double tau = tau_.data()[first + j];
      double products[kPanel];
      for (std::int64_t i = 0; i < j; ++i) products[i] = dot(vectors + i * m + j, vectors + j * m + j, m - j);
      for (std::int64_t i = 0; i < j; ++i)
        t[i * count + j] = -tau * dot(t + i * count + i, products + i, j - i);
      t[j * count + j] = tau;
    }
  }

  std::int64_t n_;
  double *a_, *diagonal_, *beside_;
  Workspace<double> tau_, product_, pairs_, swapped_;
};

}  // namespace

void tridiagonalize(std::int64_t n, double* a, double* diagonal, double* beside, double* rows) {
  Reduction reduction(n, a, diagonal, beside);
  reduction.reduce();
  reduction.form(rows);
}

}  // namespace adjoint::kernels
