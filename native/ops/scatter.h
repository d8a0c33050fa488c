// Writing at positions that are data.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// x with an element of `source` for every index along the axis: in its place, added, or where it is larger or
// smaller. Indices and source broadcast to x but along the axis.
Ref scatter(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref scatter_add(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref scatter_max(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref scatter_min(const Ref& x, const Ref& indices, const Ref& source, int axis);
// The same with a slice of `source` for every index; source has or broadcasts to the shape that take gives.
Ref index_copy(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref index_add(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref index_max(const Ref& x, const Ref& indices, const Ref& source, int axis);
Ref index_min(const Ref& x, const Ref& indices, const Ref& source, int axis);

}  // namespace adjoint::ops
