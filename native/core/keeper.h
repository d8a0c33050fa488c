// What a checkpoint keeps of its function's first run, and gives back when the function runs again.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/operation.h"

namespace adjoint {

// Numbers the operations of a run in their order: a function that does the same each time is at the same
// place when the numbers are equal.
class Keeper {
 public:
  // By place: the operation's number in the upper half, and which operation it is in the lower one.
  using Values = std::map<std::uint64_t, Ref>;

  // For the first run of what the transform with this bit follows. Keeps products, if told to, and what
  // keep() names.
  Keeper(std::uint64_t bit, bool products) : bit_(bit), products_(products) {}
  // For a later run, which takes these values instead of computing them.
  Keeper(std::uint64_t bit, Values kept)
      : bit_(bit), runs_again_(true), kept_(std::move(kept)), next_(kept_.begin()) {}
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() = default;

  // Gives n its value. A sweep of the transform itself, told by the recording bits, is not part of the run.
  void evaluate(const Operation& operation, std::span<Node* const> inputs, Node& n, unsigned types,
                std::uint64_t recording);
  // Keeps the value of a node that was made in this run and that the transform follows; others it passes
  // over.
  void keep(const Node& n);
  const Values& kept() const { return kept_; }
  // Throws when the run has ended before it came to the place of everything kept.
  void require_all_taken() const;

 private:
  bool take(std::uint64_t place, Node& n);

  std::uint64_t bit_;
  bool products_ = false;
  bool runs_again_ = false;
  std::uint64_t count_ = 0;
  std::vector<std::pair<const Node*, std::uint64_t>> places_;  // of followed nodes: the tape holds them
  Values kept_;
  Values::const_iterator next_;
};

}  // namespace adjoint
