// Elementwise kernels over contiguous elements, one table an instruction set.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/elementwise.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

inline constexpr int kUnaryCount = 29, kBinaryCount = 13, kCompareCount = 6, kTestCount = 3;
static_assert(static_cast<int>(Unary::kInvert) + 1 == kUnaryCount);
static_assert(static_cast<int>(Binary::kXor) + 1 == kBinaryCount);
static_assert(static_cast<int>(Compare::kGreaterEqual) + 1 == kCompareCount);
static_assert(static_cast<int>(Test::kNot) + 1 == kTestCount);

// Which operand of a binary kernel is a single element, repeated.
enum class Repeat : std::uint8_t { kNone, kFirst, kSecond };
inline constexpr int kRepeatCount = 3;

struct ElementwiseTable {
  using Unary = void (*)(const void* x, void* y, std::int64_t n);
  using Binary = void (*)(const void* a, const void* b, void* y, std::int64_t n);
  // y[i] = *value
  using Fill = void (*)(const void* value, void* y, std::int64_t n);
  // y[i] = start + (first + i) * step, for int64 the same in whole numbers; null for types computed in
  // another.
  struct Progression {
    double start, step;
    std::int64_t whole_start, whole_step;
  };
  using Range = void (*)(Progression progression, std::int64_t first, void* y, std::int64_t n);
  using Select = void (*)(const void* condition, const void* a, const void* b, void* y, std::int64_t n);

  // Null where a function does not take a type.
  Unary unary[kUnaryCount][kDTypeCount];
  Binary binary[kBinaryCount][kDTypeCount][kRepeatCount];
  // The same with stores that leave the caches alone, to a result aligned to 64 bytes; null for whole
  // numbers.
  Unary unary_past_caches[kUnaryCount][kDTypeCount];
  Binary binary_past_caches[kBinaryCount][kDTypeCount][kRepeatCount];
  Binary compare[kCompareCount][kDTypeCount][kRepeatCount];
  Unary test[kTestCount][kDTypeCount];
  Unary cast[kDTypeCount][kDTypeCount];  // [from][to]; null where plain_cast serves
  Select select[kDTypeCount];
  Fill fill[kDTypeCount];
  Range range[kDTypeCount];
};
SIMD_DECLARE_TABLE(ElementwiseTable, elementwise)

}  // namespace adjoint::kernels
