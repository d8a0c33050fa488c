// Order along an axis. NaN stands behind all numbers, whichever way they go.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// Where the elements along an axis stand, the first in order first; and only the first k of them.
Ref argsort(const Ref& x, int axis, bool descending);
Ref topk(const Ref& x, std::int64_t k, int axis, bool largest);
// How many elements of a sorted vector are less than each value, or not greater than it (right). Of sorted
// rows each is for the values in the same place of the leading dimensions.
Ref searchsorted(const Ref& sorted, const Ref& values, bool right);

}  // namespace adjoint::ops
