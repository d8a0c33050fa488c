// Rows of a square matrix that sweeps of rotations turn, many at a time while a part of the rows is near.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/workspace.h"
#include "kernels/rotate.h"

namespace adjoint::kernels {

// The root of the sum of squares, which may overflow or vanish. The C library's is another one from glibc to
// glibc.
inline double length_of(double x, double z) {
  const double larger = std::max(std::abs(x), std::abs(z)), smaller = std::min(std::abs(x), std::abs(z));
  if (larger == 0) return 0;
  const double part = smaller / larger;
  return larger * std::sqrt(1 + part * part);
}

// With c x - s z = r and s x + c z = 0; r is not negative. Squares of what is rotated must not overflow.
inline Rotation rotation_that_clears(double x, double z) {
  if (z == 0) return {x < 0 ? -1.0 : 1.0, 0};
  constexpr double kSafe = 1e-280;
  const double squares = x * x + z * z, r = squares > kSafe ? std::sqrt(squares) : length_of(x, z);
  return {x / r, -z / r};
}

class RotatedRows {
 public:
  RotatedRows(std::int64_t n, double* rows) : n_(n), rows_(rows), rotations_(kSweepsKept * n) {}

  // A sweep turns `row` with the next one, then that with the one behind it, and so on `length` times.
  void begin_sweep(std::int64_t row, std::int64_t length);
  void add(Rotation r) { rotations_.data()[count_++] = r; }
  // Turns the rows by all that has been added.
  void finish();

 private:
  static constexpr std::int64_t kColumns = 32;     // that are turned together
  static constexpr std::int64_t kSweepsKept = 64;  // of the whole length
  struct Sweep {
    std::int64_t row, first;
  };

  void turn_columns(std::int64_t column);

  std::int64_t n_;
  double* rows_;
  std::vector<Sweep> sweeps_;
  Workspace<Rotation> rotations_;
  std::int64_t count_ = 0;
};

}  // namespace adjoint::kernels
