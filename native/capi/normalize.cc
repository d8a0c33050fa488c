// Rows brought to mean 0 and variance 1.
#include "ops/normalize.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_layer_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon, adj_tensor* out) {
  return unary("layer_norm", x, out, [&](const Ref& a) {
    return ops::layer_norm(a, optional("layer_norm", scale), optional("layer_norm", shift), epsilon);
  });
}
