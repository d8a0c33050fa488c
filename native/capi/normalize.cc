// Rows or channels brought to mean 0 and variance 1.
#include "ops/normalize.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_layer_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon, adj_tensor* out) {
  return unary("layer_norm", x, out, [&](const Ref& a) {
    return ops::layer_norm(a, optional("layer_norm", scale), optional("layer_norm", shift), epsilon);
  });
}

adj_status adj_rms_norm(adj_tensor x, adj_tensor scale, double epsilon, adj_tensor* out) {
  return unary("rms_norm", x, out,
               [&](const Ref& a) { return ops::rms_norm(a, optional("rms_norm", scale), epsilon); });
}

adj_status adj_batch_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon, adj_tensor* out) {
  return unary("batch_norm", x, out, [&](const Ref& a) {
    return ops::batch_norm(a, optional("batch_norm", scale), optional("batch_norm", shift), epsilon);
  });
}

adj_status adj_batch_norm_inference(adj_tensor x, adj_tensor mean, adj_tensor variance, adj_tensor scale,
                                    adj_tensor shift, double epsilon, adj_tensor* out) {
  constexpr const char* name = "batch_norm_inference";
  return unary(name, x, out, [&](const Ref& a) {
    const Argument m(name, mean), v(name, variance);
    return ops::batch_norm_inference(a, m.ref(), v.ref(), optional(name, scale), optional(name, shift),
                                     epsilon);
  });
}

adj_status adj_group_norm(adj_tensor x, int64_t groups, adj_tensor scale, adj_tensor shift, double epsilon,
                          adj_tensor* out) {
  return unary("group_norm", x, out, [&](const Ref& a) {
    return ops::group_norm(a, groups, optional("group_norm", scale), optional("group_norm", shift), epsilon);
  });
}
