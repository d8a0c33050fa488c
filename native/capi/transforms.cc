// Scopes and transforms.
#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "capi/boundary.h"
#include "core/keeper.h"
#include "core/recording.h"
#include "ops/ops.h"
#include "transforms/batch.h"
#include "transforms/describe.h"
#include "transforms/forward.h"
#include "transforms/reverse.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

Scope scope_of(const char* operation, ScopeKind kind, adj_transform handle) {
  const Scope& scope = Context::current().scope(handle.id);
  if (scope.kind != kind)
    fail(ADJ_ERROR_ARGUMENT, operation, ": this scope is of another kind; ",
         kind == ScopeKind::kBatch ? "open it with batch_open" : "open it with transform_open");
  return scope;
}

// The nodes of tensors that the transform handed out itself.
std::vector<Node*> followed(const char* operation, const Scope& scope, std::span<const Ref> tensors) {
  std::vector<Node*> nodes;
  for (const Ref& x : tensors) {
    if (!(x->mask & scope.bit))
      fail(ADJ_ERROR_ARGUMENT, operation, ": input ", static_cast<std::int64_t>(nodes.size()),
           " is not followed by this transform; pass what it returned when the input was given to it");
    nodes.push_back(x.get());
  }
  return nodes;
}

// Handles come out only when all of them can.
void publish_all(std::vector<Ref>& results, adj_tensor* out) {
  for (Ref& r : results) *out++ = publish(std::move(r));
}

// Cotangents or tangents as given, checked against what they belong to. A null list or a zero handle
// becomes a null reference.
std::vector<Ref> directions(const char* operation, std::span<const Ref> of, const adj_tensor* handles) {
  std::vector<Ref> result(of.size());
  if (!handles) return result;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (handles[i].id == 0) continue;
    const Ref given(Argument(operation, handles[i]).get());
    if (!(given.shape() == of[i].shape()))
      fail(ADJ_ERROR_SHAPE, operation, ": direction ", static_cast<std::int64_t>(i), " has shape ",
           to_string(given.shape()), ", but the tensor it belongs to has ", to_string(of[i].shape()));
    result[i] = ops::cast(given, of[i].dtype());
  }
  return result;
}

void require_count(const char* operation, const char* what, std::int64_t given, std::size_t expected) {
  if (given != static_cast<std::int64_t>(expected))
    fail(ADJ_ERROR_ARGUMENT, operation, ": ", given, " ", what, " were given, but there are ",
         static_cast<std::int64_t>(expected));
}

