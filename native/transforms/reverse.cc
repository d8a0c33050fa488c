#include "transforms/reverse.h"

#include "ops/ops.h"
#include "transforms/scratch.h"

namespace adjoint {
namespace {

void accumulate(Node* n, Ref cotangent) {
  const Ref before = Walk::take(n);
  Walk::put(n, before ? ops::add(before, cotangent) : std::move(cotangent));
}

// Marks the inputs, whose cotangents are what we are after: they stay where they are.
class Watched {
 public:
  explicit Watched(std::span<Node* const> inputs) : inputs_(inputs) {
    for (Node* n : inputs_) n->watched = true;
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() {
    for (Node* n : inputs_) n->watched = false;
  }

 private:
  std::span<Node* const> inputs_;
};

void pull_back(Node& n, std::uint64_t bit) {
  const Ref cotangent = Walk::take(&n);
  if (!n.operation->vjp)
    fail(ADJ_ERROR_UNSUPPORTED, n.operation->name, ": no reverse-mode derivative is defined");
  Vjp rule(n, cotangent, bit);
  n.operation->vjp(rule);
}

}  // namespace

void Vjp::give(std::size_t i, Ref cotangent) {
  Node* input = node_.inputs[i];
  if (!cotangent || !wants(i)) return;
  if (cotangent.dtype() != input->dtype || !(cotangent.shape() == input->shape))
    fail(ADJ_ERROR_INTERNAL, node_.operation->name, ": the rule gave operand ", static_cast<std::int64_t>(i),
         " a cotangent of ", name_of(cotangent.dtype()), to_string(cotangent.shape()), ", not ",
         name_of(input->dtype), to_string(input->shape));
  accumulate(input, std::move(cotangent));
}

std::vector<Ref> reverse(Context& context, const Scope& scope, std::span<const Ref> outputs,
                         std::span<const Ref> cotangents, std::span<Node* const> inputs) {
  Walk walk(context, scope);
  const Watched watched(inputs);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!(outputs[i]->mask & walk.bit())) continue;
    accumulate(outputs[i].get(), cotangents[i] ? cotangents[i] : ops::ones_like(outputs[i]));
  }
  for (std::size_t i = walk.end(); i-- > walk.begin();) {
    Node* n = walk.at(i);
    if (n && n->scratch && !n->watched) pull_back(*n, walk.bit());
  }
  std::vector<Ref> result;
  result.reserve(inputs.size());
  for (Node* n : inputs) result.emplace_back(n->scratch);
  return result;
}

}  // namespace adjoint
