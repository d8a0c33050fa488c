#include "transforms/reverse.h"

#include "ops/ops.h"
#include "transforms/scratch.h"

namespace adjoint {
namespace {

void accumulate(Node* n, Ref cotangent) {
  const Ref before = Walk::take(n);
  Walk::put(n, before ? ops::add(before, cotangent) : std::move(cotangent));
}

// Marks the inputs, whose cotangents are what we are after: they stay where they are. A sweep that this one runs inside
// of may have marked some already.
class Watched {
 public:
  explicit Watched(std::span<Node* const> inputs) {
    for (Node* n : inputs)
      if (!std::exchange(n->watched, true)) marked_.push_back(n);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() {
    for (Node* n : marked_) n->watched = false;
  }

 private:
  std::vector<Node*> marked_;
};

void pull_back(Node& n, std::uint64_t bit) {
  const Ref cotangent = Walk::take(&n);
  if (!n.operation->vjp)
    fail(ADJ_ERROR_UNSUPPORTED, n.operation->name, ": no reverse-mode derivative is defined");
  Vjp rule(n, cotangent, bit);
  try {
    n.operation->vjp(rule);
  } catch (const Error& e) {
    if (e.status() != ADJ_ERROR_ANOMALY) throw;
    fail(ADJ_ERROR_ANOMALY, "in the derivative of ", n.operation->name, " (result ", name_of(n.dtype),
         to_string(n.shape), ", node ", static_cast<std::int64_t>(n.slot), "): ", std::string(e.what()));
  }
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
  for (Node* n : inputs) walk.include(n);
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
