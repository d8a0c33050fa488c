// Batches: what was done with stand-ins, done for all members at once.
#include "capi/directions.h"
#include "ops/ops.h"
#include "transforms/batch.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_batch_open(adj_transform* out) {
  return guarded([&] {
    require("batch_open", "out", out);
    out->id = Context::current().open(ScopeKind::kBatch).id;
  });
}

adj_status adj_batch_placeholder(adj_transform transform, adj_tensor x, int64_t axis, adj_tensor* out) {
  return guarded([&] {
    require("batch_placeholder", "out", out);
    const Scope scope = scope_of("batch_placeholder", ScopeKind::kBatch, transform);
    const Argument n("batch_placeholder", x);
    Shape member = n->shape;
    member.erase(normalize_axis("vmap", axis, n->shape.rank()));
    *out = publish(placeholder(*n.get(), member, scope.bit));
  });
}

adj_status adj_batch_run(adj_transform transform, const adj_tensor* placeholders, const adj_tensor* xs,
                         const int64_t* in_axes, int64_t input_count, const adj_tensor* outputs,
                         const int64_t* out_axes, int64_t output_count, adj_tensor* results) {
  return guarded([&] {
    constexpr const char* name = "vmap";
    const Scope scope = scope_of(name, ScopeKind::kBatch, transform);
    const Arguments holders(name, "placeholders", placeholders, input_count),
        inputs(name, "xs", xs, input_count), ys(name, "outputs", outputs, output_count);
    const auto from = list(name, "in_axes", in_axes, input_count),
               to = list(name, "out_axes", out_axes, output_count);
    if (input_count == 0) fail(ADJ_ERROR_ARGUMENT, "vmap: at least one input must be batched");
    if (output_count > 0) require(name, "results", results);
    const std::vector<Node*> nodes = followed(name, scope, holders.refs());

    std::vector<Ref> values;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const Ref& x = inputs.refs()[i];
      values.push_back(ops::move_axis(x, normalize_axis(name, from[i], x.rank()), 0));
      Shape member = values[i].shape();
      member.erase(0);
      if (values[i].dtype() != nodes[i]->dtype || !(member == nodes[i]->shape))
        fail(ADJ_ERROR_SHAPE, "vmap: input ", static_cast<std::int64_t>(i), " does not fit its placeholder");
      if (values[i].shape()[0] != values[0].shape()[0])
        fail(ADJ_ERROR_SHAPE, "vmap: the inputs' batches differ in size: ", values[0].shape()[0], " and ",
             values[i].shape()[0]);
    }
    const std::int64_t size = values[0].shape()[0];
    std::vector<Ref> found;
    const std::vector<Batched> batched = batch(Context::current(), scope, size, nodes, values, ys.refs());
    for (std::size_t i = 0; i < batched.size(); ++i) {
      Ref y = batched[i].value;
      if (to[i] == ADJ_NO_AXIS) {
        if (batched[i].batched)
          fail(ADJ_ERROR_ARGUMENT, "vmap: output ", static_cast<std::int64_t>(i),
               " differs between the members of the batch; give it an axis");
        found.push_back(alias_of(y));
        continue;
      }
      if (!batched[i].batched) {
        Shape shape = y.shape();
        shape.insert(0, size);
        y = ops::broadcast_to(y, shape);
      }
      found.push_back(ops::move_axis(y, 0, normalize_axis(name, to[i], y.rank())));
    }
    publish_all(found, results);
  });
}
