// Determinants of complex matrices, by elimination in double precision.
#include <complex>
#include <numbers>

#include "kernels/decompose_pieces.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {
namespace {

using Complex = std::complex<double>;

// A product that leaves no range: the number times a power of two.
struct Scaled {
  Complex number{1, 0};
  int exponent = 0;

  void multiply(Complex factor) {
    const double larger = std::max(std::abs(factor.real()), std::abs(factor.imag()));
    if (!std::isfinite(larger) || larger == 0) {
      number *= factor;
      return;
    }
    const int own = std::ilogb(larger);
    number *= Complex(std::ldexp(factor.real(), -own), std::ldexp(factor.imag(), -own));
    const int rest = std::ilogb(std::max(std::abs(number.real()), std::abs(number.imag())));
    number = {std::ldexp(number.real(), -rest), std::ldexp(number.imag(), -rest)};
    exponent += own + rest;
  }
};

// The product of the pivots, each the largest of what is left in its column.
Scaled eliminate(std::int64_t n, Complex* a) {
  Scaled product;
  for (std::int64_t k = 0; k < n; ++k) {
    std::int64_t best = k;
    for (std::int64_t i = k + 1; i < n; ++i)
      if (std::norm(a[i * n + k]) > std::norm(a[best * n + k])) best = i;
    if (best != k) {
      std::swap_ranges(a + k * n, a + (k + 1) * n, a + best * n);
      product.number = -product.number;
    }
    const Complex pivot = a[k * n + k];
    product.multiply(pivot);
    if (pivot == 0.0) return product;
    const Complex inverse = 1.0 / pivot;
    for (std::int64_t i = k + 1; i < n; ++i) {
      const Complex factor = a[i * n + k] * inverse;
      for (std::int64_t j = k + 1; j < n; ++j) a[i * n + j] -= factor * a[k * n + j];
    }
  }
  return product;
}

Complex logarithm_of(const Scaled& x) {
  const std::int64_t one = 1;
  double square = std::norm(x.number);
  unary(Unary::kLog, DType::kFloat64, {1, &one}, {&square, &one}, &square);
  return {0.5 * square + x.exponent * std::numbers::ln2, std::atan2(x.number.imag(), x.number.real())};
}

Complex value_of(const Scaled& x) {
  return {std::ldexp(x.number.real(), x.exponent), std::ldexp(x.number.imag(), x.exponent)};
}

}  // namespace

void complex_determinant(DType type, std::int64_t batch, std::int64_t n, const void* a, bool logarithm,
                         void* y) {
  const auto of_parts = [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, 8 * cube(n), [&](std::int64_t i) {
      const T* const from = static_cast<const T*>(a) + 2 * i * n * n;
      T* const to = static_cast<T*>(y) + 2 * i;
      Workspace<Complex> rows(n * n);
      // In units of the largest, so that no square leaves the range.
      const int unit = exponent_of(2 * n * n, from);
      for (std::int64_t j = 0; j < n * n; ++j)
        rows.data()[j] = {std::ldexp(static_cast<double>(from[2 * j]), -unit),
                          std::ldexp(static_cast<double>(from[2 * j + 1]), -unit)};
      Scaled product = eliminate(n, rows.data());
      product.exponent += unit * static_cast<int>(n);
      const Complex result = logarithm ? logarithm_of(product) : value_of(product);
      to[0] = static_cast<T>(result.real());
      to[1] = static_cast<T>(result.imag());
      return true;
    });
  };
  type == DType::kComplex64 ? of_parts(float{}) : of_parts(double{});
}

}  // namespace adjoint::kernels
