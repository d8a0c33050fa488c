#include <array>

#include "evals.h"

namespace {

using Columns = std::array<int, 16>;

struct Matrix {
  const double* elements;
  int size;
  double* gradient;  // null: none

  // The determinant of the rows from `row` on and these columns, of which the result is `weight` times.
  double expand(int row, const Columns& columns, double weight) const {
    const int left = size - row;
    if (left == 0) return 1;
    double sum = 0, sign = 1;
    for (int j = 0; j < left; ++j, sign = -sign) {
      Columns others;
      for (int k = 0, to = 0; k < left; ++k)
        if (k != j) others[static_cast<std::size_t>(to++)] = columns[static_cast<std::size_t>(k)];
      const int at = row * size + columns[static_cast<std::size_t>(j)];
      const double minor = expand(row + 1, others, weight * sign * elements[at]);
      sum += sign * elements[at] * minor;
      if (gradient) gradient[at] += weight * sign * minor;
    }
    return sum;
  }
  double determinant() const {
    Columns all{};
    for (int i = 0; i < size; ++i) all[static_cast<std::size_t>(i)] = i;
    return expand(0, all, 1);
  }
};

}  // namespace

// A: ell x ell.
EVAL(det_primal) { *out = Matrix{in[0], static_cast<int>(sizes[0]), nullptr}.determinant(); }

EVAL(det_gradient) {
  for (std::int64_t i = 0; i < sizes[0] * sizes[0]; ++i) out[i] = 0;
  Matrix{in[0], static_cast<int>(sizes[0]), out}.determinant();
}
