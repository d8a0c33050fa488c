// Losses.
#pragma once

#include <optional>

#include "core/operation.h"

namespace adjoint::ops {

enum class Reduction { kNone = 0, kMean = 1, kSum = 2, kBatchMean = 3 };
Ref bce_with_logits(const Ref& logits, const Ref& target, const Ref& weight, const Ref& pos_weight,
                    Reduction reduction);  // null weights stand for 1

// Along which axis the classes of a loss are, what each weighs (1 if null), and the class that is left out.
struct Classes {
  std::int64_t axis = -1;
  Ref weight;
  std::optional<std::int64_t> ignored;
};
Ref cross_entropy(const Ref& logits, const Ref& target, const Classes& classes, double label_smoothing,
                  Reduction reduction);
Ref nll(const Ref& log_probabilities, const Ref& target, const Classes& classes, Reduction reduction);
// The target is a logarithm too where `log_target`.
Ref kl_div(const Ref& log_probabilities, const Ref& target, bool log_target, Reduction reduction);
// Of each example, for x [steps, examples, classes] and targets [examples, labels].
Ref ctc(const Ref& log_probabilities, const Ref& targets, const Ref& lengths, const Ref& labels,
        std::int64_t blank);
Ref mse(const Ref& prediction, const Ref& target, Reduction reduction);

}  // namespace adjoint::ops
