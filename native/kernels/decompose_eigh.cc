// Eigenvalues and eigenvectors of symmetric matrices.
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "kernels/decompose_pieces.h"
#include "kernels/tridiagonal.h"

namespace adjoint::kernels {
namespace {

template <class T>
bool factor(std::int64_t n, const T* a, T* packed) {
  if (!is_finite(a, n * n)) {
    std::fill_n(packed, (n + 1) * n, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  const int exponent = exponent_of(n * n, a);
  Workspace<double> symmetric(n * n), values(n), beside(n), rows(n * n);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      symmetric.data()[i * n + j] = std::ldexp(
          static_cast<double>(a[i * n + j]) / 2 + static_cast<double>(a[j * n + i]) / 2, -exponent);
  tridiagonalize(n, symmetric.data(), values.data(), beside.data(), rows.data());
  if (!diagonalize(n, values.data(), beside.data(), rows.data())) return false;

  const std::vector<std::int64_t> order = sorted_places(n, values.data(), std::less<>());
  for (std::int64_t j = 0; j < n; ++j) {
    const std::int64_t place = order[static_cast<std::size_t>(j)];
    const double* const vector = rows.data() + place * n;
    const double sign = is_negative(vector, n) ? -1 : 1;
    packed[j] = static_cast<T>(std::ldexp(values.data()[place], exponent));
    for (std::int64_t i = 0; i < n; ++i) packed[(i + 1) * n + j] = static_cast<T>(sign * vector[i]);
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
