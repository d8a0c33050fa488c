#include "program/fuse.h"

#include <algorithm>
#include <queue>

#include "kernels/loop.h"

namespace adjoint::program {
namespace {

constexpr std::size_t kMostInLoop = 256;     // instructions
constexpr std::int64_t kFewElements = 4096;  // among which any order of reading is near enough

constexpr int kNobody = -1;
constexpr std::size_t kNothing = ~std::size_t{0};

// Instructions that are to run together. A merged one points to the one that it went into.
struct Cluster {
  std::vector<std::size_t> members;
  bool is_loop;
  int merged_into = kNobody;
  std::size_t first() const { return members.front(); }
  std::size_t last() const { return members.back(); }
};

class Fusion {
 public:
  Fusion(const Program& program, const std::vector<Layout>& layouts)
      : program_(program),
        layouts_(layouts),
        maker_(program.values.size(), kNobody),
        maker_instruction_(program.values.size(), kNothing) {}

  std::vector<Step> run() {
    const std::vector<bool> needed = needed_values();
    for (std::size_t i = 0; i < program_.instructions.size(); ++i)
      maker_instruction_[at(instruction(i).result)] = i;
    for (std::size_t i = 0; i < program_.instructions.size(); ++i)
      if (needed[at(instruction(i).result)]) add(i);
    return in_order();
  }

 private:
  const Instruction& instruction(std::size_t i) const { return program_.instructions[i]; }
  // Values whose elements anybody reads. A view may have operands that it does not look at, and is no value
  // here.
  std::vector<bool> needed_values() const {
    std::vector<bool> needed(program_.values.size());
    const auto need = [&](ValueId value) { needed[at(layouts_[at(value)].root)] = true; };
    for (const Output& y : program_.outputs) need(y.value);
    for (std::size_t i = program_.instructions.size(); i-- > 0;)
      if (needed[at(instruction(i).result)])
        for (const ValueId operand : instruction(i).operands) need(operand);
    return needed;
  }

  const Shape& shape_of(std::size_t i) const { return program_.values[at(instruction(i).result)].shape; }

  int cluster(int c) const {
    while (clusters_[static_cast<std::size_t>(c)].merged_into != kNobody)
      c = clusters_[static_cast<std::size_t>(c)].merged_into;
    return c;
  }
  Cluster& of(int c) { return clusters_[static_cast<std::size_t>(c)]; }
  const Cluster& of(int c) const { return clusters_[static_cast<std::size_t>(c)]; }

  // The cluster that makes the elements of a value, or nobody.
  int maker_of(ValueId value) const {
    const int made = maker_[at(layouts_[at(value)].root)];
    return made == kNobody ? kNobody : cluster(made);
  }

  void add(std::size_t i) {
    int own = static_cast<int>(clusters_.size());
    const bool is_loop = loop_of(program_, layouts_, instruction(i)).exists();
    clusters_.push_back({{i}, is_loop});
    maker_[at(instruction(i).result)] = own;
    if (!is_loop && !row_of(program_, layouts_, instruction(i)).exists()) return;
    for (const ValueId operand : instruction(i).operands) {
      const int from = maker_of(operand);
      if (from == kNobody || from == own || !of(from).is_loop || !is_handed_on(operand, i)) continue;
      if (of(from).members.size() + of(own).members.size() > kMostInLoop || !can_be_one(from, own)) continue;
      own = merge(from, own);
    }
  }

  // Whether instruction i takes the elements of the operand in the order in which a loop makes them.
  bool is_handed_on(ValueId operand, std::size_t i) const {
    if (layouts_[at(operand)].root != operand || is_reduction(operand)) return false;
    return is_sink(i) || program_.values[at(operand)].shape == shape_of(i);
  }

  bool is_sink(std::size_t i) const { return instruction(i).operation->row != nullptr; }

  // Whether the value is what a reduction gives: it is there when the loop has ended.
  bool is_reduction(ValueId value) const {
    const auto made = maker_instruction_[at(value)];
    return made != kNothing && is_sink(made);
  }

  // Whether `after` takes all that it reads of `before` as it comes, and nothing else needs one and is needed
  // by the other.
  bool can_be_one(int before, int after) {
    return shape_of(of(before).first()) == loop_shape(after) && hands_on(before, after) &&
           hands_on(after, before) && !is_between(before, after) && !is_between(after, before);
  }

  // The shape of the elements that a cluster goes over.
  const Shape& loop_shape(int c) const {
    const std::size_t i = of(c).first();
    return is_sink(i) ? program_.values[at(instruction(i).operands[0])].shape : shape_of(i);
  }

  bool hands_on(int from, int to) const {
    for (const std::size_t i : of(to).members)
      for (const ValueId operand : instruction(i).operands)
        if (maker_of(operand) == from && !is_handed_on(operand, i)) return false;
    return true;
  }

