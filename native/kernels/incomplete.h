// The incomplete gamma and beta functions, computed in double for either floating type, element by element.
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Incomplete : std::uint8_t {
  kLower,          // P(a, x), the distribution function of the gamma distribution
  kUpper,          // Q(a, x) = 1 - P(a, x)
  kDensity,        // x^(a - 1) exp(-x) / gamma(a)
  kQuantileSlope,  // of a and log x: how log x changes with a where P(a, x) stays
  kQuantileCurve,  // the derivative of that slope by a
};
enum class IncompleteBeta : std::uint8_t {
  kRegularised,  // I_x(a, b), the distribution function of the beta distribution
  kDensity,      // x^(a - 1) (1 - x)^(b - 1) / B(a, b)
};

void binary(Incomplete fn, DType type, Extent extent, In a, In x, void* y);
void ternary(IncompleteBeta fn, DType type, Extent extent, In a, In b, In x, void* y);

}  // namespace adjoint::kernels
