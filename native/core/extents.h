// Which extents a tensor can have: its elements and bytes are counted in 64 bits, and so is every stride.
#pragma once

#include <span>

#include "core/node.h"

namespace adjoint {

// Half of what 64 bits count is left to those who add two such numbers.
inline constexpr std::int64_t kMostElements = std::int64_t{1} << 60, kMostBytes = std::int64_t{1} << 62;

// An empty tensor is no excuse for absurd extents beside the 0: strides are products of extents too.
inline bool is_countable(const Shape& shape, DType dtype) {
  std::int64_t product = 1;
  for (const std::int64_t d : shape)
    if (d < 0 || __builtin_mul_overflow(product, d > 1 ? d : 1, &product)) return false;
  return product <= kMostElements && product <= kMostBytes / static_cast<std::int64_t>(size_of(dtype));
}

// Of extents that are joined: more than any tensor has where 64 bits do not hold the sum.
inline std::int64_t sum_of_extents(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

[[noreturn]] void fail_uncountable(const char* operation, std::span<Node* const> inputs, const Shape& shape,
                                   DType dtype);

// Every shape that comes into being passes here before memory is asked for: one that an operation infers from
// its operands, or one that is given from outside.
inline void require_countable(const char* operation, std::span<Node* const> inputs, const Shape& shape,
                              DType dtype) {
  if (!is_countable(shape, dtype)) [[unlikely]]
    fail_uncountable(operation, inputs, shape, dtype);
}
inline void require_countable(const char* operation, const Shape& shape, DType dtype) {
  require_countable(operation, {}, shape, dtype);
}

}  // namespace adjoint
