// What rules share that add to the cotangent of a part of an operand.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// What stands in a cotangent of operand i where it adds nothing: zero, or beside a sum negative zero, which
// leaves every number as it is, zeros of both signs too.
inline double nothing_for(const Vjp& r, std::size_t i) { return r.has_given(i) ? -0.0 : 0.0; }

}  // namespace adjoint::ops
