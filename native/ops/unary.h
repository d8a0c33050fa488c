// Functions of one operand, element by element.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref neg(const Ref& x);
Ref abs(const Ref& x);
Ref sign(const Ref& x);
Ref square(const Ref& x);
Ref reciprocal(const Ref& x);
Ref sqrt(const Ref& x);
Ref rsqrt(const Ref& x);
Ref exp(const Ref& x);
Ref expm1(const Ref& x);
Ref log(const Ref& x);
Ref log1p(const Ref& x);
Ref sin(const Ref& x);
Ref cos(const Ref& x);
Ref tan(const Ref& x);
Ref tanh(const Ref& x);
Ref erf(const Ref& x);
Ref floor(const Ref& x);
Ref ceil(const Ref& x);
Ref round(const Ref& x);

}  // namespace adjoint::ops
