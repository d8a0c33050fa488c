#include "control/body.h"

#include <algorithm>

#include "core/apply.h"
#include "kernels/elementwise.h"
#include "ops/ops.h"
#include "program/lower.h"
#include "program/signature.h"
#include "program/simplify.h"
#include "transforms/batch.h"
#include "transforms/forward.h"
#include "transforms/reverse.h"

namespace adjoint::control {
namespace {

Ref stand_in(const Kind& kind, std::uint64_t bit) {
  const Ref like = new_node();
  like->dtype = kind.dtype;
  return placeholder(*like, kind.shape, bit);
}

}  // namespace

std::vector<Kind> kinds_of(std::span<const Ref> tensors) {
  std::vector<Kind> kinds;
  for (const Ref& x : tensors) kinds.push_back({x.dtype(), x.shape()});
  return kinds;
}

std::vector<Node*> nodes_of(std::span<const Ref> refs) {
  std::vector<Node*> nodes;
  for (const Ref& x : refs) nodes.push_back(x.get());
  return nodes;
}

Body::Body(program::Program program) : program_(std::move(program)) {
  std::vector<bool> used(program_.values.size());
  for (const program::Instruction& i : program_.instructions)
    for (const program::ValueId operand : i.operands) used[program::at(operand)] = true;
  for (const program::Output& y : program_.outputs) used[program::at(y.value)] = true;
  for (const program::ValueId input : program_.inputs) uses_.push_back(used[program::at(input)]);
}

program::Executable& Body::executable() const {
  std::call_once(made_, [&] { executable_ = std::make_unique<program::Executable>(copy_of(program_)); });
  return *executable_;
}

Ref row_major(Node& n) {
  if (n.contiguous()) return &n;
  Ref copy = new_constant(n.dtype, n.shape);
  kernels::copy(n.dtype, {n.shape.rank(), n.shape.data()}, {n.data, n.strides.data()},
                {copy->data, copy->strides.data()});
  return copy;
}

BodyRef body_of(program::Program program) {
  simplify(program);
  Key key("body");
  key.add(signature_of(program));
  return interned_as<Body>(key, [&] { return make_counted<const Body>(std::move(program)); });
}

BodyRef with_inputs(const BodyRef& body, const std::vector<bool>& kept) {
  if (std::find(kept.begin(), kept.end(), false) == kept.end()) return body;
  program::Program program = copy_of(body->program());
  std::vector<program::ValueId> inputs;
  for (std::size_t k = 0; k < kept.size(); ++k)
    if (kept[k]) inputs.push_back(program.inputs[k]);
  program.inputs = std::move(inputs);
  return body_of(std::move(program));
}

BodyRef record(const std::vector<Kind>& inputs, const Recorded& f) {
  Context& context = Context::current();
  const Opened opened(context, ScopeKind::kProgram);
  std::vector<Ref> stand_ins;
  for (const Kind& kind : inputs) stand_ins.push_back(stand_in(kind, opened.scope().bit));
  const std::vector<Ref> outputs = f(stand_ins);
  return body_of(program::lower(context, opened.scope(), nodes_of(stand_ins), outputs));
}

std::vector<Ref> replay(const Body& body, std::span<const Ref> inputs) {
  const program::Program& p = body.program();
  std::vector<Ref> values(p.values.size());
  for (std::size_t v = 0; v < values.size(); ++v) values[v] = p.values[v].constant;
  for (std::size_t k = 0; k < inputs.size(); ++k) values[program::at(p.inputs[k])] = inputs[k];
  for (const program::Instruction& i : p.instructions) {
    std::vector<Node*> operands;
    for (const program::ValueId operand : i.operands) operands.push_back(values[program::at(operand)].get());
    values[program::at(i.result)] = apply(*i.operation, operands, i.attributes.clone());
  }
  std::vector<Ref> outputs;
  for (const program::Output& y : p.outputs) outputs.push_back(values[program::at(y.value)]);
  return outputs;
}

std::vector<Ref> pull_back(const Body& body, std::span<const Ref> inputs, const std::vector<bool>& wanted,
                           std::span<const Ref> cotangents) {
  Context& context = Context::current();
  const Opened opened(context, ScopeKind::kDerivative);
  std::vector<Ref> given(inputs.begin(), inputs.end());
  std::vector<Node*> watched;
  for (std::size_t k = 0; k < given.size(); ++k)
    if (wanted[k]) watched.push_back((given[k] = watch(given[k], opened.scope().bit)).get());
  std::vector<Ref> outputs = replay(body, given), counted, directions;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    if (!cotangents[k]) continue;
    counted.push_back(outputs[k]);
    directions.push_back(cotangents[k]);
  }
  const std::vector<Ref> found = reverse(context, opened.scope(), counted, directions, watched);
  std::vector<Ref> result(inputs.size());
  for (std::size_t k = 0, next = 0; k < result.size(); ++k)
    if (wanted[k]) {
      result[k] = found[next] ? found[next] : ops::zeros_like(inputs[k]);
      ++next;
    }
  return result;
}

std::vector<Ref> push_forward(const Body& body, std::span<const Ref> inputs, std::span<const Ref> tangents) {
  Context& context = Context::current();
  const Opened opened(context, ScopeKind::kDerivative);
  std::vector<Ref> given(inputs.begin(), inputs.end()), directions;
  std::vector<Node*> watched;
  for (std::size_t k = 0; k < given.size(); ++k) {
    if (!tangents[k]) continue;
    watched.push_back((given[k] = watch(given[k], opened.scope().bit)).get());
    directions.push_back(tangents[k]);
  }
  return forward(context, opened.scope(), watched, directions, replay(body, given));
}

std::vector<Member> replay_batch(const Body& body, std::span<const Ref> inputs,
                                 const std::vector<bool>& batched, std::int64_t size) {
  Context& context = Context::current();
  const Opened opened(context, ScopeKind::kBatch);
  std::vector<Ref> given(inputs.begin(), inputs.end()), values;
  std::vector<Node*> stand_ins;
  for (std::size_t k = 0; k < given.size(); ++k) {
    if (!batched[k]) continue;
    values.push_back(given[k]);
    given[k] = stand_in(kind_of(body.input(k)), opened.scope().bit);
    stand_ins.push_back(given[k].get());
  }
  const std::vector<Ref> outputs = replay(body, given);
  std::vector<Member> result;
  for (const Batched& y : batch(context, opened.scope(), size, stand_ins, values, outputs))
    result.push_back({y.value, y.batched});
  return result;
}

}  // namespace adjoint::control
