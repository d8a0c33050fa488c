// Convolutions of images in one to three dimensions.
#include "ops/conv.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

// Null padding stands for as much as gives one result for every stride.
ops::ConvOptions options(const char* operation, const std::int64_t* stride, const std::int64_t* padding,
                         const std::int64_t* dilation, std::int32_t axes, std::int64_t groups) {
  ops::ConvOptions o{};
  o.stride = list(operation, "stride", stride, axes);
  if (padding) o.padding = list(operation, "padding", padding, 2 * std::int64_t{axes});
  o.dilation = list(operation, "dilation", dilation, axes);
  o.groups = groups;
  return o;
}

}  // namespace

adj_status adj_conv(adj_tensor x, adj_tensor weight, adj_tensor bias, const int64_t* stride,
                    const int64_t* padding, const int64_t* dilation, int32_t axes, int64_t groups,
                    adj_tensor* out) {
  return binary("conv", x, weight, out, [&](const Ref& a, const Ref& w) {
    return ops::conv(a, w, optional("conv", bias), options("conv", stride, padding, dilation, axes, groups));
  });
}

adj_status adj_conv_transpose(adj_tensor x, adj_tensor weight, adj_tensor bias, const int64_t* stride,
                              const int64_t* padding, const int64_t* output_padding, const int64_t* dilation,
                              int32_t axes, int64_t groups, adj_tensor* out) {
  constexpr const char* name = "conv_transpose";
  return binary(name, x, weight, out, [&](const Ref& a, const Ref& w) {
    if (axes > 0) require(name, "padding", padding);
    return ops::conv_transpose(a, w, optional(name, bias),
                               options(name, stride, padding, dilation, axes, groups),
                               list(name, "output_padding", output_padding, axes));
  });
}
