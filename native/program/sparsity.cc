#include "program/sparsity.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "ops/ops.h"
#include "program/column_sets.h"
#include "program/reach.h"

namespace adjoint::program {
namespace {

using Id = ColumnSets::Id;
// The columns that each element of a value depends on. Empty: none depends on any.
using Dependence = std::vector<Id>;

bool is_smooth(const Program& program, const Instruction& i) {
  return i.operation->vjp && !i.operation->blocks_gradient &&
         (i.operation->several || is_differentiable(program.values[at(i.result)].dtype));
}

// One factor of a product of (stacks of) matrices.
struct Factor {
  const Dependence& depends;
  std::vector<double> values;       // of a constant some of whose elements are zero
  std::vector<std::int64_t> stack;  // where each matrix of the result's stack begins
  std::int64_t columns;

  bool lets_through(std::int64_t place) const {
    return values.empty() || values[static_cast<std::size_t>(place)] != 0;
  }
  Id at(std::int64_t place) const { return depends[static_cast<std::size_t>(place)]; }
};

class Propagation {
 public:
  explicit Propagation(const Program& program) : program_(program), depends_(program.values.size()) {
    for (const Instruction& i : program.instructions)
      if (i.operation->several) several_.insert(i.result);
  }

  Sparsity run(std::size_t followed) {
    number_columns(followed);
    const std::vector<std::size_t> last = last_uses();
    for (std::size_t k = 0; k < program_.instructions.size(); ++k) {
      const Instruction& i = program_.instructions[k];
      if (depends_on_any(i) && is_smooth(program_, i)) depends_[at(i.result)] = result_of(i);
      for (const ValueId operand : i.operands)
        if (last[at(operand)] == k) Dependence().swap(depends_[at(operand)]);
    }
    return rows();
  }

 private:
  static constexpr std::size_t kNever = ~std::size_t{0};

  const Shape& shape(ValueId value) const { return program_.values[at(value)].shape; }
  // Several values in one, of a loop or a branch, are looked at as one element.
  std::size_t count(ValueId value) const {
    return several_.contains(value) ? 1 : static_cast<std::size_t>(element_count(shape(value)));
  }

  void number_columns(std::size_t followed) {
    std::int64_t column = 0;
    for (std::size_t k = 0; k < followed; ++k) {
      Dependence& own = depends_[at(program_.inputs[k])];
      own.resize(count(program_.inputs[k]));
      if (column + static_cast<std::int64_t>(own.size()) > std::numeric_limits<std::int32_t>::max())
        fail(ADJ_ERROR_UNSUPPORTED, "sparsity: more than 2,147,483,647 columns");
      for (Id& id : own) id = sets_.of(static_cast<std::int32_t>(column++));
    }
  }

  // After which instruction a value is needed no more; outputs always are.
  std::vector<std::size_t> last_uses() const {
    std::vector<std::size_t> last(program_.values.size(), kNever);
    for (std::size_t k = 0; k < program_.instructions.size(); ++k)
      for (const ValueId operand : program_.instructions[k].operands) last[at(operand)] = k;
    for (const Output& y : program_.outputs) last[at(y.value)] = kNever;
    return last;
  }

  bool depends_on_any(const Instruction& i) const {
    for (const ValueId operand : i.operands)
      if (!depends_[at(operand)].empty()) return true;
    return false;
  }

  Dependence result_of(const Instruction& i) {
    if (ops::is_matmul(*i.operation)) return product(i);
    Dependence result(count(i.result), ColumnSets::kEmpty);
    if (several_.contains(i.result) || several_.contains(i.operands[0])) {
      for (const ValueId operand : i.operands) add({Reach::Way::kAll, {}}, depends_[at(operand)], result);
      return result;
    }
    const std::vector<Reach> reaches = reaches_of(program_, i);
    for (std::size_t k = 0; k < reaches.size(); ++k)
      if (const Dependence& operand = depends_[at(i.operands[k])]; !operand.empty())
        add(reaches[k], operand, result);
    return result;
  }

  void add(const Reach& reach, const Dependence& operand, Dependence& result) {
    switch (reach.way) {
      case Reach::Way::kSame:
        for (std::size_t e = 0; e < result.size(); ++e) result[e] = sets_.unite(result[e], operand[e]);
        break;
      case Reach::Way::kSources:
        for (std::size_t e = 0; e < result.size(); ++e)
          if (reach.at[e] != Reach::kNone)
            result[e] = sets_.unite(result[e], operand[static_cast<std::size_t>(reach.at[e])]);
        break;
      case Reach::Way::kDestinations:
        add_to(reach.at, operand, result);
        break;
      case Reach::Way::kAll:
        scratch_ = operand;
        const Id all = sets_.unite(scratch_);
        for (Id& id : result) id = sets_.unite(id, all);
        break;
    }
  }

