// From a recording to a program: nodes become instructions, one to one.
#pragma once

#include <span>

#include "core/context.h"
#include "program/program.h"

namespace adjoint::program {

// What the scope recorded from its stand-ins to these outputs. What no output depends on is left out. Tensors
// from elsewhere become constants, or, where a list for them is given, further inputs; numbers of the host
// language are constants always.
Program lower(const Context& context, const Scope& scope, std::span<Node* const> inputs,
              std::span<const Ref> outputs, std::vector<Ref>* captured = nullptr);

}  // namespace adjoint::program
