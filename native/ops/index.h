// Elements picked by number.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref take(const Ref& x, const Ref& indices, int axis);
Ref take_along_axis(const Ref& x, const Ref& indices, int axis);
// What x holds along its last axis for the class of each row. A class has no other number than its own.
Ref pick_classes(const Ref& x, const Ref& classes);
// The places of what is not zero, a row each. Its shape depends on the elements, which must be there.
Ref nonzero(const Ref& x);
Ref one_hot(const Ref& indices, std::int64_t depth, DType dtype);

}  // namespace adjoint::ops
