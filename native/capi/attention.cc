// Attention: values weighed by how well their keys fit the queries.
#include "ops/attention.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_attention(adj_tensor q, adj_tensor k, adj_tensor v, adj_tensor mask, int32_t causal,
                         const double* scale, adj_tensor* out) {
  return binary("attention", q, k, out, [&](const Ref& queries, const Ref& keys) {
    const Argument values("attention", v);
    return ops::attention(queries, keys, values.ref(), optional("attention", mask), causal != 0,
                          scale ? std::optional<double>(*scale) : std::nullopt);
  });
}
