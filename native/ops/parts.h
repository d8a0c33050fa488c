// Parts of tensors: taking them out, writing them back, and joining them.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint::ops {

Ref slice(const Ref& x, const Dims& start, const Dims& count, const Dims& step);
Ref slice_update(const Ref& x, const Ref& update, const Dims& start, const Dims& step);
Ref concat(std::span<const Ref> xs, int axis);
Ref stack(std::span<const Ref> xs, int axis);

}  // namespace adjoint::ops
