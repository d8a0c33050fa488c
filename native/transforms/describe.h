// A recording as text.
#pragma once

#include <string>

#include "core/context.h"

namespace adjoint {

// A line for each node that the scope's transform follows: see adj_transform_describe.
std::string describe(const Context& context, const Scope& scope);

}  // namespace adjoint
