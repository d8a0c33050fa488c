// Functions of two operands, element by element, with broadcasting.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref add(const Ref& a, const Ref& b);
Ref sub(const Ref& a, const Ref& b);
Ref mul(const Ref& a, const Ref& b);
Ref div(const Ref& a, const Ref& b);
Ref pow(const Ref& a, const Ref& b);
Ref maximum(const Ref& a, const Ref& b);
Ref minimum(const Ref& a, const Ref& b);

}  // namespace adjoint::ops
