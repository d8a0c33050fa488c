#include "transforms/reverse.h"

#include "core/apply.h"
#include "core/handle_state.h"
#include "core/several.h"
#include "kernels/elementwise.h"
#include "ops/ops.h"
#include "transforms/scratch.h"

namespace adjoint {
namespace {

// ---- sums of cotangents ----
//
// A sum that nothing else looks at grows where it lies: what is given to one tensor a thousand times (a
// weight, or parts of a sequence) costs what is given, and no new tensor each time.

// Whether a transform other than that with the bit `own` has to see what becomes of the node.
bool is_followed(const Node& n, std::uint64_t own) { return n.symbolic || (n.mask & ~own); }

bool is_ours(const Ref& sum) { return belongs_to_reference(*sum) && sum->contiguous(); }

bool add_in_place(const Ref& sum, const Ref& given) {
  if (!is_ours(sum) || is_followed(*sum, 0) || is_followed(*given, 0) || is_narrow(sum.dtype())) return false;
  if (Context::current().notes_operations()) return false;
  kernels::binary(kernels::Binary::kAdd, sum.dtype(), {sum.rank(), sum.shape().data()},
                  {sum->data, sum->strides.data()}, {given->data, given->strides.data()}, sum->data);
  sum->weak &= given->weak;
  return true;
}

// A sum that another transform follows is recorded with its terms. The value of a term that is referred to by
// nothing else, and that no rule reads, is of no more use: without this a thousand sums of one long array
// would be a thousand arrays.
void drop_spent(Node& term) {
  const std::uint32_t known = term.recorded() ? 3 : 2;  // the caller, the sum, the tape
  const std::uint64_t state = term.state.load(std::memory_order_acquire);
  if (term.uses == 0 && references_in(state) == known && !(state & kPublished)) drop_value(&term);
}

Ref recorded_sum(const Ref& before, const Ref& cotangent) {
  Ref sum = ops::add(before, cotangent);
  if (sum->recorded() && before.get() != cotangent.get())
    for (const Ref* term : {&before, &cotangent}) drop_spent(**term);
  return sum;
}

Ref sum_of(Ref before, Ref cotangent) {
  if (!before || add_in_place(cotangent, before)) return cotangent;
  if (add_in_place(before, cotangent)) return before;
  return recorded_sum(before, cotangent);
}

void accumulate(Node* n, Ref cotangent) {
  Ref before = Walk::take(n);
  const bool several = n->operation && n->operation->several;
  Walk::put(n, several && before ? joined(before, cotangent, sum_of)
                                 : sum_of(std::move(before), std::move(cotangent)));
}

// Elements that nobody else looks at, the same as those of x.
Ref own_copy(const Ref& x) {
  Ref copy = new_constant(x.dtype(), x.shape());
  kernels::copy(x.dtype(), {x.rank(), x.shape().data()}, {x->data, x->strides.data()},
                {copy->data, copy->strides.data()});
  return copy;
}

// Marks the inputs, whose cotangents are what we are after: they stay where they are. A sweep that this one
// runs inside of may have marked some already.
class Watched {
 public:
  explicit Watched(std::span<Node* const> inputs) {
    marked_.reserve(inputs.size());
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

// The innermost sweep of the thread, for those that its rules run.
class SweepAround {
 public:
  explicit SweepAround(std::uint64_t bit) : before_(std::exchange(bit_, bit)) {}
  SweepAround(const SweepAround&) = delete;
  SweepAround& operator=(const SweepAround&) = delete;
  ~SweepAround() { bit_ = before_; }

  // What was given there to a node, or to what it is an alias of: that gets next what the alias is given.
  static Ref take_sum(Node* n) {
    for (bool first = true; first || (n->mask & bit_); first = false) {
      if (n->scratch && (n->mask & bit_)) return Walk::take(n);
      if (n->operation != &kIdentity || n->inputs.empty()) break;
      n = n->inputs[0];
    }
    return nullptr;
  }

 private:
  std::uint64_t before_;
  static constinit thread_local std::uint64_t bit_;
};

constinit thread_local std::uint64_t SweepAround::bit_ = 0;

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

std::byte* Vjp::sum_in_place(std::size_t i, std::initializer_list<const Node*> read) {
  const DType type = node_.inputs[i]->dtype;
  if (Context::current().notes_operations() || is_narrow(type) || is_complex(type)) return nullptr;
  for (const Node* n : read)
    if (is_followed(*n, bit_)) return nullptr;
  Node* input = node_.inputs[i];
  if (!input->scratch || is_followed(*input->scratch, 0)) return nullptr;
  Ref sum = Walk::take(input);
  if (!is_ours(sum)) sum = own_copy(sum);
  std::byte* data = sum->data;
  Walk::put(input, std::move(sum));
  return data;
}

std::vector<Ref> reverse(Context& context, const Scope& scope, std::span<const Ref> outputs,
                         std::span<const Ref> cotangents, std::span<Node* const> inputs, Sums sums) {
  std::vector<Ref> begun;
  if (sums == Sums::kOfTheSweepAround)
    for (Node* n : inputs) begun.push_back(SweepAround::take_sum(n));
  const SweepAround here(scope.bit);
  Walk walk(context, scope);
  const Watched watched(inputs);
  for (std::size_t i = 0; i < begun.size(); ++i)
    if (begun[i]) Walk::put(inputs[i], std::move(begun[i]));
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
  for (Node* n : inputs) result.push_back(n->scratch ? as_weak_as(*n, n->scratch) : Ref());
  return result;
}

}  // namespace adjoint
