// Other ways to look at the same elements: reshaping, reordering, repeating, reversing.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint::ops {

Ref reshape(const Ref& x, const Shape& shape);  // one extent may be -1
Ref permute(const Ref& x, std::span<const int> order);
Ref swapaxes(const Ref& x, int a, int b);
Ref move_axis(const Ref& x, int from, int to);
Ref squeeze(const Ref& x, AxisSet axes);
Ref expand_dims(const Ref& x, AxisSet axes_of_result);
Ref broadcast_to(const Ref& x, const Shape& shape);
Ref flip(const Ref& x, AxisSet axes);

}  // namespace adjoint::ops
