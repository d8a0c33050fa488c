// A tensor whose derivative is given by rules of the host language.
#include <mutex>
#include <vector>

#include "core/context.h"
#include "core/handle.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct CustomAttributes {
  std::int64_t rule;
  std::int32_t host;
  std::int32_t levels;    // batches around it: as many leading axes has every operand more
  std::int64_t captured;  // so many operands at the end stand there only to be looked at
};

using Callback = adj_status (*)(std::int64_t rule, std::int32_t kind, std::int32_t levels,
                                const adj_tensor* in, std::int64_t in_count, adj_tensor* out,
                                std::int64_t out_count);
constexpr std::int32_t kReverse = 0, kForward = 1, kBegin = 2, kEnd = 3;

// Hosts by their number. One that has gone leaves its place empty: its number may stand in a recording.
class Hosts {
 public:
  std::int32_t add(Callback callback) {
    const std::lock_guard lock(mutex_);
    callbacks_.push_back(callback);
    return static_cast<std::int32_t>(callbacks_.size() - 1);
  }
  void remove(std::int32_t host) {
    const std::lock_guard lock(mutex_);
    at(host) = nullptr;
  }
  Callback of(std::int32_t host) {
    const std::lock_guard lock(mutex_);
    const Callback found = at(host);
    if (!found)
      fail(ADJ_ERROR_STATE,
           "custom rule: the code of the rule has gone: its load context was unloaded; it can be used no "
           "more");
    return found;
  }

 private:
  Callback& at(std::int32_t host) {
    if (host < 0 || static_cast<std::size_t>(host) >= callbacks_.size())
      fail(ADJ_ERROR_ARGUMENT, "custom rule: there is no host ", host);
    return callbacks_[static_cast<std::size_t>(host)];
  }

  std::mutex mutex_;
  std::vector<Callback> callbacks_;
};

Hosts& hosts() {
  static Hosts& instance = *new Hosts;
  return instance;
}

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
  const Callback function = hosts().of(attributes.host);
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

// The transforms that ask for derivatives, as far as they look.
std::uint64_t differentiating(const Context& context) {
  return context.scopes.recording_bits() & ~context.scopes.batching_bits();
}

// Also asked when a batch is done, since its stand-ins do not show what will take their place.
void infer_custom(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.weak = i.in(0).weak;
  i.shape = i.in(0).shape;
  const std::uint64_t differentiated = differentiating(Context::current());
  const auto captured = static_cast<std::size_t>(i.attributes.as<CustomAttributes>().captured);
  for (const Node* n : i.inputs.last(captured))
    if (n->mask & differentiated)
      fail(
          ADJ_ERROR_STATE, "custom rule: the function uses a tensor that it captured, ", name_of(n->dtype),
          to_string(n->shape),
          ", and that is differentiated by; the rule gives no derivative by it, which would be lost. Pass it "
          "as an argument of the function, or hold it fixed with StopGradient");
}

// The result, then the operands that the rule knows. The result is this node itself, so that what a rule
// makes of it is differentiated by the rule in turn.
std::vector<Ref> known_operands(const auto& r) {
  const auto captured = static_cast<std::size_t>(r.template attributes<CustomAttributes>().captured);
  std::vector<Ref> known{r.out()};
  for (std::size_t i = 1; i < r.input_count() - captured; ++i) known.push_back(r.in(i));
  return known;
}

void vjp_custom(Vjp& r) {
  std::vector<Ref> in = known_operands(r);
  const std::size_t count = in.size();
  in.insert(in.begin(), r.ct());
  std::vector<Ref> found = call(r.attributes<CustomAttributes>(), kReverse, in, count);
  for (std::size_t i = 1; i < found.size(); ++i) {
    if (!found[i] || !r.wants(i)) continue;
    if (!(found[i].shape() == r.in_shape(i)))
      fail(ADJ_ERROR_SHAPE, "custom rule: the backward function gave argument ",
           static_cast<std::int64_t>(i) - 1, " a cotangent of shape ", to_string(found[i].shape()),
           ", but the argument has ", to_string(r.in_shape(i)));
    const Ref given = as_direction(found[i], r.in_dtype(i));
    if (!given)
      fail(ADJ_ERROR_DTYPE, "custom rule: the backward function gave argument ",
           static_cast<std::int64_t>(i) - 1, " a cotangent of ", name_of(found[i].dtype()),
           ", but the argument is ", name_of(r.in_dtype(i)), "; Cast it");
    r.give(i, given);
  }
}

Ref jvp_custom(const Jvp& r) {
  std::vector<Ref> in = known_operands(r);
  const std::size_t count = in.size();
  for (std::size_t i = 0; i < count; ++i) in.push_back(r.tangent(i));
  const Ref tangent = call(r.attributes<CustomAttributes>(), kForward, in, 1)[0];
  if (!tangent) return tangent;
  if (!(tangent.shape() == r.out().shape()))
    fail(ADJ_ERROR_SHAPE, "custom rule: the tangent function gave a tangent of shape ",
         to_string(tangent.shape()), ", but the result has ", to_string(r.out().shape()));
  const Ref given = as_direction(tangent, r.out().dtype());
  if (!given)
    fail(ADJ_ERROR_DTYPE, "custom rule: the tangent function gave a tangent of ", name_of(tangent.dtype()),
         ", but the result is ", name_of(r.out().dtype()), "; Cast it");
  return given;
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
    .reads = ~kReads0,  // the result and the operands; where the result comes from does not matter
    .kind = OperationKind::kView,
    .any_type = true,
};

}  // namespace

std::int32_t open_host(const void* callback) {
  return hosts().add(reinterpret_cast<Callback>(reinterpret_cast<std::uintptr_t>(callback)));
}

void close_host(std::int32_t host) { hosts().remove(host); }

Ref custom(const Ref& y, std::span<const Ref> xs, HostRule rule, std::span<const Ref> captured) {
  if (!is_differentiable(y.dtype()))
    fail(ADJ_ERROR_DTYPE, "custom rule: a result of ", name_of(y.dtype()),
         " has no derivative; it must be floating");
  hosts().of(rule.host);
  std::vector<Node*> nodes{y.get()};
  for (const Ref& x : xs) nodes.push_back(x.get());
  if (differentiating(Context::current()) == 0) captured = {};
  for (const Ref& x : captured) nodes.push_back(x.get());
  const CustomAttributes attributes{rule.id, rule.host, 0, static_cast<std::int64_t>(captured.size())};
  return apply(kCustom, nodes, Attributes(attributes));
}

}  // namespace adjoint::ops