// Recordings by their number: a stale or forged one finds nothing.
class Recordings {
 public:
  std::uint64_t add(std::unique_ptr<Recording> recording) {
    const std::lock_guard lock(mutex_);
    all_.emplace(++last_, std::move(recording));
    return last_;
  }
  Recording& of_this_thread(const char* operation, std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(id);
    if (found == all_.end()) fail(ADJ_ERROR_HANDLE, operation, ": the recording is gone: it was released");
    if (&found->second->context() != Context::current_or_null())
      fail(ADJ_ERROR_THREAD, operation, ": the recording belongs to the thread that made it; call it there");
    return *found->second;
  }
  void release(std::uint64_t id) {
    std::unique_ptr<Recording> recording;
    {
      const std::lock_guard lock(mutex_);
      const auto found = all_.find(id);
      if (found == all_.end()) fail(ADJ_ERROR_HANDLE, "recording_release: the recording is gone already");
      recording = std::move(found->second);
      all_.erase(found);
    }
    if (&recording->context() != Context::current_or_null()) {
      Context& owner = const_cast<Context&>(recording->context());
      owner.release_later(std::move(recording));
    }
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Recording>> all_;
  std::uint64_t last_ = 0;
};

Recordings& recordings() {
  static Recordings& instance = *new Recordings;
  return instance;
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
    const Scope scope = scope_of("transform_watch", ScopeKind::kDerivative, transform);
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

adj_status adj_transform_open_capturing(int32_t isolated, adj_transform* out) {
  return guarded([&] {
    require("transform_open_capturing", "out", out);
    Context& context = Context::current();
    out->id = context.open(ScopeKind::kDerivative, isolated != 0).id;
    context.capture();
  });
}

adj_status adj_transform_captured(adj_transform transform, adj_tensor* out, adj_tensor* known_as,
                                  int64_t capacity, int64_t* count, int64_t* followed) {
  return guarded([&] {
    constexpr const char* name = "captured";
    require(name, "count", count);
    require(name, "followed", followed);
    if (capacity > 0) {
      require(name, "out", out);
      require(name, "known_as", known_as);
    }
    Context& context = Context::current();
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Captures& captures = context.captures(scope.id);
    *followed = static_cast<std::int64_t>(captures.followed.size());
    *count = 0;
    const Context::Outside outside(context, scope);
    for (const auto* captured : {&captures.followed, &captures.borrowed})
      for (const Captured& c : *captured) {
        if (*count < capacity) {
          known_as[*count] = c.known_as;
          out[*count] = publish(alias_of(c.tensor));
        }
        ++*count;
      }
  });
}

adj_status adj_transform_lend(adj_transform transform, const adj_tensor* known_as, const adj_tensor* tensors,
                              int64_t count) {
  return guarded([&] {
    constexpr const char* name = "transform_lend";
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments given(name, "tensors", tensors, count);
    const auto handles = list(name, "known_as", known_as, count);
    std::vector<Captured> lent;
    for (std::size_t i = 0; i < handles.size(); ++i)
      if (handles[i].id != 0) lent.push_back({given.refs()[i], handles[i]});
    Context::current().lend(scope.id, std::move(lent));
  });
}

adj_status adj_transform_gradients_captured(adj_transform transform, const adj_tensor* outputs,
                                            const adj_tensor* cotangents, int64_t output_count,
                                            const adj_tensor* inputs, int64_t input_count,
                                            int64_t captured_count, adj_tensor* gradients) {
  return guarded([&] {
    constexpr const char* name = "gradients";
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments ys(name, "outputs", outputs, output_count), xs(name, "inputs", inputs, input_count);
    if (input_count + captured_count > 0) require(name, "gradients", gradients);
    const std::vector<Ref> given = directions(name, ys.refs(), cotangents);
    std::vector<Node*> watched = followed(name, scope, xs.refs());
    const Captures& captures = Context::current().captures(scope.id);
    if (captures.keeper) captures.keeper->require_all_taken();
    const auto captured_now = static_cast<std::int64_t>(captures.followed.size());
    if (captured_now != captured_count)
      fail(ADJ_ERROR_STATE, name, ": the function captured ", captured_now, " tensors, but ", captured_count,
           " when it ran first; it must do the same each time");
    for (const Captured& c : captures.followed) watched.push_back(c.tensor.get());

    std::vector<Ref> found = reverse(Context::current(), scope, ys.refs(), given, watched);
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!found[i]) found[i] = ops::zeros_like(watched[i]);
    publish_all(found, gradients);
  });
}

adj_status adj_transform_keep(adj_transform transform, int32_t products) {
  return guarded([&] {
    const Scope scope = scope_of("transform_keep", ScopeKind::kDerivative, transform);
    Context::current().keep(scope.id, std::make_unique<Keeper>(scope.bit, products != 0));
  });
}

adj_status adj_transform_keep_value(adj_tensor x) {
  return guarded([&] {
    const Argument n("transform_keep_value", x);
    if (Keeper* keeper = Context::current().keeper()) keeper->keep(*n.get());
  });
}

adj_status adj_transform_kept(adj_transform transform, adj_tensor* values, uint64_t* places, int64_t capacity,
                              int64_t* count) {
  return guarded([&] {
    constexpr const char* name = "transform_kept";
    require(name, "count", count);
    if (capacity > 0) {
      require(name, "values", values);
      require(name, "places", places);
    }
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    *count = 0;
    const Keeper* keeper = Context::current().captures(scope.id).keeper.get();
    if (!keeper) return;
    for (const auto& [place, value] : keeper->kept()) {
      if (*count < capacity) {
        places[*count] = place;
        values[*count] = publish(detached(*value));
      }
      ++*count;
    }
  });
}

adj_status adj_transform_replay(adj_transform transform, const adj_tensor* values, const uint64_t* places,
                                int64_t count) {
  return guarded([&] {
    constexpr const char* name = "transform_replay";
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments given(name, "values", values, count);
    if (count > 0) require(name, "places", places);
    Keeper::Values kept;
    for (std::size_t i = 0; i < given.refs().size(); ++i) {
      require_value(name, *given.refs()[i]);
      kept.emplace(places[i], detached(*given.refs()[i]));
    }
    Context::current().keep(scope.id, std::make_unique<Keeper>(scope.bit, std::move(kept)));
  });
}

adj_status adj_transform_record(adj_transform transform, const adj_tensor* inputs, int64_t input_count,
                                const adj_tensor* outputs, int64_t output_count, adj_tensor* values,
                                adj_recording* out) {
  return guarded([&] {
    constexpr const char* name = "record";
    require(name, "out", out);
    if (output_count > 0) require(name, "values", values);
    Context& context = Context::current();
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments xs(name, "inputs", inputs, input_count), ys(name, "outputs", outputs, output_count);
    followed(name, scope, xs.refs());
    auto recording =
        std::make_unique<Recording>(context, scope, std::vector<Ref>(xs.refs().begin(), xs.refs().end()),
                                    std::vector<Ref>(ys.refs().begin(), ys.refs().end()));
    std::vector<Ref> results;
    const Context::Sweeping aside(context, scope.bit);
    for (const Ref& y : ys.refs()) results.push_back(alias_of(y));
    publish_all(results, values);
    out->id = recordings().add(std::move(recording));
  });
}

adj_status adj_recording_pull(adj_recording recording, const adj_tensor* cotangents, int64_t output_count,
                              adj_tensor* gradients, int64_t input_count) {
  return guarded([&] {
    constexpr const char* name = "pullback";
    Recording& r = recordings().of_this_thread(name, recording.id);
    require_count(name, "cotangents", output_count, r.outputs().size());
    require_count(name, "gradients", input_count, r.inputs().size());
    if (output_count > 0) require(name, "cotangents", cotangents);
    if (input_count > 0) require(name, "gradients", gradients);
    std::vector<Ref> given = directions(name, r.outputs(), cotangents);
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!given[i]) given[i] = ops::zeros_like(r.outputs()[i]);
    std::vector<Ref> found;
    {
      const Recording::Reopened reopened(r);
      found = reverse(Context::current(), reopened.scope(), r.outputs(), given, reopened.inputs());
    }
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!found[i]) found[i] = ops::zeros_like(r.inputs()[i]);
    publish_all(found, gradients);
  });
}

