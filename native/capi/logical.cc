// Truth values and bits: tests, comparisons and logic, element by element. No derivative passes.
#include "ops/logical.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_UNARY(isnan)
ADJ_UNARY(isfinite)
ADJ_UNARY(isinf)
ADJ_UNARY(signbit)

ADJ_BINARY(equal)
ADJ_BINARY(not_equal)
ADJ_BINARY(less)
ADJ_BINARY(less_equal)
ADJ_BINARY(greater)
ADJ_BINARY(greater_equal)

ADJ_UNARY(logical_not)

ADJ_BINARY(logical_and)
ADJ_BINARY(logical_or)
ADJ_BINARY(logical_xor)

ADJ_BINARY(bitwise_and)
ADJ_BINARY(bitwise_or)
ADJ_BINARY(bitwise_xor)
ADJ_UNARY(bitwise_not)
ADJ_BINARY(left_shift)
ADJ_BINARY(right_shift)
