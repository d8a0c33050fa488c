// What a function that runs twice keeps of its first run, so that the second need not compute it again.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/node.h"

namespace adjoint {

struct Evaluation;

// A value of the first run, and its place: which operation of the run made it, by its number and name.
struct Kept {
  Ref value;
  std::int64_t place;
};

// Counts the operations of a run. In the first one it keeps the results of matrix products, if they are asked
// for, and of operations that are pointed out; in the second it hands them over in place of computing them.
class Keeper {
 public:
  explicit Keeper(bool products) : keeps_(true), products_(products) {}
  Keeper(std::vector<Kept> kept, std::int64_t operations);

  void evaluate(const Operation& operation, const Evaluation& evaluation);
  // The result is not counted: an earlier one that lay in the same node is gone.
  void forget(const Node* n) { made_.erase(n); }
  // Keeps the value of a node if an operation of this run made it.
  void keep(const Node& n);

  std::vector<Kept> kept() const;  // in the order of their places
  std::int64_t operations() const { return count_; }
  // Throws when the second run did not do what the first did.
  void finish() const;

 private:
  struct Made {
    const Operation* operation;
    std::int64_t place;
  };
  void put(const Node& n, std::int64_t place);
  bool hand_over(const Operation& operation, const Evaluation& evaluation, std::int64_t place);

  bool keeps_, products_ = false;
  std::int64_t count_ = 0, expected_ = 0;
  std::vector<Kept> kept_;
  std::size_t next_ = 0;  // of those to be handed over
  std::unordered_map<const Node*, Made> made_;
};

}  // namespace adjoint
