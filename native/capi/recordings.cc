// Recordings that outlive their transforms.
#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "capi/directions.h"
#include "core/recording.h"
#include "ops/ops.h"
#include "transforms/forward.h"
#include "transforms/reverse.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

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
      owner.waiting.add(std::move(recording));
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

bool is_batched(const Context& context, const Node& n) { return n.mask & context.scopes.batching_bits(); }

// What has no value though nothing of a batch is in it is made of a direction.
void require_linear(const std::vector<Ref>& found, const std::vector<Ref>& given) {
  const Context& context = Context::current();
  const auto has_value = [](const Ref& x) { return !x || !x->symbolic; };
  if (std::all_of(found.begin(), found.end(), has_value) ||
      !std::all_of(given.begin(), given.end(), has_value))
    return;
  // Inside a linear function that is itself being transposed, its own direction may be in it.
  for (const Node* n : context.tape.nodes())
    if (n->symbolic && n->inputs.empty() && !is_batched(context, *n)) return;
  for (const Ref& x : found)
    if (!has_value(x) && !is_batched(context, *x))
      fail(ADJ_ERROR_NO_VALUE,
           "the function is not linear in what it is to be transposed by: its derivative depends on a value "
           "that is not there. A custom rule of such a function needs both directions: CustomVjp(forward, "
           "backward, tangent: ...)");
}

}  // namespace

adj_status adj_transform_record(adj_transform transform, const adj_tensor* inputs, int64_t input_count,
                                const adj_tensor* outputs, int64_t output_count, adj_tensor* values,
                                adj_recording* out) {
  return guarded([&] {
    constexpr const char* name = "record";
    require(name, "out", out);
    Context& context = Context::current();
    const Scope scope = scope_of(name, ScopeKind::kDerivative, transform);
    const Arguments xs(name, "inputs", inputs, input_count), ys(name, "outputs", outputs, output_count);
    followed(name, scope, xs.refs());
    auto recording =
        std::make_unique<Recording>(context, scope, std::vector<Ref>(xs.refs().begin(), xs.refs().end()),
                                    std::vector<Ref>(ys.refs().begin(), ys.refs().end()));
    std::vector<Ref> results;
    const Scopes::Sweeping aside(context.scopes, scope.bit);
    if (values)
      for (const Ref& y : ys.refs()) results.push_back(alias_of(y));
    const std::uint64_t id = recordings().add(std::move(recording));
    try {
      publish_all(results, values);
    } catch (...) {
      recordings().release(id);
      throw;
    }
    out->id = id;
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
    require_linear(found, given);
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
