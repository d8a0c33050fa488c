// The recording that a thread's transforms share: the nodes that they follow, in the order of their making.
#pragma once

#include <algorithm>
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
  // After this as many nodes can be appended without asking for memory.
  void make_room(std::size_t count = 1) {
    const std::size_t needed = nodes_.size() + count;
    if (needed > nodes_.capacity()) nodes_.reserve(std::max(needed, 2 * nodes_.size()));
  }
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
