// Scopes and transforms.
#include "capi/boundary.h"
#include "ops/ops.h"
#include "transforms/reverse.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

const Scope& transform_of(const char* operation, const Context& context, adj_transform handle) {
  const Scope& scope = context.scope(handle.id);
  if (scope.kind != ScopeKind::kDerivative)
    fail(ADJ_ERROR_ARGUMENT, operation, ": this scope does not differentiate; open it with transform_open");
  return scope;
}

// The cotangents as given, checked; a null list or a zero handle stands for ones, as a null reference.
std::vector<Ref> cotangents_of(std::span<const Ref> outputs, const adj_tensor* handles) {
  std::vector<Ref> result(outputs.size());
  if (!handles) return result;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (handles[i].id == 0) continue;
    Ref given(Argument("gradients", handles[i]).get());
    if (!(given.shape() == outputs[i].shape()))
      fail(ADJ_ERROR_SHAPE, "gradients: cotangent ", static_cast<std::int64_t>(i), " has shape ",
           to_string(given.shape()), ", but its output has ", to_string(outputs[i].shape()));
    result[i] = ops::cast(given, outputs[i].dtype());
  }
  return result;
}

}  // namespace

adj_status adj_scope_open(adj_transform* out) {
  return guarded([&] {
    require("scope_open", "out", out);
    out->id = Context::current().open(ScopeKind::kPlain).id;
  });
}

adj_status adj_transform_open(adj_transform* out) {
  return guarded([&] {
    require("transform_open", "out", out);
    out->id = Context::current().open(ScopeKind::kDerivative).id;
  });
}

adj_status adj_transform_watch(adj_transform transform, adj_tensor x, adj_tensor* out) {
  return guarded([&] {
    require("transform_watch", "out", out);
    const Scope& scope = transform_of("transform_watch", Context::current(), transform);
    const Argument n("transform_watch", x);
    if (!is_floating(n->dtype))
      fail(ADJ_ERROR_DTYPE, "gradient: a tensor of ", name_of(n->dtype),
           " has no derivative; cast it to float32 or float64, or do not differentiate with respect to it");
    *out = publish(watch(n.get(), scope.bit));
  });
}

adj_status adj_transform_gradients(adj_transform transform, const adj_tensor* outputs,
                                   const adj_tensor* cotangents, int64_t output_count,
                                   const adj_tensor* inputs, int64_t input_count, adj_tensor* gradients,
                                   int32_t* reached) {
  return guarded([&] {
    Context& context = Context::current();
    const Scope scope = transform_of("gradients", context, transform);
    const Arguments ys("gradients", "outputs", outputs, output_count);
    const Arguments xs("gradients", "inputs", inputs, input_count);
    if (input_count > 0) require("gradients", "gradients", gradients);
    const std::vector<Ref> cts = cotangents_of(ys.refs(), cotangents);

    std::vector<Node*> watched;
    for (const Ref& x : xs.refs()) {
      if (!(x->mask & scope.bit))
        fail(ADJ_ERROR_ARGUMENT, "gradients: input ", static_cast<std::int64_t>(watched.size()),
             " is not followed by this transform; pass what transform_watch returned");
      watched.push_back(x.get());
    }
    std::vector<Ref> found = reverse(context, scope, ys.refs(), cts, watched);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (reached) reached[i] = static_cast<bool>(found[i]);
      gradients[i] = publish(found[i] ? std::move(found[i]) : ops::zeros_like(watched[i]));
    }
  });
}

adj_status adj_scope_close(adj_transform scope, const adj_tensor* keep, int64_t count, int32_t* outside) {
  return guarded([&] {
    const bool last = Context::current().close(scope.id, list("scope_close", "keep", keep, count));
    if (outside) *outside = last;
  });
}

adj_status adj_scope_depth(int32_t* out) {
  return guarded([&] {
    require("scope_depth", "out", out) = static_cast<std::int32_t>(Context::current().scopes().size());
  });
}
