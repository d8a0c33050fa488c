// Other ways to look at the same elements: reshaping, reordering, repeating, reversing.
#include "ops/shape.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_reshape(adj_tensor x, const int64_t* extents, int32_t rank, adj_tensor* out) {
  return unary("reshape", x, out,
               [&](const Ref& a) { return ops::reshape(a, dims("reshape", "dims", extents, rank)); });
}

adj_status adj_permute(adj_tensor x, const int64_t* order, int32_t count, adj_tensor* out) {
  return unary("permute", x, out, [&](const Ref& a) {
    int normalized[kMaxRank];
    const int rank = a.rank();
    if (order && count != rank)
      fail(ADJ_ERROR_SHAPE, "permute: ", count, " axes given for a tensor of shape ", to_string(a.shape()));
    for (int i = 0; i < rank; ++i)
      normalized[i] = order ? normalize_axis("permute", order[i], rank) : rank - 1 - i;
    return ops::permute(a, {normalized, static_cast<std::size_t>(rank)});
  });
}

adj_status adj_swapaxes(adj_tensor x, int64_t a, int64_t b, adj_tensor* out) {
  return unary("swapaxes", x, out, [&](const Ref& t) {
    return ops::swapaxes(t, normalize_axis("swapaxes", a, t.rank()), normalize_axis("swapaxes", b, t.rank()));
  });
}

adj_status adj_squeeze(adj_tensor x, const int64_t* over, int32_t axis_count, adj_tensor* out) {
  return unary("squeeze", x, out, [&](const Ref& a) {
    AxisSet ones;
    for (int i = 0; i < a.rank(); ++i)
      if (a.shape()[i] == 1) ones.add(i);
    return ops::squeeze(a, over ? axes("squeeze", over, axis_count, a.rank()) : ones);
  });
}

adj_status adj_expand_dims(adj_tensor x, const int64_t* at, int32_t axis_count, adj_tensor* out) {
  return unary("expand_dims", x, out, [&](const Ref& a) {
    const auto places = list("expand_dims", "axes", at, axis_count);
    const int rank = a.rank() + static_cast<int>(places.size());
    if (rank > kMaxRank)
      fail(ADJ_ERROR_SHAPE, "expand_dims: the result would have ", rank, " dimensions; 8 is the most");
    return ops::expand_dims(a, AxisSet::of("expand_dims", places, rank));
  });
}

adj_status adj_broadcast_to(adj_tensor x, const int64_t* extents, int32_t rank, adj_tensor* out) {
  return unary("broadcast_to", x, out, [&](const Ref& a) {
    return ops::broadcast_to(a, shape("broadcast_to", extents, rank, a.dtype()));
  });
}

adj_status adj_flip(adj_tensor x, const int64_t* over, int32_t axis_count, adj_tensor* out) {
  return unary("flip", x, out,
               [&](const Ref& a) { return ops::flip(a, axes("flip", over, axis_count, a.rank())); });
}
