#include "capi/directions.h"

#include "ops/ops.h"

namespace adjoint::capi {

Scope scope_of(const char* operation, ScopeKind kind, adj_transform handle) {
  const Scope& scope = Context::current().scopes.find(handle.id);
  if (scope.kind != kind)
    fail(ADJ_ERROR_ARGUMENT, operation, ": this scope is of another kind; ",
         kind == ScopeKind::kBatch     ? "open it with batch_open"
         : kind == ScopeKind::kProgram ? "open it with program_open"
                                       : "open it with transform_open");
  return scope;
}

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

std::vector<Ref> directions(const char* operation, std::span<const Ref> of, const adj_tensor* handles) {
  std::vector<Ref> result(of.size());
  if (!handles) return result;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (handles[i].id == 0) continue;
    const Ref given(Argument(operation, handles[i]).get());
    if (!(given.shape() == of[i].shape()))
      fail(ADJ_ERROR_SHAPE, operation, ": direction ", static_cast<std::int64_t>(i), " has shape ",
           to_string(given.shape()), ", but the tensor it belongs to has ", to_string(of[i].shape()));
    result[i] = ops::as_direction(given, of[i].dtype());
    if (!result[i])
      fail(ADJ_ERROR_DTYPE, operation, ": direction ", static_cast<std::int64_t>(i), " is ",
           name_of(given.dtype()), ", but the tensor it belongs to is ", name_of(of[i].dtype()), "; Cast it");
  }
  return result;
}

void require_count(const char* operation, const char* what, std::int64_t given, std::size_t expected) {
  if (given != static_cast<std::int64_t>(expected))
    fail(ADJ_ERROR_ARGUMENT, operation, ": ", given, " ", what, " were given, but there are ",
         static_cast<std::int64_t>(expected));
}

void publish_all(std::vector<Ref>& results, adj_tensor* out) {
  Publication published(results.size());
  for (Ref& r : results) *out++ = r ? published.add(std::move(r)) : adj_tensor{0};
  published.finish();
}

}  // namespace adjoint::capi
