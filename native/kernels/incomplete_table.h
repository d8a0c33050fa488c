// The incomplete gamma and beta functions over contiguous elements, tables for each instruction set.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/incomplete.h"

namespace adjoint::kernels {

inline constexpr int kIncompleteCount = 5, kIncompleteBetaCount = 2;
static_assert(static_cast<int>(Incomplete::kQuantileCurve) + 1 == kIncompleteCount);
static_assert(static_cast<int>(IncompleteBeta::kDensity) + 1 == kIncompleteBetaCount);

struct IncompleteTable {
  ElementwiseTable::Binary of[kIncompleteCount][kDTypeCount][kRepeatCount];  // null where not floating
};
SIMD_DECLARE_TABLE(IncompleteTable, incompletes)

struct IncompleteBetaTable {
  ElementwiseTable::Select of[kIncompleteBetaCount][kDTypeCount];
};
SIMD_DECLARE_TABLE(IncompleteBetaTable, incomplete_betas)

}  // namespace adjoint::kernels
