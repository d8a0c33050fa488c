// The incomplete gamma function, computed in double for either floating type, element by element.
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Incomplete : std::uint8_t {
  kLower,    // P(a, x), the distribution function of the gamma distribution
  kUpper,    // Q(a, x) = 1 - P(a, x)
  kDensity,  // x^(a - 1) exp(-x) / gamma(a)
};

void binary(Incomplete fn, DType type, Extent extent, In a, In x, void* y);

}  // namespace adjoint::kernels
