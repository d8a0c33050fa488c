#include <algorithm>
#include <cmath>

#include "evals.h"

// x: n.
EVAL(lse_primal) {
  const double* x = in[0];
  const double largest = *std::max_element(x, x + sizes[0]);
  double sum = 0;
  for (std::int64_t i = 0; i < sizes[0]; ++i) sum += std::exp(x[i] - largest);
  *out = largest + std::log(sum);
}

EVAL(lse_gradient) {
  const double* x = in[0];
  const double largest = *std::max_element(x, x + sizes[0]);
  double sum = 0;
  for (std::int64_t i = 0; i < sizes[0]; ++i) sum += out[i] = std::exp(x[i] - largest);
  for (std::int64_t i = 0; i < sizes[0]; ++i) out[i] /= sum;
}
