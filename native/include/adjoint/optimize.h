/* Steps of optimizers that are worth one pass of their own. */
#ifndef ADJOINT_OPTIMIZE_H_
#define ADJOINT_OPTIMIZE_H_

#include "base.h"

ADJ_C_BEGIN

/** What a step of Adam depends on besides the tensors. */
typedef struct adj_adam_options {
  /** The length of a step. */
  double learning_rate;
  /** How slowly the mean of gradients moves. */
  double beta1;
  /** How slowly the mean of squares moves. */
  double beta2;
  /** Added to the root of the mean of squares. */
  double epsilon;
  /** So much of the parameter is added to the gradient or, decoupled, taken off the parameter. */
  double weight_decay;
  /** 1 for the decay of AdamW, apart from the gradient. */
  int32_t decoupled;
  /** 1 when mean and squares may be written over: nobody else uses them, and they need not stay as they are.
   */
  int32_t in_place;
  /** The number of the step, from 1. */
  int64_t step;
} adj_adam_options;

/**
 * A step of Adam (Kingma and Ba, 2015) for `count` parameters, each with options of its own, in one pass over
 * each: the new parameters, and the new means of gradients and of their squares, which are null before the
 * first step. In place, the new ones may be the handles that were given. All tensors of a parameter have its
 * floating type and shape. A step that fails has changed nothing.
 */
ADJ_API adj_status adj_adam(const adj_adam_options* options, int64_t count, const adj_tensor* parameters,
                            const adj_tensor* gradients, const adj_tensor* means, const adj_tensor* squares,
                            adj_tensor* new_parameters, adj_tensor* new_means, adj_tensor* new_squares);

/**
 * A step of Adam as one operation that is recorded: of options that in_place, learning_rate and step are left
 * out of, the two latter being tensors, float64 and int64, with one element. Nothing is differentiated
 * through it. The result holds the new parameter, mean and mean of squares, one behind the other along a new
 * first axis.
 */
ADJ_API adj_status adj_adam_update(const adj_adam_options* options, adj_tensor parameter, adj_tensor gradient,
                                   adj_tensor mean, adj_tensor squares, adj_tensor learning_rate,
                                   adj_tensor step, adj_tensor* packed);

ADJ_C_END

#endif /* ADJOINT_OPTIMIZE_H_ */
