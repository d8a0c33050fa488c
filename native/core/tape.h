// The recording that a thread's transforms share: the nodes that they follow, in the order of their making.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/node.h"

namespace adjoint {

// Holds one reference to each node.
class Tape {
 public:
  const std::vector<Node*>& nodes() const { return nodes_; }
  std::size_t size() const { return nodes_.size(); }
  void append(Node* n) {
    nodes_.push_back(n);
    retain(n);
  }
  void take_off(std::size_t start, std::size_t count);
  // The transform with this bit, which began at `start`, ends: lets go what no other one follows. A
  // pattern has no values: it is of no use to the transforms around it.
  void settle(std::size_t start, std::uint64_t bit, bool is_pattern);

 private:
  std::vector<Node*> nodes_;
};

}  // namespace adjoint
