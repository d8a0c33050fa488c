// Elementary functions that are computed in double for either floating type, element by element.
#pragma once

#include "core/dtype.h"
#include "core/element_loop.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Elementary : std::uint8_t {
  kLog2,
  kLog10,
  kExp2,
  kExp10,
  kCbrt,
  kCbrtSlope,  // slopes are the derivatives of what they are named after
  kAsin,
  kAcos,
  kAtan,
  kAtanSlope,
  kSinh,
  kCosh,
  kAsinh,
  kAcosh,
  kAcoshSlope,
  kAtanh,
  kLogit,
  kSinc,      // sin(pi x) / (pi x)
  kLog1mExp,  // log(1 - exp(-x))
  kEntropy,   // -x log x
  kTrunc,
};

enum class ElementaryOfTwo : std::uint8_t {
  kAtan2,
  kHypot,
  kLogAddExp,
  kLogAddExp2,
  kXLogY,    // a log b, 0 where a is 0
  kXLog1pY,  // a log(1 + b), 0 where a is 0
  kCopySign,
};

void unary(Elementary fn, DType type, Extent extent, In x, void* y);
void binary(ElementaryOfTwo fn, DType type, Extent extent, In a, In b, void* y);
// The same over contiguous elements.
ElementLoop loop_of(Elementary fn, DType type);
ElementLoop loop_of(ElementaryOfTwo fn, DType type);

}  // namespace adjoint::kernels
