// The value of an operation, whatever the types of its operands.
#pragma once

#include "core/operation.h"

namespace adjoint {

// The same where a type among them is one that kernels do not calculate in: operands of such types are
// converted before, and the result after, so that 16-bit floats are rounded once an operation and small
// integers wrap.
void compute_widely(const Operation& operation, std::span<Node* const> inputs, Node& n, Room room);

// Computes the elements of n. `types` are those of the operands and of n.
inline void compute(const Operation& operation, std::span<Node* const> inputs, Node& n, unsigned types,
                    Room room = Room::kNew) {
  if ((types & kNarrowTypes) && !operation.any_type) [[unlikely]]
    compute_widely(operation, inputs, n, room);
  else
    operation.eval({inputs, n, room});
}

// The elements of `from` as the type of `to`, which has its shape and memory in row-major order. Defined
// where kernels are known (ops/convert.cc).
void convert_elements(const Node& from, Node& to);

}  // namespace adjoint
