// Activations of neural networks.
#include "ops/activation.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

template <class Function>
adj_status along(const char* name, adj_tensor x, int64_t axis, adj_tensor* out,
                 Function&& function) noexcept {
  // A scalar has one axis for these, as in NumPy.
  return unary(name, x, out, [&](const Ref& a) {
    return function(a, a.rank() == 0 ? normalize_axis(name, axis, 1) : normalize_axis(name, axis, a.rank()));
  });
}

}  // namespace

ADJ_UNARY(sigmoid)
ADJ_UNARY(softplus)
ADJ_UNARY(relu)
ADJ_UNARY(gelu)
ADJ_UNARY(silu)

adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("softmax", x, axis, out, ops::softmax);
}

adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("log_softmax", x, axis, out, ops::log_softmax);
}
