// A tensor whose derivative is given by rules of the host language.
#include <atomic>
#include <vector>

#include "core/handle.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct CustomAttributes {
  std::int64_t rule;
  std::int32_t levels;  // batches around it: as many leading axes has every operand more
};

using Callback = adj_status (*)(std::int64_t rule, std::int32_t kind, std::int32_t levels,
                                const adj_tensor* in, std::int64_t in_count, adj_tensor* out,
                                std::int64_t out_count);
constexpr std::int32_t kReverse = 0, kForward = 1, kBegin = 2, kEnd = 3;

std::atomic<Callback> callback{nullptr};

// A recorded node loses its value with its last handle. What goes to a rule and what comes from it is still
// of use to the sweep then.
const Ref& held(const Ref& x) {
  if (x->recorded()) ++x->uses;
  return x;
}

// Has the host open a scope of its own around a call: what the rule is given and makes goes with it.
class CallScope {
 public:
  CallScope(Callback function, std::int64_t rule) : function_(function), rule_(rule) {
    if (const adj_status status = tell(kBegin)) fail(status, "custom: the rule could not begin");
  }
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;
  ~CallScope() { tell(kEnd); }

 private:
  adj_status tell(std::int32_t kind) { return function_(rule_, kind, 0, nullptr, 0, nullptr, 0); }

  Callback function_;
  std::int64_t rule_;
};

std::vector<Ref> call(const CustomAttributes& attributes, std::int32_t kind, std::span<const Ref> in,
                      std::size_t out_count) {
  const Callback function = callback.load(std::memory_order_acquire);
  if (!function) fail(ADJ_ERROR_STATE, "custom: no callback was set");
  const CallScope scope(function, attributes.rule);
  std::vector<adj_tensor> handles, results(out_count);
  for (const Ref& x : in) handles.push_back(x ? publish(held(x)) : adj_tensor{0});
  const adj_status status = function(attributes.rule, kind, attributes.levels, handles.data(),
                                     static_cast<std::int64_t>(handles.size()), results.data(),
                                     static_cast<std::int64_t>(out_count));
  if (status != ADJ_OK) fail(status, "custom: the rule failed");
  std::vector<Ref> found;
  for (const adj_tensor h : results) found.push_back(h.id ? held(Argument("custom", h).ref()) : Ref());
  return found;
}

void infer_custom(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.weak = i.in(0).weak;
  i.shape = i.in(0).shape;
}

void vjp_custom(Vjp& r) {
  std::vector<Ref> in{r.ct()};
  for (std::size_t i = 0; i < r.input_count(); ++i) in.push_back(r.in(i));
  std::vector<Ref> found = call(r.attributes<CustomAttributes>(), kReverse, in, r.input_count());
  for (std::size_t i = 1; i < found.size(); ++i) {
    if (!found[i]) continue;
    if (!(found[i].shape() == r.in_shape(i)))
      fail(ADJ_ERROR_SHAPE, "custom: the rule gave operand ", static_cast<std::int64_t>(i) - 1,
           " a cotangent of shape ", to_string(found[i].shape()), ", but the operand has ",
           to_string(r.in_shape(i)));
    r.give(i, cast(found[i], r.in_dtype(i)));
  }
}

Ref jvp_custom(const Jvp& r) {
  std::vector<Ref> in;
  for (std::size_t i = 0; i < r.input_count(); ++i) in.push_back(r.in(i));
  for (std::size_t i = 0; i < r.input_count(); ++i) in.push_back(r.tangent(i));
  const Ref tangent = call(r.attributes<CustomAttributes>(), kForward, in, 1)[0];
  if (!tangent) return tangent;
  if (!(tangent.shape() == r.out().shape()))
    fail(ADJ_ERROR_SHAPE, "custom: the rule gave a tangent of shape ", to_string(tangent.shape()),
         ", but the result has ", to_string(r.out().shape()));
  return cast(tangent, r.out().dtype());
}

// Every operand takes part in the batch, the shared ones repeated: the rule is then batched as a whole.
Ref batch_custom(const Batch& r) {
  std::vector<Ref> operands;
  std::vector<Node*> nodes;
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    Ref x = r.in(i);
    if (!r.batched(i)) {
      Shape shape = x.shape();
      shape.insert(0, r.size());
      x = broadcast_to(x, shape);
    }
    operands.push_back(x);
    nodes.push_back(x.get());
  }
  CustomAttributes attributes = r.attributes<CustomAttributes>();
  ++attributes.levels;
  return apply(*r.node().operation, nodes, Attributes(attributes));
}

const Operation kCustom = {
    .name = "custom",
    .infer = infer_custom,
    .eval = [](const Evaluation& e) { e.alias(e.in(0), 0, e.in(0).strides); },
    .vjp = vjp_custom,
    .jvp = jvp_custom,
    .batch = batch_custom,
    .reads = 0x7fffffff,
    .any_type = true,
};

}  // namespace

void set_callback(const void* function) {
  callback.store(reinterpret_cast<Callback>(reinterpret_cast<std::uintptr_t>(function)));
}

Ref custom(const Ref& y, std::span<const Ref> xs, std::int64_t rule) {
  if (!is_floating(y.dtype()))
    fail(ADJ_ERROR_DTYPE, "custom: a result of ", name_of(y.dtype()),
         " has no derivative; it must be floating");
  std::vector<Node*> nodes{y.get()};
  for (const Ref& x : xs) nodes.push_back(x.get());
  return apply(kCustom, nodes, Attributes(CustomAttributes{rule, 0}));
}

}  // namespace adjoint::ops
