// Functions of two operands, element by element, with broadcasting.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref add(const Ref& a, const Ref& b);
Ref sub(const Ref& a, const Ref& b);
Ref mul(const Ref& a, const Ref& b);
Ref div(const Ref& a, const Ref& b);
Ref pow(const Ref& a, const Ref& b);
Ref maximum(const Ref& a, const Ref& b);
Ref minimum(const Ref& a, const Ref& b);
Ref remainder(const Ref& a, const Ref& b);
Ref fmod(const Ref& a, const Ref& b);
Ref floor_divide(const Ref& a, const Ref& b);
Ref atan2(const Ref& a, const Ref& b);
Ref hypot(const Ref& a, const Ref& b);
Ref logaddexp(const Ref& a, const Ref& b);
Ref logaddexp2(const Ref& a, const Ref& b);
Ref xlogy(const Ref& a, const Ref& b);
Ref xlog1py(const Ref& a, const Ref& b);
Ref nextafter(const Ref& a, const Ref& b);
// x 2^n, in the type of x.
Ref ldexp(const Ref& x, const Ref& n);
Ref copysign(const Ref& a, const Ref& b);
Ref squared_difference(const Ref& a, const Ref& b);

}  // namespace adjoint::ops
