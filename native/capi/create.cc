// Tensors made from nothing but numbers.
#include "ops/create.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_full(adj_dtype type, const int64_t* extents, int32_t rank, double value, adj_tensor* out) {
  return creation("full", out, [&] {
    const DType t = dtype("full", type);
    return ops::full(t, shape("full", extents, rank, t), value);
  });
}

ADJ_UNARY(zeros_like)
ADJ_UNARY(ones_like)

adj_status adj_arange(double start, double step, int64_t count, adj_dtype type, adj_tensor* out) {
  return creation("arange", out, [&] { return ops::arange(start, step, count, dtype("arange", type)); });
}

adj_status adj_arange_int(int64_t start, int64_t step, int64_t count, adj_dtype type, adj_tensor* out) {
  return creation("arange", out,
                  [&] { return ops::arange_whole(start, step, count, dtype("arange", type)); });
}

adj_status adj_linspace(double start, double stop, int64_t count, adj_dtype type, adj_tensor* out) {
  return creation("linspace", out,
                  [&] { return ops::linspace(start, stop, count, dtype("linspace", type)); });
}

adj_status adj_eye(int64_t rows, int64_t columns, int64_t k, adj_dtype type, adj_tensor* out) {
  return creation("eye", out, [&] { return ops::eye(rows, columns, k, dtype("eye", type)); });
}
