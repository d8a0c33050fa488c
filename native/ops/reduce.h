// Reductions over a set of axes.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref sum(const Ref& x, AxisSet axes, bool keepdims);
Ref mean(const Ref& x, AxisSet axes, bool keepdims);
Ref prod(const Ref& x, AxisSet axes, bool keepdims);
Ref max(const Ref& x, AxisSet axes, bool keepdims);
Ref min(const Ref& x, AxisSet axes, bool keepdims);
Ref logsumexp(const Ref& x, AxisSet axes, bool keepdims);
Ref norm(const Ref& x, AxisSet axes, bool keepdims);
Ref all(const Ref& x, AxisSet axes, bool keepdims);
Ref any(const Ref& x, AxisSet axes, bool keepdims);
Ref argmax(const Ref& x, int axis, bool keepdims);
Ref argmin(const Ref& x, int axis, bool keepdims);
inline AxisSet all_axes(const Ref& x) { return AxisSet::all(x.rank()); }
// Sums over what broadcasting repeated, so that x gets the shape `to` again. The adjoint of
// broadcast_to.
Ref sum_to(const Ref& x, const Shape& to);

}  // namespace adjoint::ops
