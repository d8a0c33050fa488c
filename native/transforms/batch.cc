#include "transforms/batch.h"

#include <memory>

#include "core/apply.h"
#include "transforms/last_reads.h"

namespace adjoint {
namespace {

// Operands that the transform follows are batched by now; the others are the same for every member.
Ref batch_node(const Node& n, std::uint64_t bit, std::int64_t size) {
  const std::span<Node* const> operands = n.inputs.view();
  std::vector<Ref> inputs;
  std::unique_ptr<bool[]> batched(new bool[operands.size()]);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    batched[i] = operands[i]->mask & bit;
    inputs.emplace_back(batched[i] ? operands[i]->scratch : operands[i]);
  }
  if (!n.operation->batch) fail(ADJ_ERROR_UNSUPPORTED, n.operation->name, ": cannot be batched");
  Ref result = n.operation->batch(Batch(n, inputs, {batched.get(), operands.size()}, size));
  if (n.operation->several) return result;  // each of them is looked at when it is taken out
  Shape expected = n.shape;
  expected.insert(0, size);
  if (result.dtype() != n.dtype || !(result.shape() == expected))
    fail(ADJ_ERROR_INTERNAL, n.operation->name, ": the batch rule gave ", name_of(result.dtype()),
         to_string(result.shape()), ", not ", name_of(n.dtype), to_string(expected));
  return result;
}

}  // namespace

std::vector<Batched> batch(Context& context, const Scope& scope, std::int64_t size,
                           std::span<Node* const> placeholders, std::span<const Ref> values,
                           std::span<const Ref> outputs) {
  Walk walk(context, scope);
  for (std::size_t i = 0; i < placeholders.size(); ++i) Walk::put(placeholders[i], values[i]);
  LastReads reads(walk, outputs);
  for (std::size_t i = walk.begin(); i < walk.end(); ++i) {
    Node* n = walk.at(i);
    if (n && !n->scratch) Walk::put(n, batch_node(*n, walk.bit(), size));
    reads.let_go(i);
  }
  std::vector<Batched> result;
  for (const Ref& y : outputs) {
    const bool followed = y->mask & walk.bit();
    result.push_back({followed ? Ref(y->scratch) : y, followed});
  }
  return result;
}

}  // namespace adjoint
