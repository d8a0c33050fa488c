// Random numbers: functions of a key, which is an int64 tensor of shape [2].
#include "ops/random.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_random_key(uint64_t seed, adj_tensor* out) {
  return creation("random_key", out, [&] { return ops::random_key(seed); });
}

adj_status adj_random_fold(adj_tensor key, uint64_t number, adj_tensor* out) {
  return unary("random_fold", key, out, [&](const Ref& k) { return ops::random_fold(k, number); });
}

adj_status adj_random_split(adj_tensor key, int64_t count, adj_tensor* out) {
  return unary("random_split", key, out, [&](const Ref& k) { return ops::random_split(k, count); });
}

adj_status adj_random_uniform(adj_tensor key, const int64_t* extents, int32_t rank, adj_dtype type,
                              adj_tensor* out) {
  return unary("random_uniform", key, out, [&](const Ref& k) {
    const DType t = dtype("random_uniform", type);
    return ops::random_uniform(k, shape("random_uniform", extents, rank, t), t);
  });
}

adj_status adj_random_normal(adj_tensor key, const int64_t* extents, int32_t rank, adj_dtype type,
                             adj_tensor* out) {
  return unary("random_normal", key, out, [&](const Ref& k) {
    const DType t = dtype("random_normal", type);
    return ops::random_normal(k, shape("random_normal", extents, rank, t), t);
  });
}

adj_status adj_random_integers(adj_tensor key, const int64_t* extents, int32_t rank, int64_t low,
                               int64_t high, adj_tensor* out) {
  return unary("random_integers", key, out, [&](const Ref& k) {
    return ops::random_integers(k, shape("random_integers", extents, rank, DType::kInt64), low, high);
  });
}

adj_status adj_random_permutation(adj_tensor key, int64_t count, adj_tensor* out) {
  return unary("random_permutation", key, out,
               [&](const Ref& k) { return ops::random_permutation(k, count); });
}
