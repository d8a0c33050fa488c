// Choosing between two operands, element by element.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref where(const Ref& condition, const Ref& a, const Ref& b);

}  // namespace adjoint::ops
