// What runs along an axis: sums, products and extrema of all elements up to each.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// `reverse` runs from the last element to the first.
Ref cumsum(const Ref& x, int axis, bool reverse);
Ref cumprod(const Ref& x, int axis, bool reverse);
Ref logcumsumexp(const Ref& x, int axis, bool reverse);
Ref cummax(const Ref& x, int axis, bool reverse);
Ref cummin(const Ref& x, int axis, bool reverse);

}  // namespace adjoint::ops
