#include "program/reach.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/apply.h"
#include "core/context.h"
#include "ops/ops.h"
#include "transforms/reverse.h"

namespace adjoint::program {
namespace {

// ---- what follows from shapes ----

Reach of_elementwise(const Shape& operand, const Shape& result) {
  if (operand == result) return {Reach::Way::kSame, {}};
  return {Reach::Way::kSources,
          places_of(result, broadcast_strides(operand, contiguous_strides(operand), result))};
}

// Reducing a shape without equal extents shows which axes stay.
Reach of_reduction(const Instruction& i, const Shape& operand, const Shape& result) {
  const Ref model = new_node();
  model->dtype = DType::kFloat64;
  for (int axis = 0; axis < operand.rank(); ++axis) model->shape.push_back(axis + 2);
  Node* const inputs[] = {model.get()};
  DType dtype{};
  Shape left;
  bool weak = false;
  Inference inference{i.operation->name, inputs, i.attributes, dtype, left, weak};
  i.operation->infer(inference);

  const Strides of_result = contiguous_strides(result);
  Strides strides = Dims::filled(operand.rank(), 0);
  for (int axis = 0; axis < left.rank(); ++axis)
    if (left[axis] > 1) strides[static_cast<int>(left[axis]) - 2] = of_result[axis];
  return {Reach::Way::kDestinations, places_of(operand, strides)};
}

// ---- what a calculation shows ----

// Elements are numbered from 1. A sum of several of them, whatever their weights, does not look like one in
// all three of these.
enum class Probe { kOne, kNumber, kHash };
constexpr Probe kProbes[] = {Probe::kOne, Probe::kNumber, Probe::kHash};

double probe(Probe what, std::int64_t number) {
  if (what == Probe::kOne) return 1;
  if (what == Probe::kNumber) return static_cast<double>(number);
  std::uint64_t z = static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15u;  // SplitMix64
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return 1 + static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

Ref probes(Probe what, const Shape& shape, std::int64_t first) {
  Ref x = new_constant(DType::kFloat64, shape);
  auto* values = x->elements<double>();
  for (std::int64_t i = 0, n = x->count(); i < n; ++i) values[i] = probe(what, first + i);
  return x;
}

// The number behind three results, 0 for nothing at all, and nothing where there are several.
std::optional<std::int64_t> number_behind(double one, double number, double hash) {
  if (one == 0 && number == 0 && hash == 0) return 0;
  const double found = std::round(number / one);
  if (!(found >= 1 && found < 0x1p53) || std::abs(number - one * found) > 1e-9 * std::abs(number)) return {};
  const auto n = static_cast<std::int64_t>(found);
  if (std::abs(hash - one * probe(Probe::kHash, n)) > 1e-9 * std::abs(one)) return {};
  return n;
}

using Numbers = std::optional<std::vector<std::int64_t>>;

Numbers numbers_behind(const Ref (&results)[3]) {
  Ref rows[3];
  for (int p = 0; p < 3; ++p) rows[p] = ops::contiguous(ops::cast(results[p], DType::kFloat64));
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(rows[0]->count()));
  for (std::size_t e = 0; e < numbers.size(); ++e) {
    const auto n = number_behind(rows[0]->elements<double>()[e], rows[1]->elements<double>()[e],
                                 rows[2]->elements<double>()[e]);
    if (!n) return {};
    numbers[e] = *n;
  }
  return numbers;
}

// An open transform, for as long as this lives.
class Transform {
 public:
  Transform() : context_(Context::current()), scope_(context_.open(ScopeKind::kDerivative)) {}
  Transform(const Transform&) = delete;
  Transform& operator=(const Transform&) = delete;
  ~Transform() { context_.close(scope_.id, {}); }
  std::uint64_t bit() const { return scope_.bit; }
  Ref gradient(const Ref& y, const Ref& cotangent, const Ref& x) const {
    Node* const inputs[] = {x.get()};
    return reverse(context_, scope_, {&y, 1}, {&cotangent, 1}, inputs)[0];
  }

 private:
  Context& context_;
  const Scope scope_;
};

// An instruction done with other numbers: indices and the like, which must be known, stay as they are.
class Experiment {
 public:
  Experiment(const Program& program, const Instruction& instruction) : program_(program), i_(instruction) {
    for (const ValueId operand : i_.operands) {
      first_.push_back(next_);
      if (varies(operand)) next_ += element_count(value(operand).shape);
    }
  }

