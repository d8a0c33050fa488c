// Functions of bits over contiguous elements, one table an instruction set.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/number_bits.h"

namespace adjoint::kernels {

inline constexpr int kBitsCount = 1, kBitsOfTwoCount = 4;
static_assert(static_cast<int>(Bits::kExponent) + 1 == kBitsCount);
static_assert(static_cast<int>(BitsOfTwo::kRightShift) + 1 == kBitsOfTwoCount);

struct NumberBitsTable {
  ElementwiseTable::Unary of[kBitsCount][kDTypeCount];  // null where a function does not take a type
  ElementwiseTable::Binary of_two[kBitsOfTwoCount][kDTypeCount][kRepeatCount];
};
SIMD_DECLARE_TABLE(NumberBitsTable, number_bits)

}  // namespace adjoint::kernels
