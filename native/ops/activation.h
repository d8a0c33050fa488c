// Activations of neural networks.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref sigmoid(const Ref& x);
Ref softplus(const Ref& x);
Ref relu(const Ref& x);
Ref gelu(const Ref& x);
Ref silu(const Ref& x);
Ref leaky_relu(const Ref& x, double slope);
Ref elu(const Ref& x, double alpha);
Ref celu(const Ref& x, double alpha);
Ref selu(const Ref& x);
Ref gelu_tanh(const Ref& x);
Ref softplus_scaled(const Ref& x, double beta, double threshold);
Ref log_sigmoid(const Ref& x);
Ref hardtanh(const Ref& x, double low, double high);
Ref hardshrink(const Ref& x, double lambda);
Ref softshrink(const Ref& x, double lambda);
Ref hardsigmoid(const Ref& x);
Ref hardswish(const Ref& x);
Ref mish(const Ref& x);
Ref softsign(const Ref& x);
Ref tanhshrink(const Ref& x);
Ref softmax(const Ref& x, int axis);
Ref log_softmax(const Ref& x, int axis);

}  // namespace adjoint::ops