  bool is_possible() const {
    if (is_complex(value(i_.result).dtype) || (i_.operation->reads & kReadsOut)) return false;
    for (std::size_t k = 0; k < i_.operands.size(); ++k) {
      const Value& operand = value(i_.operands[k]);
      if (is_complex(operand.dtype)) return false;
      const bool is_read = (i_.operation->reads >> std::min<std::size_t>(k, 30)) & 1u;
      if (varies(i_.operands[k]) ? is_read : !operand.constant) return false;
    }
    return true;
  }

  // For each element of the result the number of the one that it comes from, all operands' numbered through.
  Numbers sources() const {
    Ref results[3];
    for (int p = 0; p < 3; ++p) results[p] = applied(operands(kProbes[p]));
    return numbers_behind(results);
  }

  // For each element of an operand the number of the one that it goes to.
  Numbers destinations(std::size_t operand) const {
    std::vector<Ref> in = operands(Probe::kOne);
    const Transform transform;
    const Ref x = in[operand] = watch(in[operand], transform.bit());
    const Ref y = applied(in);
    Ref results[3];
    for (int p = 0; p < 3; ++p) {
      results[p] = transform.gradient(y, probes(kProbes[p], y.shape(), 1), x);
      if (!results[p]) results[p] = ops::full(DType::kFloat64, x.shape(), 0);
    }
    return numbers_behind(results);
  }

  Reach source_of(const std::vector<std::int64_t>& numbers, std::size_t operand) const {
    const std::int64_t first = first_[operand], count = element_count(value(i_.operands[operand]).shape);
    Reach reach{Reach::Way::kSources, numbers};
    for (std::int64_t& n : reach.at) n = n >= first && n < first + count ? n - first : Reach::kNone;
    return reach;
  }

  bool varies(ValueId operand) const { return is_floating(value(operand).dtype); }

 private:
  const Value& value(ValueId id) const { return program_.values[at(id)]; }

  std::vector<Ref> operands(Probe what) const {
    std::vector<Ref> in;
    for (std::size_t k = 0; k < i_.operands.size(); ++k) {
      const Value& operand = value(i_.operands[k]);
      in.push_back(varies(i_.operands[k]) ? probes(what, operand.shape, first_[k]) : operand.constant);
    }
    return in;
  }

  Ref applied(const std::vector<Ref>& in) const {
    std::vector<Node*> nodes;
    for (const Ref& x : in) nodes.push_back(x.get());
    return apply(*i_.operation, nodes, i_.attributes.clone());
  }

  const Program& program_;
  const Instruction& i_;
  std::vector<std::int64_t> first_;  // number of each operand's first element
  std::int64_t next_ = 1;
};

void find_by_experiment(const Program& program, const Instruction& i, std::vector<Reach>& reaches) {
  const Experiment experiment(program, i);
  if (!experiment.is_possible()) return;
  const Numbers sources = experiment.sources();
  for (std::size_t k = 0; k < i.operands.size(); ++k) {
    if (!experiment.varies(i.operands[k])) continue;
    if (sources) {
      reaches[k] = experiment.source_of(*sources, k);
    } else if (Numbers found = experiment.destinations(k)) {
      for (std::int64_t& n : *found) --n;
      reaches[k] = {Reach::Way::kDestinations, std::move(*found)};
    }
  }
}

}  // namespace

std::vector<std::int64_t> places_of(const Shape& shape, const Strides& strides) {
  std::vector<std::int64_t> places{0};
  places.reserve(static_cast<std::size_t>(element_count(shape)));
  if (element_count(shape) == 0) return {};
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    const std::size_t inner = places.size();
    for (std::int64_t i = 1; i < shape[axis]; ++i)
      for (std::size_t e = 0; e < inner; ++e) places.push_back(places[e] + i * strides[axis]);
  }
  return places;
}

std::vector<Reach> reaches_of(const Program& program, const Instruction& i) {
  std::vector<Reach> reaches(i.operands.size());
  const Shape& result = program.values[at(i.result)].shape;
  if (i.operation == &kIdentity || i.operation->kind == OperationKind::kElementwise) {
    for (std::size_t k = 0; k < reaches.size(); ++k)
      reaches[k] = of_elementwise(program.values[at(i.operands[k])].shape, result);
  } else if (i.operation->kind == OperationKind::kReduction) {
    reaches[0] = of_reduction(i, program.values[at(i.operands[0])].shape, result);
  } else {
    find_by_experiment(program, i, reaches);
  }
  return reaches;
}

}  // namespace adjoint::program
