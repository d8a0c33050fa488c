// Singular values and vectors, and what is made of them. Always in double precision: float32 gains digits.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "kernels/bidiagonal.h"
#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

// a = U diag(values) VT of an m x n matrix, thin: the rows of `left` (m long) and `right` (n long) are
// columns of U and V, in the order of `order`, in which the values descend.
class Triplets {
 public:
  template <class T>
  Triplets(std::int64_t m, std::int64_t n, const T* a)
      : m_(m), n_(n), count_(std::min(m, n)), values_(count_), left_(count_ * m), right_(count_ * n) {
    const bool wide = m < n;
    const std::int64_t rows = std::max(m, n);
    Workspace<double> tall(rows * count_);
    exponent_ = exponent_of(m * n, a);
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        tall.data()[wide ? j * m + i : i * n + j] = std::ldexp(static_cast<double>(a[i * n + j]), -exponent_);
    converged_ = solve_tall(rows, tall.data(), wide ? right_.data() : left_.data(),
                            wide ? left_.data() : right_.data());
    order_ = sorted_places(count_, values_.data(), std::greater<>());
  }

  bool converged() const { return converged_; }
  std::int64_t count() const { return count_; }
  double value(std::int64_t i) { return std::ldexp(scaled(i), exponent_); }
  // The values with the largest near 1.
  double scaled(std::int64_t i) { return values_.data()[order_[static_cast<std::size_t>(i)]]; }
  const double* left(std::int64_t i) { return left_.data() + order_[static_cast<std::size_t>(i)] * m_; }
  const double* right(std::int64_t i) { return right_.data() + order_[static_cast<std::size_t>(i)] * n_; }
  int exponent() const { return exponent_; }

 private:
  // Of an m x n matrix with m >= n, by its factors Q R where it is no square.
  bool solve_tall(std::int64_t m, double* a, double* left, double* right) {
    const std::int64_t n = count_;
    Workspace<double> beside(n);
    if (m == n) {
      bidiagonalize(n, a, values_.data(), beside.data(), left, right);
      return diagonalize(n, values_.data(), beside.data(), left, right);
    }
    Workspace<double> factors((m + n) * n), small(n * n);
    qr(DType::kFloat64, 1, m, n, a, factors.data());
    bidiagonalize(n, factors.data() + m * n, values_.data(), beside.data(), small.data(), right);
    const bool converged = diagonalize(n, values_.data(), beside.data(), small.data(), right);
    matmul(DType::kFloat64, n, m, n, {small.data(), n, 1}, {factors.data(), 1, n}, left, m, false);
    return converged;
  }

  std::int64_t m_, n_, count_;
  int exponent_ = 0;
  bool converged_ = false;
  Workspace<double> values_, left_, right_;
  std::vector<std::int64_t> order_;
};

template <class T>
bool factor(std::int64_t m, std::int64_t n, const T* a, T* packed) {
  const std::int64_t count = std::min(m, n), width = m + 1 + n;
  if (!is_finite(a, m * n)) {
    std::fill_n(packed, count * width, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  Triplets triplets(m, n, a);
  if (!triplets.converged()) return false;
  for (std::int64_t j = 0; j < count; ++j) {
    const double *const u = triplets.left(j), *const v = triplets.right(j);
    const double sign = is_negative(u, m) ? -1 : 1;
    T* to = packed + j * width;
    for (std::int64_t i = 0; i < m; ++i) *to++ = static_cast<T>(sign * u[i]);
    *to++ = static_cast<T>(triplets.value(j));
    for (std::int64_t i = 0; i < n; ++i) *to++ = static_cast<T>(sign * v[i]);
  }
  return true;
}

// y (n x m) = V diag(factors) UT, times a power of two.
template <class T>
void combine(std::int64_t m, std::int64_t n, Triplets& triplets, const double* factors, int exponent, T* y) {
  const std::int64_t count = triplets.count();
  Workspace<double> left(count * m), right(count * n), product(n * m);
  for (std::int64_t j = 0; j < count; ++j) {
    for (std::int64_t i = 0; i < m; ++i) left.data()[j * m + i] = factors[j] * triplets.left(j)[i];
    std::copy_n(triplets.right(j), n, right.data() + j * n);
  }
  matmul(DType::kFloat64, n, m, count, {right.data(), 1, n}, {left.data(), m, 1}, product.data(), m, false);
  for (std::int64_t i = 0; i < n * m; ++i) y[i] = static_cast<T>(std::ldexp(product.data()[i], exponent));
}

template <class T>
bool invert(std::int64_t m, std::int64_t n, const T* a, double tolerance, T* y) {
  if (!is_finite(a, m * n)) {
    std::fill_n(y, m * n, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  Triplets triplets(m, n, a);
  if (!triplets.converged()) return false;
  Workspace<double> reciprocals(triplets.count());
  for (std::int64_t i = 0; i < triplets.count(); ++i)
    reciprocals.data()[i] = triplets.scaled(i) > tolerance * triplets.scaled(0) ? 1 / triplets.scaled(i) : 0;
  combine(m, n, triplets, reciprocals.data(), -triplets.exponent(), y);
  return true;
}

// The determinant of the orthogonal matrix of left or right vectors: 1 or -1.
double orientation(std::int64_t n, Triplets& triplets, const double* (Triplets::*vector)(std::int64_t)) {
  Workspace<double> columns(n * n), packed(n * (n + 1));
  for (std::int64_t i = 0; i < n; ++i) std::copy_n((triplets.*vector)(i), n, columns.data() + i * n);
  double result;
  lu(DType::kFloat64, 1, n, n, columns.data(), packed.data());
  lu_determinant(DType::kFloat64, 1, n, packed.data(), &result);
  return result > 0 ? 1 : -1;
}

// Of a singular matrix: det(U) det(V) U diag(the products of all other singular values) VT.
template <class T>
void singular_cofactors(std::int64_t n, const T* a, T* y) {
  Triplets triplets(n, n, a);
  Workspace<double> others(n);
  Workspace<T> transposed(n * n);
  const double sign = orientation(n, triplets, &Triplets::left) * orientation(n, triplets, &Triplets::right);
  for (std::int64_t i = 0; i < n; ++i) {
    others.data()[i] = sign;
    for (std::int64_t j = 0; j < n; ++j)
      if (j != i) others.data()[i] *= triplets.value(j);
  }
  combine(n, n, triplets, others.data(), 0, transposed.data());
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) y[i * n + j] = transposed.data()[j * n + i];
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
