// The value of an operation, whatever the types of its operands.
#pragma once

#include "core/operation.h"

namespace adjoint {

// Computes the elements of n. Operations that calculate have kernels for some types only: operands of the
// others are converted before, and the result after, so that 16-bit floats are rounded once an operation and
// small integers wrap.
void compute(const Operation& operation, std::span<Node* const> inputs, Node& n);

// The elements of `from` as the type of `to`, which has its shape and memory in row-major order. Defined
// where kernels are known (ops/convert.cc).
void convert_elements(const Node& from, Node& to);

}  // namespace adjoint
