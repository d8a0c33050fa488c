// Convolutions of images in one to three dimensions, and the transposed ones.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint::ops {

// How a kernel goes over an image: one number an axis, but for the padding, which has a pair, before and
// after. No padding at all stands for as much as gives one result for every stride.
struct ConvOptions {
  std::span<const std::int64_t> stride, padding, dilation;
  std::int64_t groups;
  int rank() const { return static_cast<int>(stride.size()); }
};

// x [images, channels, ...] with weight [out, channels / groups, ...], or x without images; bias [out] may be
// null.
Ref conv(const Ref& x, const Ref& weight, const Ref& bias, const ConvOptions& options);
// What conv does to cotangents of its result: x [images, channels, ...], weight [channels, out / groups,
// ...].
Ref conv_transpose(const Ref& x, const Ref& weight, const Ref& bias, const ConvOptions& options,
                   std::span<const std::int64_t> output_padding);

}  // namespace adjoint::ops
