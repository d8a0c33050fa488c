// Truth values and bits: tests, comparisons and logic, element by element. No derivative passes.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref isnan(const Ref& x);
Ref isfinite(const Ref& x);
Ref isinf(const Ref& x);
Ref signbit(const Ref& x);
Ref logical_not(const Ref& x);
Ref equal(const Ref& a, const Ref& b);
Ref not_equal(const Ref& a, const Ref& b);
Ref less(const Ref& a, const Ref& b);
Ref less_equal(const Ref& a, const Ref& b);
Ref greater(const Ref& a, const Ref& b);
Ref greater_equal(const Ref& a, const Ref& b);
Ref logical_and(const Ref& a, const Ref& b);
Ref logical_or(const Ref& a, const Ref& b);
Ref logical_xor(const Ref& a, const Ref& b);
// Logic on truth values, bit by bit on integers.
Ref bitwise_and(const Ref& a, const Ref& b);
Ref bitwise_or(const Ref& a, const Ref& b);
Ref bitwise_xor(const Ref& a, const Ref& b);
Ref bitwise_not(const Ref& x);
// A count below 0 or beyond the bits shifts all of them out.
Ref left_shift(const Ref& x, const Ref& count);
Ref right_shift(const Ref& x, const Ref& count);

}  // namespace adjoint::ops
