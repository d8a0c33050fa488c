// Implicit QR steps with Wilkinson's shift: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4th
// edition, algorithms 8.3.2 and 8.3.3. The rotations are kept, and turn the vectors many sweeps at a time
// while a part of these is near.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/rotate.h"
#include "kernels/tridiagonal.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kColumns = 32;     // that are turned together
constexpr std::int64_t kSweepsKept = 64;  // of the whole length

class RotatedRows {
 public:
  RotatedRows(std::int64_t n, double* rows) : n_(n), rows_(rows), rotations_(kSweepsKept * n) {}

  void begin_sweep(std::int64_t row, std::int64_t length) {
    if (count_ + length > kSweepsKept * n_) turn();
    sweeps_.push_back({row, count_});
  }
  void add(Rotation r) { rotations_.data()[count_++] = r; }

  void turn() {
    const std::int64_t parts = (n_ + kColumns - 1) / kColumns;
    constexpr std::int64_t kWorthAThread = 1 << 12;  // rotations of a part
    const std::int64_t grain = kWorthAThread / std::max<std::int64_t>(1, count_) + 1;
    parallel_for(parts, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t part = begin; part < end; ++part) turn_columns(part * kColumns);
    });
    sweeps_.clear();
    count_ = 0;
  }

 private:
  struct Sweep {
    std::int64_t row, first;
  };

  // In memory of its own, where rows that lie a power of two apart do not push each other out of the cache.
  void turn_columns(std::int64_t column) {
    const std::int64_t width = std::min(kColumns, n_ - column);
    Workspace<double> part(n_ * width);
    for (std::int64_t i = 0; i < n_; ++i)
      std::copy_n(rows_ + i * n_ + column, width, part.data() + i * width);
    for (std::size_t i = 0; i < sweeps_.size(); ++i) {
      const std::int64_t first = sweeps_[i].first;
      const std::int64_t end = i + 1 < sweeps_.size() ? sweeps_[i + 1].first : count_;
      rotate().rows(rotations_.data() + first, end - first, part.data() + sweeps_[i].row * width, width,
                    width);
    }
    for (std::int64_t i = 0; i < n_; ++i)
      std::copy_n(part.data() + i * width, width, rows_ + i * n_ + column);
  }

  std::int64_t n_;
  double* rows_;
  std::vector<Sweep> sweeps_;
  Workspace<Rotation> rotations_;
  std::int64_t count_ = 0;
};

// With (c x - s z, s x + c z) = (r, 0) ... up to the sign of r.
Rotation rotation_that_clears(double x, double z) {
  if (z == 0) return {1, 0};
  constexpr double kSafe = 1e-280;  // squares of the matrix are far from the largest number
  const double squares = x * x + z * z, r = squares > kSafe ? std::sqrt(squares) : std::hypot(x, z);
  return {x / r, -z / r};
}

// The eigenvalue of the last two rows that is nearer to the last element.
double shift_of(double before, double last, double beside) {
  const double half = (before - last) / 2;
  if (half == 0) return last - std::abs(beside);
  const double larger = half + std::copysign(std::hypot(half, beside), half);
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
  vectors.turn();
  return true;
}

}  // namespace adjoint::kernels
