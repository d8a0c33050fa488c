// Powers of floating numbers and their partial derivatives, element by element.
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Power : std::uint8_t {
  kItself,      // a^b
  kByBase,      // b a^(b - 1), 0 where b is 0
  kByExponent,  // a^b log a, 0 where a is 0
};

void power(Power fn, DType type, Extent extent, In a, In b, void* y);

}  // namespace adjoint::kernels
