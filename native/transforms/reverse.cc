#include "transforms/reverse.h"

#include "ops/ops.h"

namespace adjoint {
namespace {

void accumulate(Node* n, Ref cotangent) {
  if (!n->cotangent) {
    n->cotangent = cotangent.detach();
    return;
  }
  const Ref before = Ref::adopt(n->cotangent);
  n->cotangent = nullptr;
  n->cotangent = ops::add(before, cotangent).detach();
}

Ref take_cotangent(Node* n) { return Ref::adopt(std::exchange(n->cotangent, nullptr)); }

// The part of the tape that a sweep walks. However the sweep ends, no scratch stays behind.
class Segment {
 public:
  Segment(const Context& context, const Scope& scope, std::span<Node* const> inputs)
      : tape_(context.tape()), start_(scope.tape_start), end_(tape_.size()), inputs_(inputs) {
    for (Node* n : inputs_) n->watched = true;
  }
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  ~Segment() {
    for (Node* n : inputs_) {
      n->watched = false;
      take_cotangent(n);
    }
    if (finished_) return;
    for (std::size_t i = start_; i < end_; ++i) take_cotangent(tape_[i]);
  }

  // Indices, since rules may append to the tape while we walk.
  void sweep(std::uint64_t bit) {
    for (std::size_t i = end_; i-- > start_;) {
      Node* n = tape_[i];
      if (!n->cotangent || n->watched) continue;
      const Ref cotangent = take_cotangent(n);
      if (!n->operation->vjp)
        fail(ADJ_ERROR_UNSUPPORTED, n->operation->name, ": no reverse-mode derivative is defined");
      Vjp rule(*n, cotangent, bit);
      n->operation->vjp(rule);
    }
    finished_ = true;
  }

 private:
  const std::vector<Node*>& tape_;
  std::size_t start_, end_;
  std::span<Node* const> inputs_;
  bool finished_ = false;
};

}  // namespace

void Vjp::give(std::size_t i, Ref cotangent) {
  Node* input = node_.inputs[i];
  if (!cotangent || !(input->mask & bit_)) return;
  if (cotangent.dtype() != input->dtype || !(cotangent.shape() == input->shape))
    fail(ADJ_ERROR_INTERNAL, node_.operation->name, ": the rule gave operand ", static_cast<std::int64_t>(i),
         " a cotangent of ", name_of(cotangent.dtype()), to_string(cotangent.shape()), ", not ",
         name_of(input->dtype), to_string(input->shape));
  accumulate(input, std::move(cotangent));
}

std::vector<Ref> reverse(Context& context, const Scope& scope, std::span<const Ref> outputs,
                         std::span<const Ref> cotangents, std::span<Node* const> inputs) {
  const std::uint64_t bit = scope.bit;
  const Context::Sweeping sweeping(context, bit);
  Segment segment(context, scope, inputs);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!(outputs[i]->mask & bit)) continue;
    accumulate(outputs[i].get(), cotangents[i] ? cotangents[i] : ops::ones_like(outputs[i]));
  }
  segment.sweep(bit);
  std::vector<Ref> result;
  result.reserve(inputs.size());
  for (Node* n : inputs) result.emplace_back(n->cotangent);
  return result;
}

}  // namespace adjoint
