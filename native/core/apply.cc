#include "core/apply.h"

#include <algorithm>
#include <new>

#include "core/anomaly.h"
#include "core/compute.h"
#include "core/context.h"
#include "core/extents.h"
#include "core/keeper.h"

namespace adjoint {
namespace {

// The recorded node keeps its operands, and of the values only those that a rule will read. What is to be
// done again for a whole batch needs them all.
void record(Node& n, std::span<Node* const> inputs, Context& context) {
  context.tape.make_room();
  n.owner.store(&context, std::memory_order_relaxed);
  n.inputs.assign(inputs);  // from here on nothing fails
  const std::uint32_t reads = n.operation->reads;
  const bool again = n.mask & context.scopes.batching_bits();
  if (reads & kReadsOut) ++n.uses;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (again || ((reads >> std::min<std::size_t>(i, 30)) & 1u)) ++inputs[i]->uses;
  context.tape.append(&n);
}

// A checkpoint looks on and may know the value already. How often something is aliased is no part of what a
// function does.
void evaluate(const Operation& operation, std::span<Node* const> inputs, Node& n, unsigned types,
              const Context& context) {
  Keeper* keeper = context.keepers.innermost();
  try {
    if (keeper && &operation != &kIdentity) [[unlikely]]
      keeper->evaluate(operation, inputs, n, types, context.scopes.recording_bits());
    else
      compute(operation, inputs, n, types);
  } catch (const std::bad_alloc&) {
    fail(ADJ_ERROR_MEMORY, operation.name, ": out of memory for the calculation of a result of shape ",
         to_string(n.shape), " and type ", name_of(n.dtype));
  }
}

const Operation kPlaceholder = {.name = "placeholder", .infer = nullptr, .eval = nullptr};

[[noreturn, gnu::cold]] void fail_complex(const Operation& operation, std::span<Node* const> inputs,
                                          const Node& n) {
  DType complex = n.dtype;
  for (const Node* in : inputs)
    if (is_complex(in->dtype)) complex = in->dtype;
  fail(ADJ_ERROR_DTYPE, operation.name, ": there is no arithmetic for ", name_of(complex),
       " in it; compute with the parts (Real, Imaginary) or the absolute value (Abs)");
}

Ref apply_with(const Operation& operation, std::span<Node* const> inputs, Attributes attributes,
               std::uint64_t bit) {
  Ref result = new_node();
  Node& n = *result;
  Inference inference{operation.name, inputs, attributes, n.dtype, n.shape, n.weak};
  std::uint64_t followed = bit;
  unsigned types = 0;
  bool weak = true, symbolic = false, within = false;
  for (const Node* in : inputs) {
    types |= bit_of(in->dtype);
    followed |= in->mask;
    weak &= in->weak;
    symbolic |= in->symbolic;
    within |= in->within;
  }
  n.weak = weak && !inputs.empty();
  operation.infer(inference);
  require_countable(operation.name, inputs, n.shape, n.dtype);
  types |= bit_of(n.dtype);
  if ((types & kComplexTypes) && !(operation.any_type || operation.complex))
    fail_complex(operation, inputs, n);
  n.operation = &operation;
  if (!attributes.view().empty()) n.attributes = std::move(attributes);

  Context& context = Context::current();
  if (!bit) context.captures.note(inputs, context.scopes);
  n.symbolic = symbolic;
  n.within = within || followed != 0;
  const bool smooth = (is_differentiable(n.dtype) || operation.several) && !operation.blocks_gradient;
  n.mask = followed & (smooth ? context.scopes.recording_bits() : context.scopes.batching_bits());
  if (!symbolic) evaluate(operation, inputs, n, types, context);
  if (context.detects_anomalies) require_finite(operation, inputs, n);
  if (n.mask != 0) record(n, inputs, context);
  return result;
}

}  // namespace

Ref apply(const Operation& operation, std::span<Node* const> inputs, Attributes attributes) {
  return apply_with(operation, inputs, std::move(attributes), 0);
}

Ref alias_of(const Ref& x) { return apply_to(kIdentity, {}, x); }

Ref as_weak_as(const Node& like, const Ref& x) {
  if (x->weak == like.weak) return x;
  Ref y = alias_of(x);
  y->weak = like.weak;
  return y;
}

Ref watch(const Ref& x, std::uint64_t bit) {
  Node* const inputs[] = {x.get()};
  return apply_with(kIdentity, inputs, {}, bit);
}

Ref placeholder(const Node& like, const Shape& shape, std::uint64_t bit) {
  require_countable(kPlaceholder.name, shape, like.dtype);
  Ref result = new_node();
  result->operation = &kPlaceholder;
  result->dtype = like.dtype;
  result->weak = like.weak;
  result->shape = shape;
  result->symbolic = true;
  result->mask = bit;
  result->within = true;
  record(*result, {}, Context::current());
  return result;
}

}  // namespace adjoint
