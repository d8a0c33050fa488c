// Convolutions of whole numbers (int32, int64), which wrap: plain loops.
#pragma once

#include "kernels/conv.h"

namespace adjoint::kernels {

void convolve_whole(DType type, const Convolution& c, const void* x, const void* w, void* y);
void convolve_whole_input(DType type, const Convolution& c, const void* y, const void* w, void* x);
void convolve_whole_weight(DType type, const Convolution& c, const void* x, const void* y, void* w);

}  // namespace adjoint::kernels
