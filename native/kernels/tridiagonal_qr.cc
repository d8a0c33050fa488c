// Implicit QR steps with Wilkinson's shift: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th
// edition, algorithms 8.3.2 and 8.3.3.
#include <cmath>
#include <limits>

#include "kernels/rotated_rows.h"
#include "kernels/tridiagonal.h"

namespace adjoint::kernels {
namespace {

// The eigenvalue of the last two rows that is nearer to the last element.
double shift_of(double before, double last, double beside) {
  const double half = (before - last) / 2;
  if (half == 0) return last - std::abs(beside);
  const double larger = half + std::copysign(length_of(half, beside), half);
  return last - beside / larger * beside;
}

// One sweep over rows `start` to `end`, between which nothing beside the diagonal is zero.
void sweep(std::int64_t start, std::int64_t end, double* d, double* e, RotatedRows& vectors) {
  double x = d[start] - shift_of(d[end - 1], d[end], e[end - 1]), z = e[start];
  vectors.begin_sweep(start, end - start);
  for (std::int64_t k = start; k < end; ++k) {
    const Rotation r = rotation_that_clears(x, z);
    const double c = r.cosine, s = r.sine;
    if (k > start) e[k - 1] = c * x - s * z;
    const double left = c * d[k] - s * e[k], right = c * e[k] - s * d[k + 1];
    const double below_left = s * d[k] + c * e[k], below_right = s * e[k] + c * d[k + 1];
    d[k] = c * left - s * right;
    d[k + 1] = s * below_left + c * below_right;
    e[k] = c * below_left - s * below_right;
    if (k + 1 < end) {
      x = e[k];
      z = -s * e[k + 1];
      e[k + 1] *= c;
    }
    vectors.add(r);
  }
}

// Whether an element beside the diagonal is nothing next to those on it.
bool is_negligible(double beside, double a, double b) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2;
  return beside * beside <= epsilon * epsilon * std::abs(a * b);
}

}  // namespace

bool diagonalize(std::int64_t n, double* d, double* e, double* rows) {
  constexpr std::int64_t kMostSweeps = 40;  // an eigenvalue; two are usual
  RotatedRows vectors(n, rows);
  std::int64_t end = n - 1;
  for (std::int64_t sweeps = 0; end > 0; ++sweeps) {
    if (sweeps > kMostSweeps * n) return false;
    for (std::int64_t i = 0; i < end; ++i)
      if (is_negligible(e[i], d[i], d[i + 1])) e[i] = 0;
    while (end > 0 && e[end - 1] == 0) --end;
    std::int64_t start = end;
    while (start > 0 && e[start - 1] != 0) --start;
    if (start < end) sweep(start, end, d, e, vectors);
  }
  vectors.finish();
  return true;
}

}  // namespace adjoint::kernels
