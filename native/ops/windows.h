// What operations check that let windows go over images: convolutions and pools.
#pragma once

#include <cstdint>
#include <span>

#include "ops/rules.h"

namespace adjoint::ops {

inline constexpr int kMostImageAxes = 3;

// Larger ones are mistakes, and their sums and products would not be counted in 64 bits.
inline constexpr std::int64_t kLargestWindow = std::int64_t{1} << 24;

inline void require_between(const char* operation, const char* what, std::span<const std::int64_t> values,
                            std::int64_t least) {
  for (const std::int64_t v : values)
    if (v < least || v > kLargestWindow)
      fail(ADJ_ERROR_ARGUMENT, operation, ": a ", what, " of ", v, "; it lies between ", least, " and ",
           kLargestWindow);
}

inline void require_image_axes(const char* operation, int axes) {
  if (axes < 1 || axes > kMostImageAxes)
    fail(ADJ_ERROR_ARGUMENT, operation, ": images have 1 to 3 axes, not ", axes);
}

}  // namespace adjoint::ops
