// The elementwise functions of one operand, a row each.
#pragma once

#include <limits>
#include <span>

#include "adjoint/base.h"
#include "exact_functions.h"

namespace adjoint::precision {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Domain {
  double low = -kInfinity, high = kInfinity;
};

// Where value or derivative cross zero, and no digits can be kept: errors are compared with the unit in the
// last place of a number of this size, if that is larger than the result's own.
struct Roots {
  double value = 0, slope = 0;
};

struct Function {
  const char* name;  // that of the C function without adj_, and the numbers that it is called with
  adj_status (*call)(adj_tensor x, adj_tensor* y);
  double goal;  // in units in the last place, of the value and of the derivative
  kernels::ExactFunction exact = nullptr;
  Domain domain = {};  // where it is measured
  Roots roots = {};
  bool waves = false;  // changes as fast at large arguments as at 1
};

std::span<const Function> functions();

}  // namespace adjoint::precision
