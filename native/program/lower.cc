#include "program/lower.h"

#include <unordered_map>
#include <unordered_set>

namespace adjoint::program {
namespace {

class Lowering {
 public:
  Lowering(const Context& context, const Scope& scope, Captured captured, std::vector<Ref>* further_inputs)
      : nodes_(context.tape.nodes()),
        start_(scope.tape_start),
        bit_(scope.bit),
        captured_(captured),
        further_inputs_(further_inputs) {}

  Program run(std::span<Node* const> inputs, std::span<const Ref> outputs) {
    for (Node* n : inputs) program_.inputs.push_back(ids_[n] = add(*n, Origin::kInput));
    const std::unordered_set<const Node*> needed = needed_by(outputs);
    for (std::size_t i = start_; i < nodes_.size(); ++i)
      if (needed.contains(nodes_[i]) && !ids_.contains(nodes_[i])) add_instruction(*nodes_[i]);
    for (const Ref& y : outputs) program_.outputs.push_back({id_of(*y), y->weak});
    return std::move(program_);
  }

 private:
  bool is_recorded(const Node& n) const { return n.mask & bit_; }

  std::unordered_set<const Node*> needed_by(std::span<const Ref> outputs) const {
    std::unordered_set<const Node*> needed;
    for (const Ref& y : outputs) needed.insert(y.get());
    for (std::size_t i = nodes_.size(); i-- > start_;)
      if (needed.contains(nodes_[i]))
        for (const Node* in : nodes_[i]->inputs.view()) needed.insert(in);
    return needed;
  }

  void add_instruction(const Node& n) {
    if (n.inputs.empty())
      fail(ADJ_ERROR_STATE, "compile: the result depends on a stand-in that another transform made");
    Instruction instruction{n.operation, n.attributes.clone(), {}, 0};
    for (const Node* in : n.inputs.view()) instruction.operands.push_back(id_of(*in));
    instruction.result = ids_[&n] = add(n, Origin::kResult);
    program_.instructions.push_back(std::move(instruction));
  }

  ValueId id_of(const Node& n) {
    if (const auto found = ids_.find(&n); found != ids_.end()) return found->second;
    if (is_recorded(n))
      fail(ADJ_ERROR_INTERNAL, "compile: ", n.operation->name, " is used before it is made");
    const bool is_literal = n.weak && n.shape.rank() == 0 && n.mask == 0 && !n.symbolic;
    if (captured_ == Captured::kInputs && !is_literal) return add_further(n);
    if (n.symbolic && captured_ == Captured::kConstants)
      fail(ADJ_ERROR_NO_VALUE, "compile: a tensor of another transform, which has no value, was captured");
    const ValueId id = ids_[&n] = add(n, Origin::kConstant);
    program_.values[static_cast<std::size_t>(id)].constant = n.symbolic ? Ref() : detached(n);
    return id;
  }

  ValueId add_further(const Node& n) {
    further_inputs_->emplace_back(const_cast<Node*>(&n));  // counted alone: what it is stays as it is
    const ValueId id = ids_[&n] = add(n, Origin::kInput);
    program_.inputs.push_back(id);
    return id;
  }

  ValueId add(const Node& n, Origin origin) {
    return program_.add({origin, n.dtype, n.weak, n.shape, nullptr});
  }

  const std::vector<Node*>& nodes_;
  std::size_t start_;
  std::uint64_t bit_;
  Captured captured_;
  std::vector<Ref>* further_inputs_;
  Program program_;
  std::unordered_map<const Node*, ValueId> ids_;
};

}  // namespace

Program lower(const Context& context, const Scope& scope, std::span<Node* const> inputs,
              std::span<const Ref> outputs, Captured captured, std::vector<Ref>* further_inputs) {
  return Lowering(context, scope, captured, further_inputs).run(inputs, outputs);
}

}  // namespace adjoint::program
