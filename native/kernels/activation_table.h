// Activations, one table an instruction set.
#pragma once

#include "kernels/activation.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

inline constexpr int kActivationCount = static_cast<int>(Activation::kTanhshrink) + 1;

struct ActivationTable {
  using Run = void (*)(const ActivationNumbers& numbers, const void* x, void* y, std::int64_t n);

  // Null where a type is not floating.
  Run run[kActivationCount][kDTypeCount];
};
SIMD_DECLARE_TABLE(ActivationTable, activations)

}  // namespace adjoint::kernels
