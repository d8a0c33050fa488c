// Arithmetic of complex numbers, element by element: complex64 and complex128.
#pragma once

#include "core/dtype.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {

// kNeg, kSquare, kReciprocal, kSqrt (the root whose real part is not negative).
void complex_unary(Unary fn, DType type, Extent extent, In x, void* y);
// kAdd, kSub, kMul, kDiv. No quotient overflows on its way to a result that fits.
void complex_binary(Binary fn, DType type, Extent extent, In a, In b, void* y);
void conjugate(DType type, Extent extent, In x, void* y);
// Complex numbers of this type from their two parts.
void combine(DType type, Extent extent, In real, In imaginary, void* y);

}  // namespace adjoint::kernels
