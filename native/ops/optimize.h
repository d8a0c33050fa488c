// Steps of optimizers that are worth one pass of their own.
#pragma once

#include "core/operation.h"
#include "kernels/adam.h"

namespace adjoint::ops {

struct AdamOptions {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  bool decoupled;  // whether the decay of weights is apart from the gradient, as in AdamW
  std::int64_t step;
};
struct AdamState {
  Ref parameter, mean, squares;  // the last two null before the first step
};

// A step for which there is room: running it does not fail, so that of many parameters all are changed or
// none. In place, mean and squares are written over, which nobody else may then look at: they must be there,
// without gaps, and of no interest to any transform.
class AdamStep {
 public:
  AdamStep(const AdamOptions& options, const AdamState& state, const Ref& gradient, bool in_place);
  // The state after it.
  const AdamState& next() const { return next_; }
  void run() const;

 private:
  kernels::AdamFactors factors_;
  AdamState before_, next_;
  Ref gradient_;  // null where nothing is left to do
};

// A step whose rate (float64) and number (int64) are tensors, as one operation, to be recorded; no derivative
// passes. The new parameter, mean and mean of squares lie one behind the other along a new first axis.
Ref adam_update(const AdamOptions& options, const AdamState& state, const Ref& gradient, const Ref& rate,
                const Ref& step);

}  // namespace adjoint::ops
