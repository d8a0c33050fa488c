// Changing how a tensor is held, not what it says.
#include "ops/convert.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_cast(adj_tensor x, adj_dtype type, adj_tensor* out) {
  return unary("cast", x, out, [&](const Ref& a) { return ops::cast(a, dtype("cast", type)); });
}

ADJ_UNARY(stop_gradient)
ADJ_UNARY(contiguous)
