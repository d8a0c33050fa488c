// Rewrites that keep every bit of what a program gives.
#pragma once

#include "program/program.h"

namespace adjoint::program {

// Aliases give way to what they stand for, what is calculated twice is calculated once, and what nobody uses
// is left out.
void simplify(Program& program);

}  // namespace adjoint::program
