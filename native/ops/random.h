// Random numbers as functions of a key.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref random_key(std::uint64_t seed);
Ref random_fold(const Ref& key, std::uint64_t number);
Ref random_split(const Ref& key, std::int64_t count);
Ref random_uniform(const Ref& key, const Shape& shape, DType dtype);
Ref random_normal(const Ref& key, const Shape& shape, DType dtype);
Ref random_integers(const Ref& key, const Shape& shape, std::int64_t low, std::int64_t high);
Ref random_permutation(const Ref& key, std::int64_t count);

}  // namespace adjoint::ops
