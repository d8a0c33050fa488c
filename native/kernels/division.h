// Division with remainder, element by element: exact, in whole numbers and floating ones.
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

// int32, int64, float32, float64. A remainder has the sign of the divisor, that of kFmod the dividend's. Of
// whole numbers by 0 all are 0.
enum class Division : std::uint8_t { kRemainder, kFmod, kFloorDivide };

void binary(Division fn, DType type, Extent extent, In a, In b, void* y);

}  // namespace adjoint::kernels
