// Sums of products by Einstein's convention.
#pragma once

#include <span>
#include <string_view>

#include "core/operation.h"

namespace adjoint::ops {

Ref einsum(std::string_view equation, std::span<const Ref> xs);

}  // namespace adjoint::ops