adj_status adj_recording_push(adj_recording recording, const adj_tensor* tangents, int64_t input_count,
                              adj_tensor* output_tangents, int64_t output_count) {
  return guarded([&] {
    constexpr const char* name = "linear map";
    Recording& r = recordings().of_this_thread(name, recording.id);
    require_count(name, "tangents", input_count, r.inputs().size());
    require_count(name, "output_tangents", output_count, r.outputs().size());
    if (input_count > 0) require(name, "tangents", tangents);
    if (output_count > 0) require(name, "output_tangents", output_tangents);
    const std::vector<Ref> given = directions(name, r.inputs(), tangents);
    std::vector<Ref> found;
    {
      const Recording::Reopened reopened(r);
      found = forward(Context::current(), reopened.scope(), reopened.inputs(), given, r.outputs());
    }
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!found[i]) found[i] = ops::zeros_like(r.outputs()[i]);
    publish_all(found, output_tangents);
  });
}

adj_status adj_recording_release(adj_recording recording) {
  return guarded([&] { recordings().release(recording.id); });
}

adj_status adj_transform_describe(adj_transform transform, char* text, int64_t size, int64_t* length) {
  return guarded([&] {
    require("describe", "length", length);
    if (size > 0) require("describe", "text", text);
    const Context& context = Context::current();
    const std::string description = describe(context, context.scope(transform.id));
    *length = static_cast<std::int64_t>(description.size());
    if (size <= 0) return;
    const std::size_t count = std::min(description.size(), static_cast<std::size_t>(size - 1));
    std::copy_n(description.data(), count, text);
    text[count] = 0;
  });
}

adj_status adj_set_callback(const void* callback) {
  return guarded([&] { ops::set_callback(callback); });
}

adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int64_t rule, adj_tensor* out) {
  return guarded([&] {
    require("custom", "out", out);
    const Argument value("custom", y);
    const Arguments operands("custom", "xs", xs, count);
    *out = publish(ops::custom(value.ref(), operands.refs(), rule));
  });
}

adj_status adj_set_anomaly_detection(int32_t on) {
  return guarded([&] { Context::current().detects_anomalies = on != 0; });
}

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
    *out = publish(placeholder(n->dtype, member, scope.bit));
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
