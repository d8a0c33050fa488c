// Parts of tensors: taking them out, writing them back, and joining them.
#include "ops/parts.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_slice(adj_tensor x, const int64_t* start, const int64_t* count, const int64_t* step,
                     int32_t rank, adj_tensor* out) {
  return unary("slice", x, out, [&](const Ref& a) {
    return ops::slice(a, dims("slice", "start", start, rank), dims("slice", "count", count, rank),
                      dims("slice", "step", step, rank));
  });
}

adj_status adj_slice_update(adj_tensor x, adj_tensor update, const int64_t* start, const int64_t* step,
                            int32_t rank, adj_tensor* out) {
  return binary("slice_update", x, update, out, [&](const Ref& a, const Ref& b) {
    return ops::slice_update(a, b, dims("slice_update", "start", start, rank),
                             dims("slice_update", "step", step, rank));
  });
}

adj_status adj_concat(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out) {
  return creation("concat", out, [&] {
    const Arguments all("concat", "xs", xs, count);
    const int rank = all.refs().empty() ? 1 : all.refs()[0].rank();
    return ops::concat(all.refs(), normalize_axis("concat", axis, rank));
  });
}

adj_status adj_stack(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out) {
  return creation("stack", out, [&] {
    const Arguments all("stack", "xs", xs, count);
    const int rank = all.refs().empty() ? 1 : all.refs()[0].rank() + 1;
    return ops::stack(all.refs(), normalize_axis("stack", axis, rank));
  });
}
