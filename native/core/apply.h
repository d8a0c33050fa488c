// Doing an operation: a new node, its value, and its place on the tape where a transform follows it.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint {

// Appends a node: infers, computes at once when every operand has a value, and keeps the operands when
// an open transform follows one of them.
Ref apply(const Operation& operation, std::span<Node* const> inputs, Attributes attributes = {});

template <class... Nodes>
Ref apply_to(const Operation& operation, Attributes attributes, const Nodes&... nodes) {
  Node* const inputs[] = {nodes.get()...};
  return apply(operation, inputs, std::move(attributes));
}

// A fresh node equal to x that looks at the same elements.
Ref alias_of(const Ref& x);
// Equal to x, and adapting to other types as `like` does: derivatives of a literal are such too.
Ref as_weak_as(const Node& like, const Ref& x);
// A fresh node equal to x, followed by the transform with this bit.
Ref watch(const Ref& x, std::uint64_t bit);

// A node without operands and without value, of the type of another, for a transform that works on shapes
// alone.
Ref placeholder(const Node& like, const Shape& shape, std::uint64_t bit);

}  // namespace adjoint
