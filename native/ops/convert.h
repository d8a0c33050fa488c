// Changing how a tensor is held, not what it says.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref cast(const Ref& x, DType dtype);  // x itself when it has the type
// The same for a user who names the type: the result does not adapt to others any more.
Ref astype(const Ref& x, DType dtype);
// Equal to x, and adapting to the type of what it meets, as literals do.
Ref weaken(const Ref& x);
// An operand in the type that it meets another in; literals go on being such. Integers must fit.
Ref as_type(const Ref& x, DType dtype);
// A direction of derivatives in the type of the tensor it belongs to, which a weak one takes; null where it
// has another.
Ref as_direction(const Ref& given, DType dtype);
// A number of the host language, not of a calculation, and a whole one's value.
bool is_literal(const Ref& x);
std::int64_t whole_value(const Node& x);
[[noreturn]] void fail_fit(std::int64_t value, DType dtype);
Ref stop_gradient(const Ref& x);
Ref contiguous(const Ref& x);  // x itself when it is

}  // namespace adjoint::ops
