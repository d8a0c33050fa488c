// The exponential of matrices by scaling and squaring a Padé approximant: N. J. Higham, "The scaling and
// squaring method for the matrix exponential revisited", SIAM J. Matrix Anal. Appl. 26 (2005).
#include <cmath>
#include <limits>
#include <span>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

struct Approximant {
  double norm;  // up to which it is exact to the last bits
  int degree;
  double coefficients[14];
};

constexpr Approximant kDouble[] = {
    {1.495585217958292e-2, 3, {120, 60, 12, 1}},
    {2.539398330063230e-1, 5, {30240, 15120, 3360, 420, 30, 1}},
    {9.504178996162932e-1, 7, {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1}},
    {2.097847961257068,
     9,
     {17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1}},
    {5.371920351148152,
     13,
     {64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
      10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1}},
};
// Higham's bounds for 24 bits.
constexpr Approximant kSingle[] = {
    {4.258730016922831e-1, 3, {120, 60, 12, 1}},
    {1.880152677804762, 5, {30240, 15120, 3360, 420, 30, 1}},
    {3.925724783138660, 7, {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1}},
};

template <class T>
std::span<const Approximant> approximants() {
  if constexpr (sizeof(T) == 4)
    return kSingle;
  else
    return kDouble;
}

template <class T>
class Exponential {
 public:
  explicit Exponential(std::int64_t n)
      : n_(n), powers_(2 * n * n), odd_(n * n), even_(n * n), other_(n * n), packed_(n * (n + 1)) {}

  void run(const T* a, T* y) {
    const T norm = norm_of(a);
    if (!std::isfinite(norm)) {
      std::fill_n(y, count(), std::numeric_limits<T>::quiet_NaN());
      return;
    }
    const Approximant* chosen = &approximants<T>().back();
    for (const Approximant& one : approximants<T>())
      if (static_cast<double>(norm) <= one.norm) {
        chosen = &one;
        break;
      }
    int squarings = 0;
    if (static_cast<double>(norm) > chosen->norm) {
      std::frexp(static_cast<double>(norm) / chosen->norm, &squarings);
    }
    const T scale = std::ldexp(T{1}, -squarings);
    for (std::int64_t i = 0; i < count(); ++i) other_.data()[i] = a[i] * scale;
    approximate(*chosen, y);
    for (; squarings > 0; --squarings) {
      std::copy_n(y, count(), other_.data());
      multiply(other_.data(), other_.data(), y);
    }
  }

 private:
  std::int64_t count() const { return n_ * n_; }

  // The largest sum of absolute values of a column.
  T norm_of(const T* a) const {
    T largest = 0;
    for (std::int64_t j = 0; j < n_; ++j) {
      T sum = 0;
      for (std::int64_t i = 0; i < n_; ++i) sum += std::abs(a[i * n_ + j]);
      if (!(sum <= largest)) largest = sum;
    }
    return largest;
  }

  void multiply(const T* a, const T* b, T* y) const {
    matmul(kRealType<T>, n_, n_, n_, {a, n_, 1}, {b, n_, 1}, y, n_, false);
  }

  // y = q(-a)^-1 q(a) of what is in `other`: q's odd part is a times a polynomial of a^2, like its even part.
  void approximate(const Approximant& one, T* y) {
    T *const square = powers_.data(), *const power = square + count();
    multiply(other_.data(), other_.data(), square);
    fill_identity(power);
    std::fill_n(odd_.data(), count(), T{0});
    std::fill_n(even_.data(), count(), T{0});
    for (int k = 0; k <= one.degree; k += 2) {
      if (k > 0) {
        std::copy_n(power, count(), y);
        multiply(y, square, power);
      }
      for (std::int64_t i = 0; i < count(); ++i) {
        even_.data()[i] += static_cast<T>(one.coefficients[k]) * power[i];
        odd_.data()[i] += static_cast<T>(one.coefficients[k + 1]) * power[i];
      }
    }
    multiply(other_.data(), odd_.data(), square);
    for (std::int64_t i = 0; i < count(); ++i) {
      odd_.data()[i] = even_.data()[i] - square[i];
      even_.data()[i] += square[i];
    }
    const std::int64_t start = 0;
    lu(kRealType<T>, 1, n_, n_, odd_.data(), packed_.data());
    lu_solve(kRealType<T>, 1, n_, n_, {{packed_.data(), n_ + 1, 1}, &start}, {{even_.data(), n_, 1}, &start},
             false, y);
  }

  void fill_identity(T* y) const {
    std::fill_n(y, count(), T{0});
    for (std::int64_t i = 0; i < n_; ++i) y[i * (n_ + 1)] = 1;
  }

  std::int64_t n_;
  Workspace<T> powers_, odd_, even_, other_, packed_;
};

}  // namespace

std::int64_t matrix_exp(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 40 * cube(n), [&](std::int64_t i) {
      Exponential<T>(n).run(static_cast<const T*>(a) + i * n * n, static_cast<T*>(y) + i * n * n);
      return true;
    });
  });
}

}  // namespace adjoint::kernels
