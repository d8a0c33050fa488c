// When what a walk keeps at a node is read for the last time, so that it can go there: of a long function
// little is alive at once.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "transforms/scratch.h"

namespace adjoint {

// For a walk from the beginning to the end, in which each node reads what is kept at its operands.
class LastReads {
 public:
  // What is kept at the outputs stays.
  LastReads(const Walk& walk, std::span<const Ref> outputs) {
    std::vector<Node*> marked;
    const auto is_first = [&](Node* n) {
      if (std::exchange(n->kept, true)) return false;
      marked.push_back(n);
      return true;
    };
    for (const Ref& y : outputs) is_first(y.get());
    for (std::size_t i = walk.end(); i-- > walk.begin();)
      if (const Node* n = walk.at(i))
        for (Node* in : n->inputs.view())
          if ((in->mask & walk.bit()) && is_first(in)) reads_.emplace_back(i, in);
    for (Node* n : marked) n->kept = false;
  }

  // The walk has been at node i.
  void let_go(std::size_t i) {
    for (; !reads_.empty() && reads_.back().first == i; reads_.pop_back()) Walk::take(reads_.back().second);
  }

 private:
  std::vector<std::pair<std::size_t, Node*>> reads_;  // the last ones of the walk first
};

}  // namespace adjoint
