// Functions of three operands, element by element, with broadcasting.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref lerp(const Ref& a, const Ref& b, const Ref& weight);              // a + weight (b - a)
Ref addcmul(const Ref& x, const Ref& a, const Ref& b, double value);  // x + value a b
Ref addcdiv(const Ref& x, const Ref& a, const Ref& b, double value);  // x + value a / b

}  // namespace adjoint::ops
