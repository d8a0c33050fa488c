// Finding the operation that a NaN or infinity comes from.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint {

// Throws ANOMALY when the result has an element that is not finite though all operands are finite.
void require_finite(const Operation& operation, std::span<Node* const> inputs, const Node& result);

}  // namespace adjoint
