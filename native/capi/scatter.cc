// Writing at positions that are data.
#include "ops/scatter.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

#define ADJ_WRITE(name)                                                                    \
  adj_status adj_##name(adj_tensor x, adj_tensor indices, adj_tensor source, int64_t axis, \
                        adj_tensor* out) {                                                 \
    return binary(#name, x, source, out, [&](const Ref& a, const Ref& s) {                 \
      const Argument i(#name, indices);                                                    \
      return ops::name(a, i.ref(), s, normalize_axis(#name, axis, a.rank()));              \
    });                                                                                    \
  }

ADJ_WRITE(scatter)
ADJ_WRITE(scatter_add)
ADJ_WRITE(scatter_max)
ADJ_WRITE(scatter_min)
ADJ_WRITE(index_copy)
ADJ_WRITE(index_add)
ADJ_WRITE(index_max)
ADJ_WRITE(index_min)
