// Reductions over a set of axes.
#include "ops/reduce.h"

#include <algorithm>

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
ADJ_REDUCTION(norm)
ADJ_REDUCTION(all)
ADJ_REDUCTION(any)

#define ADJ_POSITION(name)                                                                    \
  adj_status adj_##name(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out) {      \
    return unary(#name, x, out, [&](const Ref& a) {                                           \
      return ops::name(a, normalize_axis(#name, axis, std::max(a.rank(), 1)), keepdims != 0); \
    });                                                                                       \
  }

// A scalar has one axis for these, as in NumPy.
ADJ_POSITION(argmax)
ADJ_POSITION(argmin)
