// Adam's update, one table an instruction set.
#pragma once

#include "kernels/adam.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

struct AdamTable {
  using Step = void (*)(const AdamFactors& factors, const AdamArrays& arrays, std::int64_t begin,
                        std::int64_t end);

  Step step[kDTypeCount];  // null where a type is not floating
};
SIMD_DECLARE_TABLE(AdamTable, adams)

}  // namespace adjoint::kernels
