// From a recording to a program: nodes become instructions, one to one.
#pragma once

#include <span>

#include "core/context.h"
#include "program/program.h"

namespace adjoint::program {

// What is asked of tensors from elsewhere, which become constants: that of another transform may have no
// value.
enum class Captured { kWithValue, kAny };

// What the scope recorded from its stand-ins to these outputs. What no output depends on is left out.
Program lower(const Context& context, const Scope& scope, std::span<Node* const> inputs,
              std::span<const Ref> outputs, Captured captured = Captured::kWithValue);

}  // namespace adjoint::program
