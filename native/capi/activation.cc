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
ADJ_UNARY(selu)
ADJ_UNARY(gelu_tanh)
ADJ_UNARY(log_sigmoid)
ADJ_UNARY(hardsigmoid)
ADJ_UNARY(hardswish)
ADJ_UNARY(mish)
ADJ_UNARY(softsign)
ADJ_UNARY(tanhshrink)

// One number beside the operand.
#define ADJ_SHAPED(name, number)                                                     \
  adj_status adj_##name(adj_tensor x, double number, adj_tensor* out) {              \
    return unary(#name, x, out, [&](const Ref& a) { return ops::name(a, number); }); \
  }
ADJ_SHAPED(leaky_relu, slope)
ADJ_SHAPED(elu, alpha)
ADJ_SHAPED(celu, alpha)
ADJ_SHAPED(hardshrink, lambda)
ADJ_SHAPED(softshrink, lambda)

adj_status adj_softplus_scaled(adj_tensor x, double beta, double threshold, adj_tensor* out) {
  return unary("softplus_scaled", x, out,
               [&](const Ref& a) { return ops::softplus_scaled(a, beta, threshold); });
}

adj_status adj_hardtanh(adj_tensor x, double low, double high, adj_tensor* out) {
  return unary("hardtanh", x, out, [&](const Ref& a) { return ops::hardtanh(a, low, high); });
}

adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("softmax", x, axis, out, ops::softmax);
}

adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("log_softmax", x, axis, out, ops::log_softmax);
}
