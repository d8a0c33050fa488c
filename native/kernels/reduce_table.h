// Reductions of contiguous rows and columns, one table an instruction set.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/reduce.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

inline constexpr int kReduceCount = 7;
static_assert(static_cast<int>(Reduce::kLogSumExp) + 1 == kReduceCount);
inline constexpr std::int64_t kColumnBlock = 256;  // the most columns that one call takes

struct ReduceTable {
  // y[0] = the reduction of x[0..n), n >= 1.
  using Row = void (*)(const void* x, std::int64_t n, void* y);
  // y[c] = the reduction of x[r * stride + c] over r; at most kColumnBlock columns, at least one row.
  using Columns = void (*)(const void* x, std::int64_t rows, std::int64_t stride, std::int64_t columns,
                           void* y);
  // Along one row of n elements, n >= 1.
  using Map = void (*)(const void* x, void* y, std::int64_t n);
  using Map2 = void (*)(const void* y, const void* dy, void* dx, std::int64_t n);

  // Null where a function does not take a type; logsumexp has no columns.
  Row row[kReduceCount][kDTypeCount];
  Columns columns[kReduceCount][kDTypeCount];
  Map softmax[kDTypeCount], log_softmax[kDTypeCount];
  Map2 softmax_backward[kDTypeCount], log_softmax_backward[kDTypeCount];
};
SIMD_DECLARE_TABLE(ReduceTable, reduction)

}  // namespace adjoint::kernels
