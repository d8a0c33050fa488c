// What draws share: keys, int64 tensors of shape [..., 2], each of which draws as if alone.
#pragma once

#include "kernels/random.h"
#include "ops/rules.h"

namespace adjoint::ops {

inline void require_random_key(const char* operation, const Ref& key) {
  if (key.dtype() != DType::kInt64 || key.rank() < 1 || key.shape().back() != 2)
    fail(ADJ_ERROR_ARGUMENT, operation, ": ", name_of(key.dtype()), to_string(key.shape()),
         " is no random key; keys are made by RandomKey, FoldIn and Split");
}

// Runs `fill(key, count, position)` for each key's part of the result, which begins with the keys' own
// extents.
template <class Fill>
void each_key(const Evaluation& e, Fill&& fill) {
  const Ref keys = contiguous(e.inputs[0]);
  const auto* words = reinterpret_cast<const std::uint64_t*>(keys->data);
  const std::int64_t count = keys->count() / 2;
  if (count == 0) return;
  const std::int64_t per_key = e.out.count() / count;
  for (std::int64_t i = 0; i < count; ++i)
    fill(kernels::RandomKey{words[2 * i], words[2 * i + 1]}, per_key, i * per_key);
}

}  // namespace adjoint::ops
