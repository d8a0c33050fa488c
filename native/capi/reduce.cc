// Reductions over a set of axes.
#include "ops/reduce.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

using Reduction = Ref (*)(const Ref&, AxisSet, bool);

adj_status reduction(const char* name, Reduction function, adj_tensor x, const int64_t* over, int32_t count,
                     int32_t keepdims, adj_tensor* out) noexcept {
  return unary(name, x, out,
               [&](const Ref& a) { return function(a, axes(name, over, count, a.rank()), keepdims != 0); });
}

}  // namespace

#define ADJ_REDUCTION(name)                                                                      \
  adj_status adj_##name(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, \
                        adj_tensor* out) {                                                       \
    return reduction(#name, ops::name, x, axes, axis_count, keepdims, out);                      \
  }

ADJ_REDUCTION(sum)
ADJ_REDUCTION(mean)
ADJ_REDUCTION(prod)
ADJ_REDUCTION(max)
ADJ_REDUCTION(min)
ADJ_REDUCTION(logsumexp)
ADJ_REDUCTION(all)
ADJ_REDUCTION(any)

adj_status adj_argmax(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out) {
  return unary("argmax", x, out, [&](const Ref& a) {
    return ops::argmax(a, normalize_axis("argmax", axis, a.rank()), keepdims != 0);
  });
}

adj_status adj_argmin(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out) {
  return unary("argmin", x, out, [&](const Ref& a) {
    return ops::argmin(a, normalize_axis("argmin", axis, a.rank()), keepdims != 0);
  });
}
