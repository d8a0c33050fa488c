// What the checkpoints that run on a thread keep of their values, or take.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/keeper.h"

namespace adjoint {

// One place for each capturing scope; most are empty.
class Keepers {
 public:
  void begin(std::uint64_t scope) {
    open_.push_back({scope, nullptr});
    innermost_ = nullptr;
  }
  // The innermost one ends.
  void end() {
    open_.pop_back();
    innermost_ = open_.empty() ? nullptr : open_.back().keeper.get();
  }
  // Gives one to the innermost.
  void put(std::unique_ptr<Keeper> keeper) {
    innermost_ = keeper.get();
    open_.back().keeper = std::move(keeper);
  }
  // That of a scope; null if it has none.
  const Keeper* of(std::uint64_t scope) const {
    for (const Place& p : open_)
      if (p.scope == scope) return p.keeper.get();
    return nullptr;
  }
  // A checkpoint inside another one sees to itself: null if the innermost has none.
  Keeper* innermost() const { return innermost_; }

 private:
  struct Place {
    std::uint64_t scope;
    std::unique_ptr<Keeper> keeper;
  };
  std::vector<Place> open_;
  Keeper* innermost_ = nullptr;
};

}  // namespace adjoint
