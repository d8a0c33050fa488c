// Which values look at the elements of others, and how.
#pragma once

#include <vector>

#include "program/program.h"

namespace adjoint::program {

// A value's elements are those of `root`, a value with memory of its own: from `offset` bytes on, with these
// strides.
struct Layout {
  ValueId root;
  std::int64_t offset;
  Strides strides;
};

// One a value. Inputs are row-major, and so is what is calculated.
std::vector<Layout> layouts_of(const Program& program);

}  // namespace adjoint::program
