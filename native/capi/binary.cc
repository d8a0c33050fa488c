// Functions of two operands, element by element, with broadcasting.
#include "ops/binary.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_BINARY(add)
ADJ_BINARY(sub)
ADJ_BINARY(mul)
ADJ_BINARY(div)
ADJ_BINARY(pow)
ADJ_BINARY(maximum)
ADJ_BINARY(minimum)
