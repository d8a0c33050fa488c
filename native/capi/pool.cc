// Pooling of images in one to three dimensions.
#include "ops/pool.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

constexpr std::int64_t kNoDilation[] = {1, 1, 1};

// Null padding stands for as much as gives one result for every stride.
ops::PoolOptions options(const char* operation, const std::int64_t* kernel, const std::int64_t* stride,
                         const std::int64_t* padding, const std::int64_t* dilation, std::int32_t axes,
                         bool ceil_mode = false, bool counts_padding = true) {
  if (axes < 1 || axes > 3)
    fail(ADJ_ERROR_ARGUMENT, operation, ": images have 1 to 3 axes, not ", std::int64_t{axes});
  ops::PoolOptions o{};
  o.kernel = list(operation, "kernel", kernel, axes);
  o.stride = list(operation, "stride", stride, axes);
  if (padding) o.padding = list(operation, "padding", padding, 2 * std::int64_t{axes});
  o.dilation = list(operation, "dilation", dilation, axes);
  o.ceil_mode = ceil_mode;
  o.counts_padding = counts_padding;
  return o;
}

}  // namespace

adj_status adj_max_pool(adj_tensor x, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                        const int64_t* dilation, int32_t axes, int32_t ceil_mode, adj_tensor* out) {
  return unary("max_pool", x, out, [&](const Ref& a) {
    return ops::max_pool(a, options("max_pool", kernel, stride, padding, dilation, axes, ceil_mode != 0));
  });
}

adj_status adj_max_pool_places(adj_tensor x, const int64_t* kernel, const int64_t* stride,
                               const int64_t* padding, const int64_t* dilation, int32_t axes,
                               int32_t ceil_mode, adj_tensor* out) {
  constexpr const char* name = "max_pool_places";
  return unary(name, x, out, [&](const Ref& a) {
    return ops::max_pool_places(a, options(name, kernel, stride, padding, dilation, axes, ceil_mode != 0));
  });
}

adj_status adj_avg_pool(adj_tensor x, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                        int32_t axes, int32_t ceil_mode, int32_t counts_padding, adj_tensor* out) {
  return unary("avg_pool", x, out, [&](const Ref& a) {
    return ops::avg_pool(a, options("avg_pool", kernel, stride, padding, kNoDilation, axes, ceil_mode != 0,
                                    counts_padding != 0));
  });
}

adj_status adj_adaptive_max_pool(adj_tensor x, const int64_t* bins, int32_t axes, adj_tensor* out) {
  return unary("adaptive_max_pool", x, out, [&](const Ref& a) {
    return ops::adaptive_max_pool(a, list("adaptive_max_pool", "bins", bins, axes));
  });
}

adj_status adj_adaptive_max_pool_places(adj_tensor x, const int64_t* bins, int32_t axes, adj_tensor* out) {
  return unary("adaptive_max_pool_places", x, out, [&](const Ref& a) {
    return ops::adaptive_max_pool_places(a, list("adaptive_max_pool_places", "bins", bins, axes));
  });
}

adj_status adj_adaptive_avg_pool(adj_tensor x, const int64_t* bins, int32_t axes, adj_tensor* out) {
  return unary("adaptive_avg_pool", x, out, [&](const Ref& a) {
    return ops::adaptive_avg_pool(a, list("adaptive_avg_pool", "bins", bins, axes));
  });
}

adj_status adj_im2col(adj_tensor x, const int64_t* kernel, const int64_t* stride, const int64_t* padding,
                      const int64_t* dilation, int32_t axes, adj_tensor* out) {
  return unary("im2col", x, out, [&](const Ref& a) {
    return ops::im2col(a, options("im2col", kernel, stride, padding, dilation, axes));
  });
}

adj_status adj_col2im(adj_tensor columns, const int64_t* extents, const int64_t* kernel,
                      const int64_t* stride, const int64_t* padding, const int64_t* dilation, int32_t axes,
                      adj_tensor* out) {
  return unary("col2im", columns, out, [&](const Ref& a) {
    const ops::PoolOptions o = options("col2im", kernel, stride, padding, dilation, axes);
    return ops::col2im(a, list("col2im", "extents", extents, axes), o);
  });
}
