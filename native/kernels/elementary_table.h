// Elementary functions over contiguous elements, tables for each instruction set.
#pragma once

#include "kernels/elementary.h"
#include "kernels/elementwise_table.h"

namespace adjoint::kernels {

inline constexpr int kElementaryCount = 21, kElementaryOfTwoCount = 7;
static_assert(static_cast<int>(Elementary::kTrunc) + 1 == kElementaryCount);
static_assert(static_cast<int>(ElementaryOfTwo::kCopySign) + 1 == kElementaryOfTwoCount);

struct ElementaryTable {
  ElementwiseTable::Unary of[kElementaryCount][kDTypeCount];  // null where a type is not floating
};
SIMD_DECLARE_TABLE(ElementaryTable, elementaries)

struct ElementaryOfTwoTable {
  ElementwiseTable::Binary of[kElementaryOfTwoCount][kDTypeCount][kRepeatCount];
};
SIMD_DECLARE_TABLE(ElementaryOfTwoTable, elementaries_of_two)

}  // namespace adjoint::kernels
