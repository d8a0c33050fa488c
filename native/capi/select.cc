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

adj_status adj_clip(adj_tensor x, adj_tensor min, adj_tensor max, adj_tensor* out) {
  return unary("clip", x, out,
               [&](const Ref& a) { return ops::clip(a, optional("clip", min), optional("clip", max)); });
}
