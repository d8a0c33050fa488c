// Functions that run twice: what they capture, and what is kept of the first run.
#include <memory>

#include "capi/directions.h"
#include "core/keeper.h"
#include "ops/ops.h"
#include "transforms/reverse.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_transform_open_capturing(int32_t isolated, adj_transform* out) {
  return guarded([&] {
    require("transform_open_capturing", "out", out);
    Context& context = Context::current();
    const std::uint64_t opened = context.open(ScopeKind::kDerivative, isolated != 0).id;
    try {
      context.capture();
    } catch (...) {
      context.close(opened, {});
      throw;
    }
    out->id = opened;
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
    const Capturing& captures = context.captures.of(scope.id);
    *followed = static_cast<std::int64_t>(captures.followed.size());
    *count = 0;
    const Scopes::Outside outside(context.scopes, scope);
    Publication published(captures.followed.size() + captures.borrowed.size());
    for (const auto* captured : {&captures.followed, &captures.borrowed})
      for (const Captured& c : *captured) {
        if (*count < capacity) {
          known_as[*count] = c.known_as;
          out[*count] = published.add(alias_of(c.tensor.ref()));
        }
        ++*count;
      }
    published.finish();
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
      if (handles[i].id != 0) lent.push_back({HeldValue(given.refs()[i]), handles[i]});
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
    const Capturing& captures = Context::current().captures.of(scope.id);
    if (const Keeper* keeper = Context::current().keepers.of(scope.id)) keeper->require_all_taken();
    const auto captured_now = static_cast<std::int64_t>(captures.followed.size());
    if (captured_now != captured_count)
      fail(ADJ_ERROR_STATE, name, ": the function captured ", captured_now, " tensors, but ", captured_count,
           " when it ran first; it must do the same each time");
    for (const Captured& c : captures.followed) watched.push_back(c.tensor.get());

    std::vector<Ref> found =
        reverse(Context::current(), scope, ys.refs(), given, watched, Sums::kOfTheSweepAround);
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
    if (Keeper* keeper = Context::current().keepers.innermost()) keeper->keep(*n.get());
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
    Context::current().captures.of(scope.id);  // throws if it does not capture
    const Keeper* keeper = Context::current().keepers.of(scope.id);
    if (!keeper) return;
    Publication published(keeper->kept().size());
    for (const auto& [place, value] : keeper->kept()) {
      if (*count < capacity) {
        places[*count] = place;
        values[*count] = published.add(detached(*value));
      }
      ++*count;
    }
    published.finish();
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
      require_value(*given.refs()[i]);
      kept.emplace(places[i], detached(*given.refs()[i]));
    }
    Context::current().keep(scope.id, std::make_unique<Keeper>(scope.bit, std::move(kept)));
  });
}
