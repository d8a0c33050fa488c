#include "transforms/forward.h"

#include "core/apply.h"
#include "transforms/last_reads.h"

namespace adjoint {
namespace {

Ref tangent_of(const Node& n, std::uint64_t bit) { return n.mask & bit ? Ref(n.scratch) : Ref(); }

// The tangent of a node from those of its operands; null when all of them are zero.
Ref push_forward(Node& n, std::uint64_t bit) {
  std::vector<Ref> inputs, tangents;
  bool any = false;
  for (Node* in : n.inputs.view()) {
    inputs.emplace_back(in);
    tangents.push_back(tangent_of(*in, bit));
    any |= static_cast<bool>(tangents.back());
  }
  if (!any) return nullptr;
  if (!n.operation->jvp)
    fail(ADJ_ERROR_UNSUPPORTED, n.operation->name, ": no forward-mode derivative is defined");
  Ref tangent = n.operation->jvp(Jvp(n, inputs, tangents));
  if (tangent && !(tangent.dtype() == n.dtype && tangent.shape() == n.shape))
    fail(ADJ_ERROR_INTERNAL, n.operation->name, ": the rule gave a tangent of ", name_of(tangent.dtype()),
         to_string(tangent.shape()), ", not ", name_of(n.dtype), to_string(n.shape));
  return tangent;
}

}  // namespace

std::vector<Ref> forward(Context& context, const Scope& scope, std::span<Node* const> inputs,
                         std::span<const Ref> tangents, std::span<const Ref> outputs) {
  Walk walk(context, scope);
  for (std::size_t i = 0; i < inputs.size(); ++i) Walk::put(inputs[i], tangents[i]);
  LastReads reads(walk, outputs);
  for (std::size_t i = walk.begin(); i < walk.end(); ++i) {
    Node* n = walk.at(i);
    if (n && !n->scratch) Walk::put(n, push_forward(*n, walk.bit()));
    reads.let_go(i);
  }
  std::vector<Ref> result;
  for (const Ref& y : outputs) {
    const Ref tangent = tangent_of(*y, walk.bit());
    result.push_back(tangent ? as_weak_as(*y, tangent) : tangent);
  }
  return result;
}

}  // namespace adjoint
