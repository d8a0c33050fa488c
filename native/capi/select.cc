// Choosing between operands, element by element.
#include "ops/select.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_where(adj_tensor condition, adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("where", a, b, out, [&](const Ref& x, const Ref& y) {
    const Argument c("where", condition);
    return ops::where(c.get(), x, y);
  });
}
