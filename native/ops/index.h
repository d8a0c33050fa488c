// Elements picked by number.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref take(const Ref& x, const Ref& indices, int axis);
Ref take_along_axis(const Ref& x, const Ref& indices, int axis);
Ref one_hot(const Ref& indices, std::int64_t depth, DType dtype);

}  // namespace adjoint::ops
