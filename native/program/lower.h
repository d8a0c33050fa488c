// From a recording to a program: nodes become instructions, one to one.
#pragma once

#include <span>

#include "core/context.h"
#include "program/program.h"

namespace adjoint::program {

// What becomes of tensors from elsewhere that were used. Numbers of the host language are constants always.
enum class Captured {
  kConstants,         // they must have values
  kConstantsIfKnown,  // those without a value, of another transform, are constants of which nothing is known
  kInputs,            // further inputs, which are added to a list
};

// What the scope recorded from its stand-ins to these outputs. What no output depends on is left out.
Program lower(const Context& context, const Scope& scope, std::span<Node* const> inputs,
              std::span<const Ref> outputs, Captured captured = Captured::kConstants,
              std::vector<Ref>* further_inputs = nullptr);

}  // namespace adjoint::program
