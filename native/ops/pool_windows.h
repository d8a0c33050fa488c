// What a user says of windows, checked, as kernels are told.
#pragma once

#include "kernels/pool.h"
#include "ops/pool.h"

namespace adjoint::ops {

inline constexpr int kPoolMost = 3;  // axes of an image

// The attributes of the operations on windows.
struct PoolWindows {
  kernels::Pooling pooling;
  std::int64_t axes;

  const kernels::PoolAxis& axis(int i) const { return pooling.axis[kPoolMost - axes + i]; }
};

// Windows over the last axes of x. Elements of a mean or of written out windows may all lie in the padding
// only where `may_be_empty`.
PoolWindows windows_over(const char* operation, const Ref& x, const PoolOptions& options, bool may_be_empty);
PoolWindows bins_of(const char* operation, const Ref& x, std::span<const std::int64_t> bins);
// Windows over an image of these extents, whose rank is that of the options.
PoolWindows windows_in(const char* operation, std::span<const std::int64_t> extents,
                       const PoolOptions& options, bool may_be_empty);

}  // namespace adjoint::ops
