// What a walk over the tape keeps at each node meanwhile: a cotangent, a tangent, or a batched value.
#pragma once

#include <utility>
#include <vector>

#include "core/context.h"

namespace adjoint {

// The part of the tape that a walk visits. The thread's transforms that are further out may be walking
// too and may have left something at the same nodes: it is set aside, and put back however the walk ends.
class Walk {
 public:
  Walk(Context& context, const Scope& scope)
      : tape_(context.tape.nodes()),
        start_(scope.tape_start),
        end_(tape_.size()),
        bit_(scope.bit),
        sweeping_(context.scopes, scope.bit) {
    for (std::size_t i = start_; i < end_; ++i)
      if (tape_[i]->scratch) aside_.emplace_back(i, nullptr);
    if (const Capturing* capturing = context.captures.find(scope.id))
      for (const Captured& c : capturing->followed) captured_.emplace_back(c.tensor.get(), nullptr);
    // From here on nothing fails.
    for (auto& [i, kept] : aside_) kept = std::exchange(tape_[i]->scratch, nullptr);
    for (auto& [n, kept] : captured_) kept = std::exchange(n->scratch, nullptr);
  }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() {
    for (const auto& [n, kept] : captured_) {
      take(n);
      n->scratch = kept;
    }
    for (std::size_t i = start_; i < end_; ++i) take(tape_[i]);
    for (const auto& [i, kept] : aside_) tape_[i]->scratch = kept;
  }

  std::uint64_t bit() const { return bit_; }
  std::size_t begin() const { return start_; }
  std::size_t end() const { return end_; }
  // By index, since rules may append to the tape meanwhile. Null when the transform does not follow it.
  Node* at(std::size_t i) const { return tape_[i]->mask & bit_ ? tape_[i] : nullptr; }

  static Ref take(Node* n) { return Ref::adopt(std::exchange(n->scratch, nullptr)); }
  static void put(Node* n, Ref value) {
    take(n);
    n->scratch = value.detach();
  }

 private:
  const std::vector<Node*>& tape_;
  std::size_t start_, end_;
  std::uint64_t bit_;
  Scopes::Sweeping sweeping_;
  std::vector<std::pair<std::size_t, Node*>> aside_;
  std::vector<std::pair<Node*, Node*>> captured_;  // further out on the tape, and part of what is followed
};

}  // namespace adjoint
