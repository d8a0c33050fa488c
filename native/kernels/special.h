// Special functions that are computed in double for either floating type, element by element.
#pragma once

#include "core/dtype.h"
#include "core/element_loop.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Special : std::uint8_t {
  kErfc,
  kErfcx,  // exp(x^2) erfc(x)
  kErfinv,
  kErfinvSlope,  // slopes are the derivatives of what they are named after
  kGauss,        // exp(-x^2)
  kGaussHalf,    // exp(-x^2 / 2)
  kNdtr,
  kNdtri,
  kNdtriSlope,
  kLogNdtr,
  kI0,
  kI0e,
  kI0eSlope,
  kI1,
  kI1e,
};
enum class Gamma : std::uint8_t { kLGamma, kDigamma };

// Functions of an order, a whole number that is the same for all elements.
enum class OfOrder : std::uint8_t {
  kBesselIn,       // exp(-|x|) I_n(x), from order 2 on
  kErfcxIntegral,  // exp(x^2) times the n-th repeated integral of erfc
  kPolygamma,      // the n-th derivative of digamma, from order 1 on
  kSincSlope,      // the n-th derivative of sin(pi x) / (pi x)
};

void unary(Special fn, DType type, Extent extent, In x, void* y);
void unary(Gamma fn, DType type, Extent extent, In x, void* y);
// The same over contiguous elements.
ElementLoop loop_of(Special fn, DType type);
ElementLoop loop_of(Gamma fn, DType type);
void of_order(OfOrder fn, DType type, Extent extent, In x, int order, void* y);

}  // namespace adjoint::kernels
