// Which instructions run together: elementwise ones of one shape become a loop that goes over memory once,
// and the reductions of all elements of what it makes become part of it.
#pragma once

#include <vector>

#include "program/layout.h"
#include "program/program.h"

namespace adjoint::program {

// Instructions that run one after the other, or all in one loop, block by block.
struct Step {
  std::vector<std::size_t> instructions;  // in the order of the program
  bool is_loop = false;
};

// In an order in which every step finds what it reads. Views are no steps: nothing is done for them.
std::vector<Step> fuse(const Program& program, const std::vector<Layout>& layouts);

// The loop of an elementwise instruction; none where it has none, or where an operand lies so that a loop
// over contiguous blocks would jump through memory.
ElementLoop loop_of(const Program& program, const std::vector<Layout>& layouts,
                    const Instruction& instruction);

// The loop of a reduction of all elements; none where it has none, or its operand is not row-major.
RowLoop row_of(const Program& program, const std::vector<Layout>& layouts, const Instruction& instruction);

}  // namespace adjoint::program
