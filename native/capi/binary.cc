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
ADJ_BINARY(remainder)
ADJ_BINARY(fmod)
ADJ_BINARY(floor_divide)
ADJ_BINARY(atan2)
ADJ_BINARY(hypot)
ADJ_BINARY(logaddexp)
ADJ_BINARY(logaddexp2)
ADJ_BINARY(xlogy)
ADJ_BINARY(xlog1py)
ADJ_BINARY(copysign)
ADJ_BINARY(nextafter)
ADJ_BINARY(squared_difference)

adj_status adj_ldexp(adj_tensor x, adj_tensor n, adj_tensor* out) {
  return capi::binary("ldexp", x, n, out, ops::ldexp);
}
