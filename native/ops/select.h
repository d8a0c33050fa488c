// Choosing between two operands, element by element.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref where(const Ref& condition, const Ref& a, const Ref& b);
// x limited to what lies between two bounds; null: there is none. The upper one goes before the lower one.
Ref clip(const Ref& x, const Ref& low, const Ref& high);

}  // namespace adjoint::ops
