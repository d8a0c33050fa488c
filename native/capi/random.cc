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

adj_status adj_random_sobol(adj_tensor key, int64_t count, int64_t dimensions, int64_t first,
                            int32_t scrambled, adj_dtype type, adj_tensor* out) {
  return unary("random_sobol", key, out, [&](const Ref& k) {
    return ops::random_sobol(k, {count, dimensions, first, scrambled != 0}, dtype("random_sobol", type));
  });
}

adj_status adj_random_gamma(adj_tensor key, adj_tensor alpha, const int64_t* extents, int32_t rank,
                            adj_tensor* out) {
  return binary("random_gamma", key, alpha, out, [&](const Ref& k, const Ref& a) {
    return ops::random_gamma(k, a, shape("random_gamma", extents, rank, a.dtype()));
  });
}

adj_status adj_random_log_gamma(adj_tensor key, adj_tensor alpha, const int64_t* extents, int32_t rank,
                                adj_tensor* out) {
  return binary("random_log_gamma", key, alpha, out, [&](const Ref& k, const Ref& a) {
    return ops::random_log_gamma(k, a, shape("random_log_gamma", extents, rank, a.dtype()));
  });
}

adj_status adj_random_poisson(adj_tensor key, adj_tensor mean, const int64_t* extents, int32_t rank,
                              adj_tensor* out) {
  return binary("random_poisson", key, mean, out, [&](const Ref& k, const Ref& m) {
    return ops::random_poisson(k, m, shape("random_poisson", extents, rank, DType::kInt64));
  });
}

adj_status adj_random_binomial(adj_tensor key, adj_tensor n, adj_tensor p, const int64_t* extents,
                               int32_t rank, adj_tensor* out) {
  return ternary("random_binomial", key, n, p, out, [&](const Ref& k, const Ref& trials, const Ref& q) {
    return ops::random_binomial(k, trials, q, shape("random_binomial", extents, rank, DType::kInt64));
  });
}

adj_status adj_random_permutation(adj_tensor key, int64_t count, adj_tensor* out) {
  return unary("random_permutation", key, out,
               [&](const Ref& k) { return ops::random_permutation(k, count); });
}
