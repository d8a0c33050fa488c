// Pooling of images in one to three dimensions, and their windows written out.
#pragma once

#include <span>

#include "core/operation.h"

namespace adjoint::ops {

// How a window goes over an image: one number an axis, but for the padding, which has a pair, before and
// after. No padding at all stands for as much as gives one result for every stride.
struct PoolOptions {
  std::span<const std::int64_t> kernel, stride, padding, dilation;
  bool ceil_mode;       // whether a last window may reach beyond the padding
  bool counts_padding;  // whether a mean divides by what of its window lies in the padding, too
  int rank() const { return static_cast<int>(kernel.size()); }
};

// x [images, channels, extents...], or without images. The largest element of each window, where in its image
// it stands (int64), and the mean.
Ref max_pool(const Ref& x, const PoolOptions& options);
Ref max_pool_places(const Ref& x, const PoolOptions& options);
Ref avg_pool(const Ref& x, const PoolOptions& options);
// The same where the elements of each axis fall into a number of bins.
Ref adaptive_max_pool(const Ref& x, std::span<const std::int64_t> bins);
Ref adaptive_max_pool_places(const Ref& x, std::span<const std::int64_t> bins);
Ref adaptive_avg_pool(const Ref& x, std::span<const std::int64_t> bins);

// [images, channels times elements of a window, windows]; zeros stand in the padding.
Ref im2col(const Ref& x, const PoolOptions& options);
// What im2col does to cotangents of its result, for images of these extents.
Ref col2im(const Ref& columns, std::span<const std::int64_t> extents, const PoolOptions& options);

}  // namespace adjoint::ops
