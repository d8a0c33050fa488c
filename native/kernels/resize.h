// Arrays resized along an axis: an element of the result is a weighted sum of neighbours.
#pragma once

#include <cstdint>
#include <vector>

#include "core/dtype.h"

namespace adjoint::kernels {

// Result j is the sum of weights[offset[j] + k] times element first[j] + k, k < offset[j + 1] - offset[j]. A
// weight of 0 leaves the element out, infinite or not.
struct Taps {
  std::int64_t inputs = 0;
  std::vector<std::int64_t> first, offset{0};
  std::vector<double> weights;

  std::int64_t outputs() const { return static_cast<std::int64_t>(first.size()); }
  std::int64_t count(std::int64_t j) const {
    return offset[static_cast<std::size_t>(j) + 1] - offset[static_cast<std::size_t>(j)];
  }
  void add(std::int64_t from, const double* values, std::int64_t count);
};

enum class Resample : std::int64_t { kLinear, kCubic };

// Between `inputs` and `outputs` elements, both at least 1. Their first and last elements lie upon each other
// (corners), or else their outer edges do. Neighbours in the result lie `step` elements apart; 0 stands for
// inputs / outputs.
struct Resizing {
  std::int64_t inputs, outputs;
  Resample how;
  std::int64_t corners;
  double step;
};
Taps taps_of(const Resizing& r);
// The same weights, from results to elements.
Taps transposed(const Taps& taps);

// y[o, j, i] from x[o, .., i]. Floating types.
void resize(DType type, std::int64_t outer, const Taps& taps, std::int64_t inner, const void* x, void* y);

}  // namespace adjoint::kernels
