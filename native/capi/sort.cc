// Order along an axis.
#include "ops/sort.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_argsort(adj_tensor x, int64_t axis, int32_t descending, adj_tensor* out) {
  return unary("argsort", x, out, [&](const Ref& a) {
    return ops::argsort(a, normalize_axis("argsort", axis, a.rank()), descending != 0);
  });
}

adj_status adj_topk(adj_tensor x, int64_t k, int64_t axis, int32_t largest, adj_tensor* out) {
  return unary("topk", x, out, [&](const Ref& a) {
    return ops::topk(a, k, normalize_axis("topk", axis, a.rank()), largest != 0);
  });
}

adj_status adj_searchsorted(adj_tensor sorted, adj_tensor values, int32_t right, adj_tensor* out) {
  return binary("searchsorted", sorted, values, out,
                [&](const Ref& a, const Ref& b) { return ops::searchsorted(a, b, right != 0); });
}
