// Singular values and vectors, and what is made of them.
#include <Eigen/SVD>
#include <limits>

#include "kernels/decompose_eigen.h"

namespace adjoint::kernels {
namespace {

using Solver = Eigen::BDCSVD<Dense>;  // by Jacobi's rotations where the matrix is small

template <class T>
Solver solver_of(std::int64_t m, std::int64_t n, const T* a) {
  return Solver(dense(a, m, n), Eigen::ComputeThinU | Eigen::ComputeThinV);
}

template <class T>
bool factor(std::int64_t m, std::int64_t n, const T* a, T* packed) {
  const std::int64_t count = std::min(m, n), width = m + 1 + n;
  if (!is_finite(a, m * n)) {
    std::fill_n(packed, count * width, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  const Solver solver = solver_of(m, n, a);
  if (solver.info() != Eigen::Success) return false;
  for (std::int64_t j = 0; j < count; ++j) {
    const auto u = solver.matrixU().col(j), v = solver.matrixV().col(j);
    const double sign = is_negative(u.data(), m) ? -1 : 1;
    T* to = packed + j * width;
    for (std::int64_t i = 0; i < m; ++i) *to++ = static_cast<T>(sign * u[i]);
    *to++ = static_cast<T>(solver.singularValues()[j]);
    for (std::int64_t i = 0; i < n; ++i) *to++ = static_cast<T>(sign * v[i]);
  }
  return true;
}

template <class T>
bool invert(std::int64_t m, std::int64_t n, const T* a, double tolerance, T* y) {
  if (!is_finite(a, m * n)) {
    std::fill_n(y, m * n, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  const Solver solver = solver_of(m, n, a);
  if (solver.info() != Eigen::Success) return false;
  const auto& s = solver.singularValues();
  Eigen::VectorXd reciprocals(s.size());
  for (Eigen::Index i = 0; i < s.size(); ++i) reciprocals[i] = s[i] > tolerance * s[0] ? 1 / s[i] : 0;
  put(solver.matrixV() * reciprocals.asDiagonal() * solver.matrixU().transpose(), y);
  return true;
}

double determinant(const Dense& a) {
  const std::int64_t n = a.rows();
  const RowMajor rows = a;
  Workspace<double> packed(n * (n + 1));
  double result;
  lu(DType::kFloat64, 1, n, n, rows.data(), packed.data());
  lu_determinant(DType::kFloat64, 1, n, packed.data(), &result);
  return result;
}

// Of a singular matrix: det(U) det(V) U diag(the products of all other singular values) VT.
template <class T>
void singular_cofactors(std::int64_t n, const T* a, T* y) {
  const Solver solver = solver_of(n, n, a);
  const auto& s = solver.singularValues();
  Eigen::VectorXd others(n);
  const double orientation = determinant(solver.matrixU()) * determinant(solver.matrixV());
  for (Eigen::Index i = 0; i < n; ++i) {
    others[i] = orientation > 0 ? 1 : -1;
    for (Eigen::Index j = 0; j < n; ++j)
      if (j != i) others[i] *= s[j];
  }
  put(solver.matrixU() * others.asDiagonal() * solver.matrixV().transpose(), y);
}

template <class T>
void cofactors_of(std::int64_t n, const T* a, T* y) {
  Workspace<T> packed(n * (n + 1)), identity(n * n);
  lu(kRealType<T>, 1, n, n, a, packed.data());
  T det;
  lu_determinant(kRealType<T>, 1, n, packed.data(), &det);
  std::fill_n(identity.data(), n * n, T{0});
  for (std::int64_t i = 0; i < n; ++i) identity.data()[i * (n + 1)] = 1;
  const std::int64_t start = 0;
  if (lu_solve(kRealType<T>, 1, n, n, {{packed.data(), n + 1, 1}, &start}, {{identity.data(), n, 1}, &start},
               true, y) == kAllHaveResults)
    for (std::int64_t i = 0; i < n * n; ++i) y[i] *= det;
  else if (is_finite(a, n * n))
    singular_cofactors(n, a, y);
  else
    std::fill_n(y, n * n, std::numeric_limits<T>::quiet_NaN());
}

}  // namespace

std::int64_t svd(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a,
                 void* packed) {
  const std::int64_t count = std::min(m, n);
  if (count == 0) return kAllHaveResults;
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 20 * m * n * count, [&](std::int64_t i) {
      return factor(m, n, static_cast<const T*>(a) + i * m * n,
                    static_cast<T*>(packed) + i * count * (m + 1 + n));
    });
  });
}

std::int64_t pseudo_inverse(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a,
                            double tolerance, void* y) {
  if (m == 0 || n == 0) return kAllHaveResults;
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 20 * m * n * std::min(m, n), [&](std::int64_t i) {
      return invert(m, n, static_cast<const T*>(a) + i * m * n, tolerance, static_cast<T*>(y) + i * m * n);
    });
  });
}

void cofactors(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, 2 * cube(n), [&](std::int64_t i) {
      cofactors_of(n, static_cast<const T*>(a) + i * n * n, static_cast<T*>(y) + i * n * n);
      return true;
    });
  });
}

}  // namespace adjoint::kernels
