// Reverse mode: walks a recording backwards and writes the nodes of the derivative.
#pragma once

#include <span>
#include <vector>

#include "core/context.h"

namespace adjoint {

// The cotangents of `inputs` (watched by the scope's transform), given those of `outputs`. A null
// cotangent stands for ones. An input that no output depends on comes back null.
std::vector<Ref> reverse(Context& context, const Scope& scope, std::span<const Ref> outputs,
                         std::span<const Ref> cotangents, std::span<Node* const> inputs);

}  // namespace adjoint
