// A tensor whose derivative is given by rules of the host language.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint::ops {

std::int32_t open_host(const void* callback);
void close_host(std::int32_t host);
// A rule of a host language, by its number there.
struct HostRule {
  std::int64_t id;
  std::int32_t host;
};
// `captured`: what else y depends on. It must not be differentiated by.
Ref custom(const Ref& y, std::span<const Ref> xs, HostRule rule, std::span<const Ref> captured);

}  // namespace adjoint::ops
