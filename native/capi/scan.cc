// What runs along an axis: sums, products and extrema of all elements up to each.
#include "ops/scan.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

#define ADJ_SCAN(name)                                                                  \
  adj_status adj_##name(adj_tensor x, int64_t axis, int32_t reverse, adj_tensor* out) { \
    return unary(#name, x, out, [&](const Ref& a) {                                     \
      return ops::name(a, normalize_axis(#name, axis, a.rank()), reverse != 0);         \
    });                                                                                 \
  }

ADJ_SCAN(cumsum)
ADJ_SCAN(cumprod)
ADJ_SCAN(logcumsumexp)
ADJ_SCAN(cummax)
ADJ_SCAN(cummin)