  // Sorted by where they go, those with one destination lie side by side.
  void add_to(const std::vector<std::int64_t>& destinations, const Dependence& operand, Dependence& result) {
    std::vector<std::size_t> ends(result.size() + 1);
    for (const std::int64_t to : destinations)
      if (to != Reach::kNone) ++ends[static_cast<std::size_t>(to) + 1];
    for (std::size_t e = 0; e < result.size(); ++e) ends[e + 1] += ends[e];
    std::vector<Id> sorted(ends.back());
    std::vector<std::size_t> next(ends.begin(), ends.end() - 1);
    for (std::size_t e = 0; e < operand.size(); ++e)
      if (destinations[e] != Reach::kNone)
        sorted[next[static_cast<std::size_t>(destinations[e])]++] = operand[e];
    for (std::size_t e = 0; e < result.size(); ++e) {
      scratch_.assign(sorted.begin() + static_cast<std::ptrdiff_t>(ends[e]),
                      sorted.begin() + static_cast<std::ptrdiff_t>(ends[e + 1]));
      result[e] = sets_.unite(result[e], sets_.unite(scratch_));
    }
  }

  // ---- products of matrices ----

  Dependence product(const Instruction& i) {
    const Shape& result = shape(i.result);
    const Factor a = factor(i.operands[0], result), b = factor(i.operands[1], result);
    const std::int64_t m = result[result.rank() - 2], n = result.back(), inner = a.columns;
    const bool is_selective = !a.values.empty() || !b.values.empty();
    Dependence depends;
    depends.reserve(count(i.result));
    for (std::size_t t = 0; t < a.stack.size(); ++t) {
      std::vector<Id> rows, columns;
      for (std::int64_t row = 0; !is_selective && row < m; ++row)
        rows.push_back(united(a, a.stack[t] + row * inner, 1, inner));
      for (std::int64_t column = 0; !is_selective && column < n; ++column)
        columns.push_back(united(b, b.stack[t] + column, n, inner));
      for (std::int64_t row = 0; row < m; ++row)
        for (std::int64_t column = 0; column < n; ++column)
          depends.push_back(is_selective
                                ? selected(a, a.stack[t] + row * inner, b, b.stack[t] + column, inner)
                                : sets_.unite(rows[static_cast<std::size_t>(row)],
                                              columns[static_cast<std::size_t>(column)]));
    }
    return depends;
  }

  Factor factor(ValueId id, const Shape& result) const {
    const Value& value = program_.values[at(id)];
    Factor f{depends_[at(id)], {}, {}, value.shape.back()};
    if (value.constant && !is_complex(value.dtype)) {
      const Ref wide = ops::contiguous(ops::cast(value.constant, DType::kFloat64));
      f.values.assign(wide->elements<double>(), wide->elements<double>() + wide->count());
      if (std::ranges::find(f.values, 0.0) == f.values.end()) f.values.clear();
    }
    Shape stack = result, own = value.shape;
    Strides strides = contiguous_strides(value.shape);
    for (Dims* dims : {&stack, &own, &strides})
      for (int last = 0; last < 2; ++last) dims->erase(dims->rank() - 1);
    f.stack = places_of(stack, broadcast_strides(own, strides, stack));
    return f;
  }

  // What a row or a column of a factor depends on.
  Id united(const Factor& f, std::int64_t first, std::int64_t step, std::int64_t length) {
    if (f.depends.empty()) return ColumnSets::kEmpty;
    scratch_.clear();
    for (std::int64_t k = 0; k < length; ++k) scratch_.push_back(f.at(first + k * step));
    return sets_.unite(scratch_);
  }

  // The same for a row of one factor and a column of the other, without what a zero of a constant multiplies.
  Id selected(const Factor& a, std::int64_t row, const Factor& b, std::int64_t column, std::int64_t length) {
    scratch_.clear();
    for (std::int64_t k = 0; k < length; ++k) {
      const std::int64_t of_a = row + k, of_b = column + k * b.columns;
      if (!a.depends.empty() && b.lets_through(of_b)) scratch_.push_back(a.at(of_a));
      if (!b.depends.empty() && a.lets_through(of_a)) scratch_.push_back(b.at(of_b));
    }
    return sets_.unite(scratch_);
  }

  Sparsity rows() const {
    Sparsity found{{0}, {}};
    for (const Output& y : program_.outputs) {
      const Dependence& depends = depends_[at(y.value)];
      for (std::size_t e = 0; e < count(y.value); ++e) {
        if (!depends.empty()) {
          const auto columns = sets_.columns(depends[e]);
          found.columns.insert(found.columns.end(), columns.begin(), columns.end());
        }
        found.starts.push_back(static_cast<std::int64_t>(found.columns.size()));
      }
    }
    return found;
  }

  const Program& program_;
  std::unordered_set<ValueId> several_;
  ColumnSets sets_;
  std::vector<Dependence> depends_;
  std::vector<Id> scratch_;
};

}  // namespace

Sparsity sparsity_of(const Program& program, std::size_t followed) {
  return Propagation(program).run(followed);
}

}  // namespace adjoint::program
