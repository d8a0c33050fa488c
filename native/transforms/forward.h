// Forward mode: walks a recording in its order and writes the nodes of the tangents.
#pragma once

#include <span>
#include <vector>

#include "core/context.h"

namespace adjoint {

// The tangents of `outputs`, given those of `inputs` (watched by the scope's transform); null is zero.
std::vector<Ref> forward(Context& context, const Scope& scope, std::span<Node* const> inputs,
                         std::span<const Ref> tangents, std::span<const Ref> outputs);

}  // namespace adjoint
