/* What training makes small. */
#ifndef ADJOINT_LOSS_H_
#define ADJOINT_LOSS_H_

#include "base.h"

ADJ_C_BEGIN

/** How a loss over many elements becomes its result. */
typedef enum adj_reduction ADJ_ENUM_BASE {
  /** Keep one loss an element. */
  ADJ_REDUCTION_NONE = 0,
  /** Their mean. */
  ADJ_REDUCTION_MEAN = 1,
  /** Their sum. */
  ADJ_REDUCTION_SUM = 2,
  /** Their sum, divided by the first extent. */
  ADJ_REDUCTION_BATCH_MEAN = 3
} adj_reduction;

/**
 * Binary cross entropy of sigmoid(logits) against target, of the same shape or a scalar. The weights
 * broadcast to that shape; a zero handle stands for 1, and 0 adds nothing. Per element: -weight *
 * (pos_weight * target * log(sigmoid(x)) + (1 - target) * log(1 - sigmoid(x))), reduced.
 */
ADJ_API adj_status adj_bce_with_logits(adj_tensor logits, adj_tensor target, adj_tensor weight,
                                       adj_tensor pos_weight, adj_reduction reduction, adj_tensor* out);

/**
 * Cross entropy of softmax(logits) along an axis, against integer class indices (without the axis) or
 * probabilities (same shape; those of 0 add nothing). weight holds a factor for each class; a zero handle
 * stands for 1. Targets of the class *ignore_index, where that is not null, are left out. label_smoothing in
 * [0, 1] mixes the target with the uniform distribution. The mean of losses of class indices is the sum
 * divided by the weights of their targets.
 */
ADJ_API adj_status adj_cross_entropy(adj_tensor logits, adj_tensor target, adj_tensor weight, int64_t axis,
                                     const int64_t* ignore_index, double label_smoothing,
                                     adj_reduction reduction, adj_tensor* out);

/** The same of logarithms of probabilities, against class indices. */
ADJ_API adj_status adj_nll(adj_tensor log_probabilities, adj_tensor target, adj_tensor weight, int64_t axis,
                           const int64_t* ignore_index, adj_reduction reduction, adj_tensor* out);

/**
 * target (log(target) - x) for the logarithm x of a probability, against a target of the same shape or a
 * scalar; with log_target the target is a logarithm too. A target of 0 adds nothing.
 */
ADJ_API adj_status adj_kl_div(adj_tensor log_probabilities, adj_tensor target, int32_t log_target,
                              adj_reduction reduction, adj_tensor* out);

/**
 * Connectionist temporal classification: for each example the negative logarithm of the probability of its
 * labels, summed over all alignments with its steps. log_probabilities has shape [steps, examples, classes],
 * targets [examples, labels]; lengths and labels say how many of each an example has. Targets and numbers are
 * integers. blank is the class between labels. Infinite where labels need more steps.
 */
ADJ_API adj_status adj_ctc(adj_tensor log_probabilities, adj_tensor targets, adj_tensor lengths,
                           adj_tensor labels, int64_t blank, adj_tensor* out);

/** Squared difference from a target of the same shape or a scalar, reduced. */
ADJ_API adj_status adj_mse(adj_tensor prediction, adj_tensor target, adj_reduction reduction,
                           adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_LOSS_H_ */
