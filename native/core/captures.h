// What the functions of a thread's capturing transforms use of what lies around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/scopes.h"

namespace adjoint {

// A tensor from outside, and the handle by which the function knows it, which may end before it runs again.
struct Captured {
  HeldValue tensor;
  adj_tensor known_as;
};

// A transform that takes what other transforms follow as further inputs of its own.
struct Capturing {
  std::uint64_t scope;  // its id
  std::uint64_t bit;
  std::size_t depth;               // how many scopes are open with it
  std::vector<Captured> followed;  // in the order of their first use
  std::vector<Captured> borrowed;  // others that end with a scope around
  std::vector<Captured> lent;      // what the function captured in an earlier run
};

class Captures {
 public:
  // Makes a scope, the innermost one, capture.
  void begin(const Scope& scope, std::size_t depth);
  // The innermost one ends.
  void end();
  const Capturing& of(std::uint64_t scope) const;
  const Capturing* find(std::uint64_t scope) const;  // null if it does not capture
  // Throws unless this is the innermost scope that captures.
  void require_innermost(const char* operation, std::uint64_t scope) const;

  bool is_innermost(std::uint64_t scope) const { return !open_.empty() && open_.back().scope == scope; }
  // Whether the innermost one runs its function at the moment, and does not sweep.
  bool are_running(const Scopes& scopes) const {
    return !open_.empty() && (scopes.recording_bits() & open_.back().bit);
  }

  // Called for the operands of a new node: those that are to be captured get the capturing transform's bit.
  void note(std::span<Node* const> operands, const Scopes& scopes) {
    if (!open_.empty()) note_new(operands, scopes);
  }

  // Lets the innermost one find these by handles that may have ended.
  void lend(std::vector<Captured> tensors) { open_.back().lent = std::move(tensors); }
  Ref lent(adj_tensor handle) const;  // null if it is not

 private:
  void note_new(std::span<Node* const> operands, const Scopes& scopes);
  adj_tensor known_as(const Node& n) const;

  std::vector<Capturing> open_;
};

}  // namespace adjoint
