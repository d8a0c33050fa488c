// Images brought to another size, an axis at a time.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// An axis of x with `size` elements, which lie on lines between those of x, or (cubic) on Keys's cubic curves
// of slope -3/4. The first and last elements keep their places (corners), or else the outer edges do.
// Neighbours lie `step` elements of x apart; 0 stands for the ratio of the sizes.
Ref resize(const Ref& x, int axis, std::int64_t size, bool cubic, bool corners, double step);

}  // namespace adjoint::ops
