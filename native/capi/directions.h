// What the functions of transforms share: scopes by kind, the nodes a transform follows, directions.
#pragma once

#include <span>
#include <vector>

#include "capi/boundary.h"

namespace adjoint::capi {

// The open scope with this number, which must be of this kind.
Scope scope_of(const char* operation, ScopeKind kind, adj_transform handle);

// The nodes of tensors that the transform handed out itself.
std::vector<Node*> followed(const char* operation, const Scope& scope, std::span<const Ref> tensors);

// Cotangents or tangents as given, checked against what they belong to. A null list or a zero handle
// becomes a null reference.
std::vector<Ref> directions(const char* operation, std::span<const Ref> of, const adj_tensor* handles);

void require_count(const char* operation, const char* what, std::int64_t given, std::size_t expected);

// Handles come out only when all of them can.
void publish_all(std::vector<Ref>& results, adj_tensor* out);

}  // namespace adjoint::capi
