// Which derivatives of a program's outputs by its inputs can be other than zero, whatever the inputs are.
#pragma once

#include <vector>

#include "program/program.h"

namespace adjoint::program {

// A sparse matrix without values: row i has the columns from starts[i] to starts[i + 1], in ascending order.
struct Sparsity {
  std::vector<std::int64_t> starts, columns;
};

// The pattern of the Jacobian. Its rows are the elements of all outputs, its columns those of the first
// `followed` inputs.
Sparsity sparsity_of(const Program& program, std::size_t followed);

}  // namespace adjoint::program
