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
// Points of a Sobol sequence from `first` on, shape [count, dimensions].
struct SobolPoints {
  std::int64_t count, dimensions, first;
  bool scrambled;
};
Ref random_sobol(const Ref& key, const SobolPoints& what, DType dtype);
// Of parameters that broadcast to the shape of the draw, behind that of the keys.
Ref random_gamma(const Ref& key, const Ref& alpha, const Shape& shape);
Ref random_log_gamma(const Ref& key, const Ref& alpha, const Shape& shape);
Ref random_poisson(const Ref& key, const Ref& mean, const Shape& shape);
Ref random_binomial(const Ref& key, const Ref& n, const Ref& p, const Shape& shape);

}  // namespace adjoint::ops
