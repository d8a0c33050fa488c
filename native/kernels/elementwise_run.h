// Runs a kernel over contiguous elements on operands with any strides; results are row-major without gaps.
#pragma once

#include "kernels/elementwise_table.h"

namespace adjoint::kernels {

void run(ElementwiseTable::Unary kernel, std::size_t in_size, std::size_t out_size, Extent extent, In x,
         void* y);
void run(const ElementwiseTable::Binary (&kernels)[kRepeatCount], std::size_t in_size, std::size_t out_size,
         Extent extent, In a, In b, void* y);
// Of three operands and a result of one size.
void run(ElementwiseTable::Select kernel, std::size_t size, Extent extent, In a, In b, In c, void* y);

}  // namespace adjoint::kernels
