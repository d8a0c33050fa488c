// Implicit QR steps, without a shift where a diagonal element is nothing or a shift would change nothing:
// J. Demmel and W. Kahan, "Accurate singular values of bidiagonal matrices", SIAM J. Sci. Stat. Comput. 11
// (1990).
#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/bidiagonal.h"
#include "kernels/rotated_rows.h"

namespace adjoint::kernels {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

struct Bidiagonal {
  double *diagonal, *beside;
  RotatedRows left, right;

  void begin_sweep(std::int64_t start, std::int64_t end) {
    left.begin_sweep(start, end - start);
    right.begin_sweep(start, end - start);
  }
};

double rotated(Rotation r, double x, double z) { return r.cosine * x - r.sine * z; }

void sweep_without_shift(std::int64_t start, std::int64_t end, Bidiagonal& b) {
  double *d = b.diagonal, *e = b.beside;
  Rotation from_left{1, 0};
  double cosine = 1;
  b.begin_sweep(start, end);
  for (std::int64_t i = start; i < end; ++i) {
    const double x = d[i] * cosine;
    const Rotation from_right = rotation_that_clears(x, e[i]);
    const double r = rotated(from_right, x, e[i]);
    if (i > start) e[i - 1] = -from_left.sine * r;
    const double left_x = from_left.cosine * r, left_z = -d[i + 1] * from_right.sine;
    from_left = rotation_that_clears(left_x, left_z);
    d[i] = rotated(from_left, left_x, left_z);
    cosine = from_right.cosine;
    b.right.add(from_right);
    b.left.add(from_left);
  }
  const double last = d[end] * cosine;
  d[end] = last * from_left.cosine;
  e[end - 1] = -last * from_left.sine;
}

void sweep(std::int64_t start, std::int64_t end, double shift, Bidiagonal& b) {
  double *d = b.diagonal, *e = b.beside;
  double x = (std::abs(d[start]) - shift) * (std::copysign(1.0, d[start]) + shift / d[start]), z = e[start];
  b.begin_sweep(start, end);
  for (std::int64_t i = start; i < end; ++i) {
    const Rotation from_right = rotation_that_clears(x, z);
    if (i > start) e[i - 1] = rotated(from_right, x, z);
    x = rotated(from_right, d[i], e[i]);
    e[i] = from_right.cosine * e[i] + from_right.sine * d[i];
    z = -from_right.sine * d[i + 1];
    d[i + 1] *= from_right.cosine;
    const Rotation from_left = rotation_that_clears(x, z);
    d[i] = rotated(from_left, x, z);
    x = rotated(from_left, e[i], d[i + 1]);
    d[i + 1] = from_left.cosine * d[i + 1] + from_left.sine * e[i];
    if (i + 1 < end) {
      z = -from_left.sine * e[i + 1];
      e[i + 1] *= from_left.cosine;
    }
    b.right.add(from_right);
    b.left.add(from_left);
  }
  e[end - 1] = x;
}

// The smaller singular value of the last two rows.
double shift_of(double before, double last, double beside) {
  const double a = std::abs(before), c = std::abs(last), e = std::abs(beside);
  const double larger = (length_of(a + c, e) + length_of(a - c, e)) / 2;
  return larger == 0 ? 0 : a / larger * c;
}

void step(std::int64_t start, std::int64_t end, double negligible, Bidiagonal& b) {
  const double* const d = b.diagonal;
  double smallest = std::abs(d[start]);
  for (std::int64_t i = start + 1; i <= end; ++i) smallest = std::min(smallest, std::abs(d[i]));
  const double shift = smallest <= negligible ? 0 : shift_of(d[end - 1], d[end], b.beside[end - 1]);
  const double part = shift == 0 ? 0 : shift / std::abs(d[start]);
  if (part * part < kEpsilon)
    sweep_without_shift(start, end, b);
  else
    sweep(start, end, shift, b);
}

}  // namespace

bool diagonalize(std::int64_t n, double* d, double* e, double* left, double* right) {
  constexpr std::int64_t kMostSweeps = 60;  // a singular value; two are usual
  Bidiagonal b{d, e, {n, left}, {n, right}};
  double largest = 0;
  for (std::int64_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(d[i]));
  for (std::int64_t i = 0; i + 1 < n; ++i) largest = std::max(largest, std::abs(e[i]));
  const double negligible = kEpsilon / 1024 * largest;
  std::int64_t end = n - 1;
  for (std::int64_t sweeps = 0; end > 0; ++sweeps) {
    if (sweeps > kMostSweeps * n) return false;
    for (std::int64_t i = 0; i < end; ++i)
      if (std::abs(e[i]) <= std::max(negligible, kEpsilon / 2 * (std::abs(d[i]) + std::abs(d[i + 1]))))
        e[i] = 0;
    while (end > 0 && e[end - 1] == 0) --end;
    std::int64_t start = end;
    while (start > 0 && e[start - 1] != 0) --start;
    if (start < end) step(start, end, negligible, b);
  }
  b.left.finish();
  b.right.finish();
  for (std::int64_t i = 0; i < n; ++i) {
    if (!(d[i] < 0)) continue;
    d[i] = -d[i];
    for (std::int64_t k = 0; k < n; ++k) right[i * n + k] = -right[i * n + k];
  }
  return true;
}

}  // namespace adjoint::kernels
