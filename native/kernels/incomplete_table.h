// The incomplete gamma function over contiguous elements, one table an instruction set.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/incomplete.h"

namespace adjoint::kernels {

inline constexpr int kIncompleteCount = 3;
static_assert(static_cast<int>(Incomplete::kDensity) + 1 == kIncompleteCount);

struct IncompleteTable {
  ElementwiseTable::Binary of[kIncompleteCount][kDTypeCount][kRepeatCount];  // null where not floating
};
SIMD_DECLARE_TABLE(IncompleteTable, incompletes)

}  // namespace adjoint::kernels
