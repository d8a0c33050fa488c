// Derivatives that the caller writes.
#include "capi/boundary.h"
#include "ops/ops.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_set_callback(const void* callback) {
  return guarded([&] { ops::set_callback(callback); });
}

adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int64_t rule, adj_tensor* out) {
  return guarded([&] {
    require("custom", "out", out);
    const Argument value("custom", y);
    const Arguments operands("custom", "xs", xs, count);
    *out = publish(ops::custom(value.ref(), operands.refs(), rule));
  });
}
