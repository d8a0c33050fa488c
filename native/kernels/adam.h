// Adam's update of a parameter, in one pass over everything that it reads and writes.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// The factors of one step, alike for all elements.
struct AdamFactors {
  double mean_kept, mean_new;        // beta1, 1 - beta1
  double squares_kept, squares_new;  // beta2, 1 - beta2
  double root_scale, epsilon;        // of the root of the mean of squares: its correction, and what is added
  double rate;                       // the length of the step, with the correction of the mean
  double coupled_decay;              // so much of the parameter is added to its gradient
  double kept;                       // so much of the parameter stays
};

struct AdamArrays {
  const void *parameter, *gradient, *mean, *squares;  // the last two null before the first step
  void *new_parameter, *new_mean, *new_squares;       // the last two may be the old ones
};

void adam(DType type, std::int64_t count, const AdamFactors& factors, const AdamArrays& arrays);

}  // namespace adjoint::kernels
