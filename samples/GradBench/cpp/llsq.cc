#include <cmath>

#include "evals.h"

namespace {

double point(std::int64_t i, std::int64_t n) {
  return -1 + 2.0 * static_cast<double>(i) / static_cast<double>(n - 1);
}

double residual(double t, const double* x, std::int64_t m) {
  double sum = 0, power = 1;
  for (std::int64_t j = 0; j < m; ++j, power *= t) sum += x[j] * power;
  return (t > 0) - (t < 0) - sum;
}

}  // namespace

// x: m; n points.
EVAL(llsq_primal) {
  double sum = 0;
  for (std::int64_t i = 0; i < sizes[1]; ++i) {
    const double r = residual(point(i, sizes[1]), in[0], sizes[0]);
    sum += r * r;
  }
  *out = sum / 2;
}

EVAL(llsq_gradient) {
  for (std::int64_t j = 0; j < sizes[0]; ++j) out[j] = 0;
  for (std::int64_t i = 0; i < sizes[1]; ++i) {
    const double t = point(i, sizes[1]), r = residual(t, in[0], sizes[0]);
    double power = 1;
    for (std::int64_t j = 0; j < sizes[0]; ++j, power *= t) out[j] -= r * power;
  }
}
