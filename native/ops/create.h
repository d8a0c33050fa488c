// Tensors made from nothing but numbers. They depend on no operand, so no transform follows them.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref scalar(DType dtype, double value);              // strong
Ref whole_scalar(DType dtype, std::int64_t value);  // the same without a way through double
Ref scalar_beside(const Ref& x, double value);      // of the type of x, and as weak
Ref weak_scalar(DType dtype, double value);
Ref full(DType dtype, const Shape& shape, double value);  // one element in memory, repeated
Ref zeros_like(const Ref& x);
Ref ones_like(const Ref& x);
Ref arange(double start, double step, std::int64_t count, DType dtype);
Ref arange_whole(std::int64_t start, std::int64_t step, std::int64_t count, DType dtype);
Ref linspace(double start, double stop, std::int64_t count, DType dtype);
Ref eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype);

}  // namespace adjoint::ops
