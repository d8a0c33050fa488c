// Eigenvalues and eigenvectors of symmetric matrices.
#include <Eigen/Eigenvalues>
#include <limits>

#include "kernels/decompose_eigen.h"

namespace adjoint::kernels {
namespace {

template <class T>
bool factor(std::int64_t n, const T* a, T* packed) {
  if (!is_finite(a, n * n)) {
    std::fill_n(packed, (n + 1) * n, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  Dense symmetric = dense(a, n, n);
  symmetric = (symmetric / 2 + symmetric.transpose() / 2).eval();
  const Eigen::SelfAdjointEigenSolver<Dense> solver(symmetric);
  if (solver.info() != Eigen::Success) return false;
  put(solver.eigenvalues(), packed);
  for (std::int64_t j = 0; j < n; ++j) {
    const auto column = solver.eigenvectors().col(j);
    const double sign = is_negative(column) ? -1 : 1;
    for (std::int64_t i = 0; i < n; ++i) packed[(i + 1) * n + j] = static_cast<T>(sign * column[i]);
  }
  return true;
}

}  // namespace

std::int64_t eigh(DType type, std::int64_t batch, std::int64_t n, const void* a, void* packed) {
  if (n == 0) return kAllHaveResults;
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 10 * cube(n), [&](std::int64_t i) {
      return factor(n, static_cast<const T*>(a) + i * n * n, static_cast<T*>(packed) + i * (n + 1) * n);
    });
  });
}

}  // namespace adjoint::kernels
