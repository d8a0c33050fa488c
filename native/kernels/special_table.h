// Special functions over contiguous elements, tables for each instruction set.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/special.h"

namespace adjoint::kernels {

inline constexpr int kSpecialCount = 15, kGammaCount = 2, kOfOrderCount = 4;
static_assert(static_cast<int>(Special::kI1e) + 1 == kSpecialCount);
static_assert(static_cast<int>(Gamma::kDigamma) + 1 == kGammaCount);
static_assert(static_cast<int>(OfOrder::kSincSlope) + 1 == kOfOrderCount);

struct SpecialTable {
  ElementwiseTable::Unary of[kSpecialCount][kDTypeCount];  // null where a type is not floating
};
SIMD_DECLARE_TABLE(SpecialTable, specials)

struct GammaTable {
  ElementwiseTable::Unary of[kGammaCount][kDTypeCount];
};
SIMD_DECLARE_TABLE(GammaTable, gammas)

// The order is a second operand that repeats one number.
struct OfOrderTable {
  ElementwiseTable::Binary of[kOfOrderCount][kDTypeCount][kRepeatCount];
};
SIMD_DECLARE_TABLE(OfOrderTable, functions_of_order)

}  // namespace adjoint::kernels
