#include "program/column_sets.h"

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace adjoint::program {

std::size_t ColumnSets::Hash::operator()(Id set) const {
  std::uint64_t hash = 0;
  for (const std::int32_t column : sets.columns(set))
    hash = (hash ^ static_cast<std::uint32_t>(column)) * 0x9e3779b97f4a7c15u + (hash >> 29);
  return hash;
}

bool ColumnSets::Equal::operator()(Id a, Id b) const {
  return std::ranges::equal(sets.columns(a), sets.columns(b));
}

ColumnSets::ColumnSets() : starts_{0, 0}, known_(64, Hash{*this}, Equal{*this}) { known_.insert(kEmpty); }

ColumnSets::Id ColumnSets::close() {
  if (starts_.size() > std::numeric_limits<Id>::max())
    fail(ADJ_ERROR_MEMORY, "sparsity: there are too many different sets of columns to be numbered");
  const auto candidate = static_cast<Id>(starts_.size() - 1);
  starts_.push_back(columns_.size());
  const auto [found, is_new] = known_.insert(candidate);
  if (is_new) return candidate;
  starts_.pop_back();
  columns_.resize(starts_.back());
  return *found;
}

ColumnSets::Id ColumnSets::of(std::int32_t column) {
  columns_.push_back(column);
  return close();
}

ColumnSets::Id ColumnSets::unite(Id a, Id b) {
  if (a == b || b == kEmpty) return a;
  if (a == kEmpty) return b;
  if (a > b) std::swap(a, b);
  const std::uint64_t pair = static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint32_t>(b);
  if (const auto found = unions_.find(pair); found != unions_.end()) return found->second;
  const std::size_t start = columns_.size();
  columns_.resize(start + columns(a).size() + columns(b).size());
  const auto end =
      std::ranges::set_union(columns(a), columns(b), columns_.begin() + static_cast<std::ptrdiff_t>(start))
          .out;
  columns_.erase(end, columns_.end());
  return unions_[pair] = close();
}

ColumnSets::Id ColumnSets::unite(std::vector<Id>& sets) {
  std::ranges::sort(sets);
  const auto same = std::ranges::unique(sets);
  sets.erase(same.begin(), same.end());
  if (sets.size() <= 2) return sets.empty() ? kEmpty : unite(sets.front(), sets.back());
  const std::size_t start = columns_.size();
  for (const Id set : sets)
    for (std::size_t i = starts_[static_cast<std::size_t>(set)];
         i < starts_[static_cast<std::size_t>(set) + 1]; ++i)
      columns_.push_back(columns_[i]);
  const auto first = columns_.begin() + static_cast<std::ptrdiff_t>(start);
  std::sort(first, columns_.end());
  columns_.erase(std::unique(first, columns_.end()), columns_.end());
  return close();
}

}  // namespace adjoint::program
