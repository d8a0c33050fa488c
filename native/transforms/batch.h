// Batching: re-emits what was recorded on placeholders, for a whole batch at once.
#pragma once

#include <span>
#include <vector>

#include "core/context.h"

namespace adjoint {

struct Batched {
  Ref value;
  bool batched;  // has the batch as its first axis; otherwise it is the same for every member
};

// The outputs for a batch of `size`, given what stands in place of each placeholder (batch axis first).
std::vector<Batched> batch(Context& context, const Scope& scope, std::int64_t size,
                           std::span<Node* const> placeholders, std::span<const Ref> values,
                           std::span<const Ref> outputs);

}  // namespace adjoint
