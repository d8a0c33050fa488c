// Functions of the bits that numbers are made of: exponents, neighbours, shifts.
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Bits : std::uint8_t {
  kExponent,  // n, so that |x| lies from 2^(n - 1) up to 2^n; 0 of 0 and of what is not finite
};
enum class BitsOfTwo : std::uint8_t {
  kLdExp,      // a 2^n, of a whole number n: floating types
  kNextAfter,  // the number of the type beside a, towards b: floating types
  kLeftShift,
  kRightShift,  // integers; a count below 0 or beyond the bits shifts all of them out
};

void unary(Bits fn, DType type, Extent extent, In x, void* y);
void binary(BitsOfTwo fn, DType type, Extent extent, In a, In b, void* y);

}  // namespace adjoint::kernels
