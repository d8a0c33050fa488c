#include "kernels/reflections.h"

#include <cmath>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {

double Reflections::reflect(std::int64_t i) {
  const std::int64_t count = n_ - zeros_ - i;
  double* const x = vector(i) + zeros_ + i;
  double& tau = tau_.data()[i];
  const double alpha = x[0];
  double largest = 0;
  for (std::int64_t j = 1; j < count; ++j) largest = std::max(largest, std::abs(x[j]));
  x[0] = 1;
  tau = 0;
  if (largest == 0) return alpha;
  const double scale = std::max(std::abs(alpha), largest);
  double squares = (alpha / scale) * (alpha / scale);
  for (std::int64_t j = 1; j < count; ++j) squares += (x[j] / scale) * (x[j] / scale);
  const double norm = scale * std::sqrt(squares), beta = alpha > 0 ? -norm : norm;
  for (std::int64_t j = 1; j < count; ++j) x[j] /= alpha - beta;
  tau = (beta - alpha) / beta;
  return beta;
}

void Reflections::form(double* rows) {
  std::fill_n(rows, n_ * n_, 0.0);
  for (std::int64_t i = 0; i < n_; ++i) rows[i * (n_ + 1)] = 1;
  if (count() == 0) return;
  for (std::int64_t first = (count() - 1) / kPanel * kPanel; first >= 0; first -= kPanel) {
    const std::int64_t begin = first + zeros_;
    apply(first, std::min(kPanel, count() - first), n_ - begin, rows + begin * (n_ + 1));
  }
}

void Reflections::apply(std::int64_t first, std::int64_t count, std::int64_t m, double* rows) {
  Workspace<double> vectors(count * m), t(count * count), left(m * count), turned(m * count);
  for (std::int64_t j = 0; j < count; ++j) {
    std::fill_n(vectors.data() + j * m, j, 0.0);
    std::copy_n(vector(first + j) + zeros_ + first + j, m - j, vectors.data() + j * m + j);
  }
  block_factor(first, count, m, vectors.data(), t.data());
  matmul(DType::kFloat64, m, count, m, {rows, n_, 1}, {vectors.data(), 1, m}, left.data(), count, false);
  matmul(DType::kFloat64, m, count, count, {left.data(), count, 1}, {t.data(), 1, count}, turned.data(),
         count, false);
  subtract_product<double>(m, m, count, turned.data(), count, 1, vectors.data(), m, 1, rows, n_);
}

// T of I - V T VT, with column j -tau T VT v above tau.
void Reflections::block_factor(std::int64_t first, std::int64_t count, std::int64_t m, const double* vectors,
                               double* t) {
  std::fill_n(t, count * count, 0.0);
  for (std::int64_t j = 0; j < count; ++j) {
    double products[kPanel];
    for (std::int64_t i = 0; i < j; ++i) products[i] = dot(vectors + i * m + j, vectors + j * m + j, m - j);
    for (std::int64_t i = 0; i < j; ++i)
      t[i * count + j] = -tau(first + j) * dot(t + i * count + i, products + i, j - i);
    t[j * count + j] = tau(first + j);
  }
}

}  // namespace adjoint::kernels
