// Activations of neural networks.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref sigmoid(const Ref& x);
Ref softplus(const Ref& x);
Ref relu(const Ref& x);
Ref gelu(const Ref& x);
Ref silu(const Ref& x);
Ref softmax(const Ref& x, int axis);
Ref log_softmax(const Ref& x, int axis);

}  // namespace adjoint::ops
