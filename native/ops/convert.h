// Changing how a tensor is held, not what it says.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref cast(const Ref& x, DType dtype);  // x itself when it has the type
Ref stop_gradient(const Ref& x);
Ref contiguous(const Ref& x);  // x itself when it is

}  // namespace adjoint::ops
