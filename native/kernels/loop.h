// Turns a strided iteration space into few long runs: what every elementwise kernel needs to know.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "kernels/view.h"

namespace adjoint::kernels {

// An iteration space over N operands with neighbouring dimensions merged wherever all operands allow it.
// Dimensions of extent 1 are gone; the last dimension is the run.
template <int N>
struct Loop {
  int rank = 0;  // at least 1 after construction
  std::int64_t dims[8];
  std::int64_t strides[N][8];
  std::int64_t count = 1;

  Loop(Extent extent, const std::int64_t* const (&operands)[N]) {
    for (int d = 0; d < extent.rank; ++d) {
      const std::int64_t n = extent.dims[d];
      count *= n;
      if (n == 1) continue;
      if (rank > 0 && merges(operands, d, n)) {
        dims[rank - 1] *= n;
        for (int k = 0; k < N; ++k) strides[k][rank - 1] = operands[k][d];
      } else {
        dims[rank] = n;
        for (int k = 0; k < N; ++k) strides[k][rank] = operands[k][d];
        ++rank;
      }
    }
    if (rank > 0) return;
    rank = 1;
    dims[0] = 1;
    for (int k = 0; k < N; ++k) strides[k][0] = 1;
  }

  // One more operand that is row-major over the others' space without gaps.
  explicit Loop(const Loop<N - 1>& others) requires(N > 1) : rank(others.rank), count(others.count) {
    std::copy_n(others.dims, rank, dims);
    for (int k = 0; k < N - 1; ++k) std::copy_n(others.strides[k], rank, strides[k]);
    std::int64_t distance = 1;
    for (int d = rank - 1; d >= 0; distance *= dims[d--]) strides[N - 1][d] = distance;
  }

  // The same space with dimension d as the last but one; the others keep their order.
  Loop with_last_but_one(int d) const {
    Loop moved = *this;
    std::rotate(moved.dims + d, moved.dims + d + 1, moved.dims + rank - 1);
    for (auto& of_operand : moved.strides)
      std::rotate(of_operand + d, of_operand + d + 1, of_operand + rank - 1);
    return moved;
  }

  // The dimension along which operand k lies closest, if that is not the last: -1.
  int closest_dimension(int k) const {
    int best = rank - 1;
    for (int d = 0; d < rank; ++d)
      if (strides[k][d] != 0 && std::abs(strides[k][d]) < std::abs(strides[k][best])) best = d;
    return best == rank - 1 ? -1 : best;
  }

  std::int64_t run() const { return dims[rank - 1]; }
  std::int64_t run_stride(int k) const { return strides[k][rank - 1]; }

 private:
  bool merges(const std::int64_t* const (&operands)[N], int d, std::int64_t n) const {
    for (int k = 0; k < N; ++k)
      if (strides[k][rank - 1] != operands[k][d] * n) return false;
    return true;
  }
};

// Where the operands of a loop stand, from a flat position on.
template <int N>
class Cursor {
 public:
  Cursor(const Loop<N>& loop, std::int64_t position) : loop_(loop) {
    for (int d = loop.rank - 1; d >= 0; --d) {
      index_[d] = position % loop.dims[d];
      position /= loop.dims[d];
    }
    for (int k = 0; k < N; ++k) {
      offset_[k] = 0;
      for (int d = 0; d < loop.rank; ++d) offset_[k] += index_[d] * loop.strides[k][d];
    }
  }

  std::int64_t offset(int k) const { return offset_[k]; }
  std::int64_t left_in_run() const { return loop_.run() - index_[loop_.rank - 1]; }

  std::int64_t left_in_plane() const {  // whole runs, from the beginning of one
    return loop_.rank > 1 ? loop_.dims[loop_.rank - 2] - index_[loop_.rank - 2] : 1;
  }

  void advance(std::int64_t n) { advance(n, loop_.rank - 1); }  // at most to the end of the run
  void advance_runs(std::int64_t n) {                           // at most to the end of the plane
    if (loop_.rank > 1)
      advance(n, loop_.rank - 2);
    else
      advance(n * loop_.run());
  }

 private:
  void advance(std::int64_t n, int d) {
    index_[d] += n;
    for (int k = 0; k < N; ++k) offset_[k] += n * loop_.strides[k][d];
    while (d > 0 && index_[d] == loop_.dims[d]) {
      for (int k = 0; k < N; ++k) offset_[k] += loop_.strides[k][d - 1] - loop_.dims[d] * loop_.strides[k][d];
      index_[d] = 0;
      ++index_[--d];
    }
  }

  const Loop<N>& loop_;
  std::int64_t index_[8];
  std::int64_t offset_[N];
};

}  // namespace adjoint::kernels
