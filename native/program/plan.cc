#include "program/plan.h"

#include <algorithm>
#include <map>

namespace adjoint::program {
namespace {

constexpr std::int64_t kLine = 64;

// Places in memory: the smallest gap that is large enough, or more at the end.
class Arena {
 public:
  std::int64_t take(std::int64_t bytes) {
    bytes = (bytes + kLine - 1) / kLine * kLine;
    auto best = gaps_.end();
    for (auto gap = gaps_.begin(); gap != gaps_.end(); ++gap)
      if (gap->second >= bytes && (best == gaps_.end() || gap->second < best->second)) best = gap;
    if (best == gaps_.end()) return grow(bytes);
    const auto [offset, size] = *best;
    gaps_.erase(best);
    if (size > bytes) gaps_.emplace(offset + bytes, size - bytes);
    return offset;
  }

  void give_back(std::int64_t offset, std::int64_t bytes) {
    bytes = (bytes + kLine - 1) / kLine * kLine;
    const auto after = gaps_.lower_bound(offset);
    if (after != gaps_.end() && offset + bytes == after->first) {
      bytes += after->second;
      gaps_.erase(after);
    }
    const auto next = gaps_.lower_bound(offset);
    if (next != gaps_.begin()) {
      const auto before = std::prev(next);
      if (before->first + before->second == offset) {
        before->second += bytes;
        return;
      }
    }
    gaps_.emplace(offset, bytes);
  }

  std::int64_t size() const { return size_; }

 private:
  std::int64_t grow(std::int64_t bytes) {
    std::int64_t offset = size_;
    if (!gaps_.empty()) {
      const auto last = std::prev(gaps_.end());
      if (last->first + last->second == size_) {
        offset = last->first;
        gaps_.erase(last);
      }
    }
    size_ = offset + bytes;
    return offset;
  }

  std::map<std::int64_t, std::int64_t> gaps_;  // offset and size
  std::int64_t size_ = 0;
};

constexpr std::size_t kNever = ~std::size_t{0};

class Planner {
 public:
  explicit Planner(const Program& program)
      : program_(program), made_(program.values.size(), kNever), last_use_(program.values.size(), 0) {
    plan_.layouts = layouts_of(program);
    plan_.steps = fuse(program, plan_.layouts);
    plan_.homes.assign(program.values.size(), Home::kElsewhere);
    plan_.offsets.assign(program.values.size(), 0);
  }

  Plan run() {
    find_homes();
    find_places();
    return std::move(plan_);
  }

 private:
  ValueId root(ValueId id) const { return plan_.layouts[at(id)].root; }

  template <class F>
  void each_result(const Step& step, const F& f) const {
    for (const std::size_t i : step.instructions) f(program_.instructions[i].result);
  }

  void find_homes() {
    std::vector<bool> leaves(program_.values.size());  // is used outside the step that makes it
    for (std::size_t s = 0; s < plan_.steps.size(); ++s)
      each_result(plan_.steps[s], [&](ValueId result) { made_[at(result)] = s; });
    for (std::size_t s = 0; s < plan_.steps.size(); ++s)
      for (const std::size_t i : plan_.steps[s].instructions)
        for (const ValueId operand : program_.instructions[i].operands) {
          const std::size_t from = at(root(operand));
          last_use_[from] = std::max(last_use_[from], s);
          if (made_[from] != s) leaves[from] = true;
        }
    for (std::size_t v = 0; v < made_.size(); ++v)
      if (made_[v] != kNever) plan_.homes[v] = leaves[v] ? Home::kArena : Home::kBlock;
    for (const Output& y : program_.outputs) {
      const std::size_t v = at(root(y.value));
      if (made_[v] == kNever) continue;
      const bool is_small = bytes_of(program_.values[v]) <= static_cast<std::int64_t>(Node::kSmall);
      plan_.homes[v] = is_small ? Home::kArena : Home::kOutput;  // few elements are copied at the end
      last_use_[v] = kNever;
    }
  }

  void find_places() {
    Arena arena;
    std::vector<std::vector<ValueId>> ending(plan_.steps.size());
    for (std::size_t v = 0; v < made_.size(); ++v)
      if (plan_.homes[v] == Home::kArena && last_use_[v] != kNever)
        ending[last_use_[v]].push_back(static_cast<ValueId>(v));
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      each_result(plan_.steps[s], [&](ValueId result) {
        const std::int64_t bytes = bytes_of(program_.values[at(result)]);
        plan_.value_bytes += bytes;
        if (plan_.homes[at(result)] == Home::kArena) plan_.offsets[at(result)] = arena.take(bytes);
      });
      for (const ValueId v : ending[s])
        arena.give_back(plan_.offsets[at(v)], bytes_of(program_.values[at(v)]));
    }
    plan_.arena_bytes = arena.size();
  }

  const Program& program_;
  Plan plan_;
  std::vector<std::size_t> made_;      // by which step
  std::vector<std::size_t> last_use_;  // in which step
};

}  // namespace

Plan make_plan(const Program& program) { return Planner(program).run(); }

}  // namespace adjoint::program
