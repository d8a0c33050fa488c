// Errors of values and first derivatives, on each instruction set at hand.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kernels/target.h"
#include "precision/functions.h"

namespace adjoint::precision {

struct Worst {
  double error = 0;  // in units in the last place
  double at = 0;

  // Of arguments that are as bad, the smallest: whatever the order in which threads bring them.
  void take(double other, double argument) {
    if (other < error || other == 0 || (other == error && !(argument < at))) return;
    error = other;
    at = argument;
  }
};

struct Errors {
  std::vector<Worst> value, slope;  // one a target

  explicit Errors(std::size_t targets) : value(targets), slope(targets) {}
};

std::vector<kernels::Target> targets();

// Of float32: every stride-th bit pattern, against our own results in float64.
Errors measure_float32(const Function& f, std::uint64_t stride);

// Of float64: sampled points against MPFR, which f.exact must be there for.
Errors measure_float64(const Function& f);

}  // namespace adjoint::precision
