// The reduction by blocks of reflections, in which half of the work are products of matrices: J. J. Dongarra,
// D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for eigenvalue
// computations", J. Comput. Appl. Math. 27 (1989).
#include "kernels/tridiagonal.h"

#include "kernels/decompose_pieces.h"
#include "kernels/reflections.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kPanel = Reflections::kPanel;

class Reduction {
 public:
  Reduction(std::int64_t n, double* a, double* diagonal, double* beside)
      : n_(n),
        a_(a),
        diagonal_(diagonal),
        beside_(beside),
        reflections_(n, 1),
        product_(n),
        pairs_(2 * n * kPanel),
        swapped_(2 * n * kPanel) {}

  void reduce() {
    for (std::int64_t first = 0; first < n_ - 1; first += kPanel)
      reduce(first, std::min(kPanel, n_ - 1 - first));
    diagonal_[n_ - 1] = a_[n_ * n_ - 1];
  }

  void form(double* rows) { reflections_.form(rows); }

 private:
  double* row(std::int64_t i) { return a_ + i * n_; }
  // The vectors v and w of this block in row i: v0, w0, v1, w1 ..., and in `swapped` w0, v0, w1, v1 ...
  double* pairs(std::int64_t i) { return pairs_.data() + 2 * i * kPanel; }
  double* swapped(std::int64_t i) { return swapped_.data() + 2 * i * kPanel; }

  // The matrix less v wT + w vT of each column, which the rest of it gets at the end.
  void reduce(std::int64_t first, std::int64_t count) {
    for (std::int64_t j = 0; j < count; ++j) {
      const std::int64_t c = first + j;
      double* const v = reflections_.vector(c);
      for (std::int64_t i = c; i < n_; ++i) v[i] = row(c)[i] - dot(pairs(c), swapped(i), 2 * j);
      diagonal_[c] = v[c];
      beside_[c] = reflections_.reflect(c);
      append(c, j);
    }
    const std::int64_t next = first + count, m = n_ - next;
    subtract_product<double>(m, m, 2 * count, pairs(next), 2 * kPanel, 1, swapped(next), 1, 2 * kPanel,
                             row(next) + next, n_);
  }

  // w = tau (A v) - (tau^2 / 2) (vT A v) v, with the matrix A that this block would have made so far.
  void append(std::int64_t c, std::int64_t j) {
    const double* const v = reflections_.vector(c);
    double* const y = product_.data();
    const double tau = reflections_.tau(c);
    const std::int64_t m = n_ - c - 1;
    matmul(DType::kFloat64, m, 1, m, {row(c + 1) + c + 1, n_, 1}, {v + c + 1, 1, 1}, y + c + 1, 1, false);
    double sums[2 * kPanel] = {};
    for (std::int64_t i = c + 1; i < n_; ++i) add_multiple(2 * j, v[i], swapped(i), sums);
    for (std::int64_t i = c + 1; i < n_; ++i) y[i] = tau * (y[i] - dot(pairs(i), sums, 2 * j));
    const double half = tau / 2 * dot(y + c + 1, v + c + 1, m);
    for (std::int64_t i = c + 1; i < n_; ++i) {
      const double w = y[i] - half * v[i];
      pairs(i)[2 * j] = swapped(i)[2 * j + 1] = v[i];
      pairs(i)[2 * j + 1] = swapped(i)[2 * j] = w;
    }
  }

  std::int64_t n_;
  double *a_, *diagonal_, *beside_;
  Reflections reflections_;
  Workspace<double> product_, pairs_, swapped_;
};

}  // namespace

void tridiagonalize(std::int64_t n, double* a, double* diagonal, double* beside, double* rows) {
  Reduction reduction(n, a, diagonal, beside);
  reduction.reduce();
  reduction.form(rows);
}

}  // namespace adjoint::kernels