  int merge(int into, int from) {
    std::vector<std::size_t>& members = of(into).members;
    const std::size_t middle = members.size();
    members.insert(members.end(), of(from).members.begin(), of(from).members.end());
    std::inplace_merge(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(middle), members.end());
    of(from).merged_into = into;
    of(from).members.clear();
    return into;
  }

  template <class F>
  void each_maker(int c, const F& f) const {
    for (const std::size_t i : of(c).members)
      for (const ValueId operand : instruction(i).operands) {
        const int from = maker_of(operand);
        if (from != kNobody && from != c) f(from);
      }
  }

  // Whether something else needs `before` and is needed by `after`: then they cannot be one.
  bool is_between(int before, int after) {
    ++visit_;
    visited_.resize(clusters_.size());
    std::vector<int> open;
    const std::size_t earliest = of(before).first();
    const auto visit = [&](int c) {
      if (visited_[static_cast<std::size_t>(c)] == visit_ || of(c).last() < earliest) return;
      visited_[static_cast<std::size_t>(c)] = visit_;
      open.push_back(c);
    };
    each_maker(after, [&](int c) {
      if (c != before) visit(c);
    });
    while (!open.empty()) {
      const int c = open.back();
      open.pop_back();
      if (c == before) return true;
      each_maker(c, visit);
    }
    return false;
  }

  // Of the steps that could be next, the one that stands first in the program.
  std::vector<Step> in_order() const {
    std::vector<std::vector<int>> users(clusters_.size());
    std::vector<int> missing(clusters_.size());
    using Ready = std::pair<std::size_t, int>;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready;
    for (int c = 0; c < static_cast<int>(clusters_.size()); ++c) {
      if (of(c).merged_into != kNobody) continue;
      std::vector<int> makers;
      each_maker(c, [&](int from) { makers.push_back(from); });
      std::sort(makers.begin(), makers.end());
      makers.erase(std::unique(makers.begin(), makers.end()), makers.end());
      for (const int from : makers) users[static_cast<std::size_t>(from)].push_back(c);
      missing[static_cast<std::size_t>(c)] = static_cast<int>(makers.size());
      if (makers.empty()) ready.emplace(of(c).last(), c);
    }
    std::vector<Step> steps;
    while (!ready.empty()) {
      const int c = ready.top().second;
      ready.pop();
      steps.push_back({of(c).members, of(c).is_loop});
      for (const int user : users[static_cast<std::size_t>(c)])
        if (--missing[static_cast<std::size_t>(user)] == 0) ready.emplace(of(user).last(), user);
    }
    return steps;
  }

  const Program& program_;
  const std::vector<Layout>& layouts_;
  std::vector<Cluster> clusters_;
  std::vector<int> maker_;                      // by value: a cluster
  std::vector<std::size_t> maker_instruction_;  // by value
  std::vector<int> visited_;
  int visit_ = 0;
};

// Whether the elements that belong to a result of this shape can be read in its order.
bool is_readable(const Value& value, const Layout& layout, const Shape& shape) {
  if (element_count(shape) <= kFewElements) return true;
  const Strides strides = broadcast_strides(value.shape, layout.strides, shape);
  const kernels::Loop<1> loop({shape.rank(), shape.data()}, {strides.data()});
  return loop.closest_dimension(0) < 0;
}

}  // namespace

ElementLoop loop_of(const Program& program, const std::vector<Layout>& layouts, const Instruction& i) {
  if (i.operation->kind != OperationKind::kElementwise || !i.operation->loop) return {};
  const Value& result = program.values[at(i.result)];
  if (element_count(result.shape) == 0) return {};
  const auto operand = [&](std::size_t k) -> const Value& { return program.values[at(i.operands[k])]; };
  const ElementLoop loop = i.operation->loop(i.attributes, operand(0).dtype, result.dtype);
  const std::size_t needed = loop.unary ? 1 : loop.binary ? 2 : 3;
  if (!loop.exists() || i.operands.size() != needed) return {};
  if (loop.binary && operand(0).dtype != operand(1).dtype) return {};
  for (std::size_t k = 0; k < needed; ++k)
    if (!is_readable(operand(k), layouts[at(i.operands[k])], result.shape)) return {};
  return loop;
}

RowLoop row_of(const Program& program, const std::vector<Layout>& layouts, const Instruction& i) {
  if (!i.operation->row) return {};
  const ValueId operand = i.operands[0];
  const Value& x = program.values[at(operand)];
  if (layouts[at(operand)].root != operand || element_count(x.shape) < 2) return {};
  return i.operation->row(i.attributes, x.dtype, x.shape.rank());
}

std::vector<Step> fuse(const Program& program, const std::vector<Layout>& layouts) {
  return Fusion(program, layouts).run();
}

}  // namespace adjoint::program
