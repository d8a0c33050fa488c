// What tells calculations from each other, as bytes that are compared.
#pragma once

#include <string>

#include "program/program.h"

namespace adjoint::program {

// An operation, its attributes and its operands.
std::string signature_of(const Instruction& i);
// Type and shape of a constant, and where its elements lie or, of few, which they are.
std::string signature_of(const Node& constant);
// All that a program does, as long as its constants live.
std::string signature_of(const Program& program);

}  // namespace adjoint::program
