// Sets of columns of a sparse matrix. Equal sets are kept once and have one number, so that what depends on
// the same columns costs nothing to unite.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace adjoint::program {

class ColumnSets {
 public:
  using Id = std::int32_t;
  static constexpr Id kEmpty = 0;

  ColumnSets();
  ColumnSets(const ColumnSets&) = delete;  // the table of sets looks at its members
  ColumnSets& operator=(const ColumnSets&) = delete;

  Id of(std::int32_t column);
  Id unite(Id a, Id b);
  Id unite(std::vector<Id>& sets);  // which are reordered
  std::span<const std::int32_t> columns(Id set) const {
    const std::size_t start = starts_[static_cast<std::size_t>(set)];
    return {columns_.data() + start, starts_[static_cast<std::size_t>(set) + 1] - start};
  }

 private:
  struct Hash {
    const ColumnSets& sets;
    std::size_t operator()(Id set) const;
  };
  struct Equal {
    const ColumnSets& sets;
    bool operator()(Id a, Id b) const;
  };

  // The number of the set that was written behind all others, which goes again if it was there already.
  Id close();

  std::vector<std::int32_t> columns_;  // of all sets, one after the other, in ascending order
  std::vector<std::size_t> starts_;
  std::unordered_set<Id, Hash, Equal> known_;
  std::unordered_map<std::uint64_t, Id> unions_;
};

}  // namespace adjoint::program
