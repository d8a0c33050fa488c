// Scopes that are no transforms, and the end of any.
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_scope_open(adj_transform* out) {
  return guarded([&] {
    require("scope_open", "out", out);
    out->id = Context::current().open(ScopeKind::kPlain).id;
  });
}

adj_status adj_scope_close(adj_transform scope, const adj_tensor* keep, int64_t count, int32_t* outside) {
  return guarded([&] {
    const Arguments kept("scope_close", "keep", keep, count);
    const bool last = Context::current().close(scope.id, kept.refs());
    if (outside) *outside = last;
  });
}

adj_status adj_scope_depth(int32_t* out) {
  return guarded([&] {
    require("scope_depth", "out", out) = static_cast<std::int32_t>(Context::current().scopes.depth());
  });
}
