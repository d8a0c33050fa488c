// The reduction by blocks of reflections from both sides, in which half of the work are products of matrices:
// J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for
// eigenvalue computations", J. Comput. Appl. Math. 27 (1989).
#include "kernels/bidiagonal.h"

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
        left_(n, 0),
        right_(n, 1),
        product_(n),
        of_rows_(2 * n * kPanel),
        of_columns_(2 * n * kPanel) {}

  void reduce() {
    for (std::int64_t first = 0; first < n_; first += kPanel) reduce(first, std::min(kPanel, n_ - first));
  }

  void form(double* left, double* right) {
    left_.form(left);
    right_.form(right);
  }

 private:
  double* row(std::int64_t i) { return a_ + i * n_; }
  // What this block takes off: element (i, k) is less by the inner product of `of_row` i, u0, x0, u1, x1 ...,
  // and `of_column` k, y0, v0, y1, v1 ... with the reflections u of columns and v of rows.
  double* of_row(std::int64_t i) { return of_rows_.data() + 2 * i * kPanel; }
  double* of_column(std::int64_t k) { return of_columns_.data() + 2 * k * kPanel; }

  void reduce(std::int64_t first, std::int64_t count) {
    for (std::int64_t j = 0; j < count; ++j) {
      reduce_column(first + j, j);
      if (first + j + 1 < n_) reduce_row(first + j, j);
    }
    const std::int64_t next = first + count, m = n_ - next;
    subtract_product<double>(m, m, 2 * count, of_row(next), 2 * kPanel, 1, of_column(next), 1, 2 * kPanel,
                             row(next) + next, n_);
  }

  // u of column c, and y = tau AT u.
  void reduce_column(std::int64_t c, std::int64_t j) {
    double* const u = left_.vector(c);
    for (std::int64_t i = c; i < n_; ++i) u[i] = row(i)[c] - dot(of_row(i), of_column(c), 2 * j);
    diagonal_[c] = left_.reflect(c);
    double* const y = product_.data();
    const std::int64_t m = n_ - c;
    matmul(DType::kFloat64, 1, m - 1, m, {u + c, m, 1}, {row(c) + c + 1, n_, 1}, y + c + 1, m, false);
    double sums[2 * kPanel] = {};
    for (std::int64_t i = c; i < n_; ++i) add_multiple(2 * j, u[i], of_row(i), sums);
    for (std::int64_t k = c + 1; k < n_; ++k)
      of_column(k)[2 * j] = left_.tau(c) * (y[k] - dot(of_column(k), sums, 2 * j));
    for (std::int64_t i = c; i < n_; ++i) of_row(i)[2 * j] = u[i];
  }

  // v of row c, and x = tau A v.
  void reduce_row(std::int64_t c, std::int64_t j) {
    double* const v = right_.vector(c);
    for (std::int64_t k = c + 1; k < n_; ++k) v[k] = row(c)[k] - dot(of_row(c), of_column(k), 2 * j + 1);
    beside_[c] = right_.reflect(c);
    double* const x = product_.data();
    const std::int64_t m = n_ - c - 1;
    matmul(DType::kFloat64, m, 1, m, {row(c + 1) + c + 1, n_, 1}, {v + c + 1, 1, 1}, x + c + 1, 1, false);
    double sums[2 * kPanel] = {};
    for (std::int64_t k = c + 1; k < n_; ++k) add_multiple(2 * j + 1, v[k], of_column(k), sums);
    for (std::int64_t i = c + 1; i < n_; ++i)
      of_row(i)[2 * j + 1] = right_.tau(c) * (x[i] - dot(of_row(i), sums, 2 * j + 1));
    for (std::int64_t k = c + 1; k < n_; ++k) of_column(k)[2 * j + 1] = v[k];
  }

  std::int64_t n_;
  double *a_, *diagonal_, *beside_;
  Reflections left_, right_;
  Workspace<double> product_, of_rows_, of_columns_;
};

}  // namespace

void bidiagonalize(std::int64_t n, double* a, double* diagonal, double* beside, double* left, double* right) {
  Reduction reduction(n, a, diagonal, beside);
  reduction.reduce();
  reduction.form(left, right);
}

}  // namespace adjoint::kernels
