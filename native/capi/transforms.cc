// Transforms: derivatives in both modes, and what they recorded as text.
#include <algorithm>

#include "capi/directions.h"
#include "ops/ops.h"
#include "transforms/describe.h"
#include "transforms/forward.h"
#include "transforms/reverse.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_transform_open(adj_transform* out) {
  return guarded([&] {
    require("transform_open", "out", out);
    out->id = Context::current().open(ScopeKind::kDerivative).id;
  });
}

adj_status adj_transform_watch(adj_transform transform, adj_tensor x, adj_tensor* out) {
  return guarded([&] {
    require("transform_watch", "out", out);
    const Scope scope = scope_of("transform_watch", ScopeKind::kDerivative, transform);
    const Argument n("transform_watch", x);
    if (!is_differentiable(n->dtype))
      fail(ADJ_ERROR_DTYPE, "gradient: a tensor of ", name_of(n->dtype),
           " has no derivative; cast it to float32 or float64, or do not differentiate with respect to it");
    *out = publish(watch(n.get(), scope.bit));
  });
}

adj_status adj_transform_direction(adj_transform transform, adj_tensor x, adj_tensor* out) {
  return guarded([&] {
    require("transform_direction", "out", out);
    const Scope scope = scope_of("transform_direction", ScopeKind::kDerivative, transform);
    const Argument n("transform_direction", x);
    if (!is_differentiable(n->dtype))
      fail(ADJ_ERROR_DTYPE, "linear function: an argument of ", name_of(n->dtype), " cannot be transposed");
    Context::current().scopes.follow_pattern(scope.id);
    *out = publish(placeholder(*n.get(), n->shape, scope.bit));
  });
}

adj_status adj_transform_gradients(adj_transform transform, const adj_tensor* outputs,
                                   const adj_tensor* cotangents, int64_t output_count,
                                   const adj_tensor* inputs, int64_t input_count, adj_tensor* gradients,
                                   int32_t* reached) {
  return guarded([&] {
    constexpr const char* name = "gradients";
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments ys(name, "outputs", outputs, output_count), xs(name, "inputs", inputs, input_count);
    if (input_count > 0) require(name, "gradients", gradients);
    const std::vector<Ref> given = directions(name, ys.refs(), cotangents);
    const std::vector<Node*> watched = followed(name, scope, xs.refs());

    std::vector<Ref> found = reverse(Context::current(), scope, ys.refs(), given, watched);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (reached) reached[i] = static_cast<bool>(found[i]);
      if (!found[i]) found[i] = ops::zeros_like(xs.refs()[i]);
    }
    publish_all(found, gradients);
  });
}

adj_status adj_transform_tangents(adj_transform transform, const adj_tensor* inputs,
                                  const adj_tensor* tangents, int64_t input_count, const adj_tensor* outputs,
                                  int64_t output_count, adj_tensor* output_tangents) {
  return guarded([&] {
    constexpr const char* name = "tangents";
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments xs(name, "inputs", inputs, input_count), ys(name, "outputs", outputs, output_count);
    if (input_count > 0) require(name, "tangents", tangents);
    if (output_count > 0) require(name, "output_tangents", output_tangents);
    const std::vector<Ref> given = directions(name, xs.refs(), tangents);
    const std::vector<Node*> watched = followed(name, scope, xs.refs());

    std::vector<Ref> found = forward(Context::current(), scope, watched, given, ys.refs());
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!found[i]) found[i] = ops::zeros_like(ys.refs()[i]);
    publish_all(found, output_tangents);
  });
}

adj_status adj_transform_describe(adj_transform transform, char* text, int64_t size, int64_t* length) {
  return guarded([&] {
    require("describe", "length", length);
    if (size > 0) require("describe", "text", text);
    const Context& context = Context::current();
    const std::string description = describe(context, context.scopes.find(transform.id));
    *length = static_cast<std::int64_t>(description.size());
    if (size <= 0) return;
    const std::size_t count = std::min(description.size(), static_cast<std::size_t>(size - 1));
    std::copy_n(description.data(), count, text);
    text[count] = 0;
  });
}

adj_status adj_set_anomaly_detection(int32_t on) {
  return guarded([&] { Context::current().detects_anomalies = on != 0; });
}
