// Powers over contiguous elements, one table an instruction set.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/power.h"

namespace adjoint::kernels {

inline constexpr int kPowerCount = 3;
static_assert(static_cast<int>(Power::kByExponent) + 1 == kPowerCount);

struct PowerTable {
  ElementwiseTable::Binary of[kPowerCount][kDTypeCount][kRepeatCount];  // null where a type is not floating
};
SIMD_DECLARE_TABLE(PowerTable, powers)

}  // namespace adjoint::kernels
