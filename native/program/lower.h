// From a recording to a program: nodes become instructions, one to one.
#pragma once

#include <span>

#include "core/context.h"
#include "program/program.h"

namespace adjoint::program {

// What the scope recorded from its stand-ins to these outputs. What no output depends on is left out; tensors
// from elsewhere become constants.
Program lower(const Context& context, const Scope& scope, std::span<Node* const> inputs,
              std::span<const Ref> outputs);

}  // namespace adjoint::program
