// Functions of three operands, element by element, with broadcasting.
#include "ops/ternary.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_lerp(adj_tensor a, adj_tensor b, adj_tensor weight, adj_tensor* out) {
  return ternary("lerp", a, b, weight, out, ops::lerp);
}

adj_status adj_addcmul(adj_tensor x, adj_tensor a, adj_tensor b, double value, adj_tensor* out) {
  return ternary("addcmul", x, a, b, out,
                 [&](const Ref& s, const Ref& u, const Ref& v) { return ops::addcmul(s, u, v, value); });
}

adj_status adj_addcdiv(adj_tensor x, adj_tensor a, adj_tensor b, double value, adj_tensor* out) {
  return ternary("addcdiv", x, a, b, out,
                 [&](const Ref& s, const Ref& u, const Ref& v) { return ops::addcdiv(s, u, v, value); });
}
