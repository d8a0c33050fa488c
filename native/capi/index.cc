// Elements picked by number.
#include "ops/index.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_take(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out) {
  return binary("take", x, indices, out, [&](const Ref& a, const Ref& i) {
    return ops::take(a, i, normalize_axis("take", axis, a.rank()));
  });
}

adj_status adj_take_along_axis(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out) {
  return binary("take_along_axis", x, indices, out, [&](const Ref& a, const Ref& i) {
    return ops::take_along_axis(a, i, normalize_axis("take_along_axis", axis, a.rank()));
  });
}

adj_status adj_one_hot(adj_tensor indices, int64_t depth, adj_dtype type, adj_tensor* out) {
  return unary("one_hot", indices, out,
               [&](const Ref& i) { return ops::one_hot(i, depth, dtype("one_hot", type)); });
}

adj_status adj_nonzero(adj_tensor x, adj_tensor* out) { return unary("nonzero", x, out, ops::nonzero); }
