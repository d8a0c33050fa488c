// Steps of optimizers that are worth one pass of their own.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

struct AdamOptions {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  bool decoupled;  // whether the decay of weights is apart from the gradient, as in AdamW
  std::int64_t step;
};
struct AdamState {
  Ref parameter, mean, squares;  // the last two null before the first step
};
// The state after a step. In place, mean and squares are written over, which nobody else may then look at:
// they must be there, without gaps, and of no interest to any transform.
AdamState adam(const AdamOptions& options, const AdamState& state, const Ref& gradient, bool in_place);

}  // namespace adjoint::ops
