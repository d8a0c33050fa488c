// Activations that take numbers, or are made of several functions: one pass over the elements.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// Slopes are the derivatives of what they are named after.
enum class Activation : std::uint8_t {
  kLeakyRelu,    // x > 0 ? x : a x
  kElu,          // x > 0 ? a x : b (exp(c x) - 1)
  kEluSlope,     //
  kHardtanh,     // x in [a, b], or the bound beyond which it lies
  kHardshrink,   // |x| > a ? x : 0
  kSoftshrink,   // what |x| is more than a, with the sign of x
  kHardsigmoid,  // (x + 3) / 6 in [0, 1]
  kHardswish,    // x times that
  kHardswishSlope,
  kGeluTanh,       // x times the sigmoid of 2 sqrt(2 / pi) (x + 0.044715 x^3)
  kGeluTanhSlope,  //
  kMish,           // x tanh(log(1 + exp(x)))
  kMishSlope,
  kLogSigmoid,  // -log(1 + exp(-x))
  kSoftplus,    // a x > b ? x : log(1 + exp(a x)) / a
  kSoftsign,    // x / (1 + |x|)
  kTanhshrink,  // x - tanh(x)
};

struct ActivationNumbers {
  double a = 0, b = 0, c = 0;
};

// y[i] = fn(x[i]); float32 and float64.
void activate(Activation fn, const ActivationNumbers& numbers, DType type, std::int64_t count, const void* x,
              void* y);

}  // namespace adjoint::kernels
