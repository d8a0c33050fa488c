// Losses, written with other operations.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

enum class Reduction { kNone = 0, kMean = 1, kSum = 2 };
Ref bce_with_logits(const Ref& logits, const Ref& target, const Ref& weight, const Ref& pos_weight,
                    Reduction reduction);  // null weights stand for 1
Ref cross_entropy(const Ref& logits, const Ref& target, double label_smoothing, Reduction reduction);
Ref mse(const Ref& prediction, const Ref& target, Reduction reduction);

}  // namespace adjoint::ops
