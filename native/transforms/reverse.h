// Reverse mode: walks a recording backwards and writes the nodes of the derivative.
#pragma once

#include <span>
#include <vector>

#include "core/context.h"

namespace adjoint {

// A sweep that a rule runs in place of a part of the sweep around it goes on with the sums that the inputs
// have there: it gives them back, whole. Were it to begin from nothing and its result added to them, the last
// bits would differ from those of a sweep in one.
enum class Sums { kOwn, kOfTheSweepAround };

// The cotangents of `inputs` (watched by the scope's transform), given those of `outputs`. A null
// cotangent stands for ones. An input that no output depends on comes back null.
std::vector<Ref> reverse(Context& context, const Scope& scope, std::span<const Ref> outputs,
                         std::span<const Ref> cotangents, std::span<Node* const> inputs,
                         Sums sums = Sums::kOwn);

}  // namespace adjoint
