#include "core/operation.h"

#include <algorithm>

#include "core/anomaly.h"
#include "core/context.h"
#include "core/keeper.h"

namespace adjoint {
namespace {

const Operation kIdentity = {
    .name = "identity",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape.set(i.in(0).shape);
          i.weak = i.in(0).weak;
        },
    .eval = [](const Evaluation& e) { e.alias(e.in(0), 0, e.in(0).strides); },
    .vjp = [](Vjp& r) { r.give(0, r.ct()); },
    .jvp = [](const Jvp& r) { return r.tangent(0); },
    .batch = [](const Batch& r) { return r.in(0); },
};

// The recorded node keeps its operands, and of the values only those that a rule will read. What is to be
// done again for a whole batch needs them all.
void record(Node& n, std::span<Node* const> inputs, Context& context) {
  n.owner.store(&context, std::memory_order_relaxed);
  n.inputs.assign(inputs);
  const std::uint32_t reads = n.operation->reads;
  const bool again = n.mask & context.batching_bits();
  if (reads & kReadsOut) ++n.uses;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (again || ((reads >> std::min<std::size_t>(i, 30)) & 1u)) ++inputs[i]->uses;
  context.append(&n);
}

// A checkpoint looks on and may know the value already. How often something is aliased is no part of what a
// function does.
void evaluate(const Operation& operation, std::span<Node* const> inputs, Node& n, const Context& context) {
  Keeper* keeper = context.keeper();
  if (keeper && &operation != &kIdentity) [[unlikely]]
    keeper->evaluate(operation, inputs, n, context.recording_bits());
  else
    operation.eval({inputs, n});
}

Ref apply_with(const Operation& operation, std::span<Node* const> inputs, Attributes attributes,
               std::uint64_t bit) {
  Ref result = new_node();
  Node& n = *result;
  Inference inference{operation.name, inputs, attributes, n.dtype, n.shape, n.weak};
  operation.infer(inference);
  n.operation = &operation;
  if (!attributes.view().empty()) n.attributes = std::move(attributes);

  Context& context = Context::current();
  if (!bit) context.capture_among(inputs);
  std::uint64_t followed = bit;
  for (const Node* in : inputs) {
    followed |= in->mask;
    n.symbolic |= in->symbolic;
    n.within |= in->within;
  }
  n.within |= followed != 0;
  const bool smooth = is_floating(n.dtype) && !operation.blocks_gradient;
  n.mask = followed & (smooth ? context.recording_bits() : context.batching_bits());
  if (!n.symbolic) evaluate(operation, inputs, n, context);
  if (context.detects_anomalies) require_finite(operation, inputs, n);
  if (n.mask != 0) record(n, inputs, context);
  return result;
}

}  // namespace

std::byte* Evaluation::allocate() const {
  const auto count = static_cast<std::size_t>(element_count(out.shape));
  const std::size_t bytes = count * size_of(out.dtype);
  if (bytes <= Node::kSmall) {
    out.data = out.small;
  } else {
    out.buffer = allocate_buffer(bytes);
    out.data = out.buffer->data();
  }
  out.strides.set_contiguous(out.shape);
  return out.data;
}

void Evaluation::alias(const Node& of, std::int64_t offset, const Strides& strides) const {
  std::byte* from = of.data;
  if (of.buffer) {
    retain(of.buffer);
    out.buffer = of.buffer;
  } else if (from) {  // few elements: all are copied, and looked at in the same way
    std::memcpy(out.small, of.small, Node::kSmall);
    from = out.small + (from - of.small);
  }
  out.data = from + offset * static_cast<std::int64_t>(size_of(of.dtype));
  out.strides.set(strides);
}

Ref apply(const Operation& operation, std::span<Node* const> inputs, Attributes attributes) {
  return apply_with(operation, inputs, std::move(attributes), 0);
}

Ref alias_of(const Ref& x) { return apply_to(kIdentity, {}, x); }

const Node* behind_aliases(const Node* n) {
  while (n->operation == &kIdentity && !n->inputs.empty()) n = n->inputs[0];
  return n;
}

Ref detached(const Node& n) {
  Ref value = new_node();
  value->dtype = n.dtype;
  value->shape = n.shape;
  value->weak = n.weak;
  Evaluation{{}, *value}.alias(n, 0, n.strides);
  return value;
}

Ref watch(const Ref& x, std::uint64_t bit) {
  Node* const inputs[] = {x.get()};
  return apply_with(kIdentity, inputs, {}, bit);
}

Ref placeholder(DType dtype, const Shape& shape, std::uint64_t bit) {
  static const Operation kPlaceholder = {.name = "placeholder", .infer = nullptr, .eval = nullptr};
  Ref result = new_node();
  result->operation = &kPlaceholder;
  result->dtype = dtype;
  result->shape = shape;
  result->symbolic = true;
  result->mask = bit;
  result->within = true;
  record(*result, {}, Context::current());
  return result;
}

Ref new_constant(DType dtype, const Shape& shape) {
  Ref result = new_node();
  result->dtype = dtype;
  result->shape = shape;
  Evaluation{{}, *result}.allocate();
  return result;
}

void require_value(const char* operation, const Node& n) {
  if (n.symbolic)
    fail(ADJ_ERROR_NO_VALUE, operation,
         ": the tensor has no value here: it is symbolic inside a batched or compiled function");
}

}  // namespace adjoint
