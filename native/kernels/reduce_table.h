// Reductions of contiguous rows and columns, one table an instruction set.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/reduce.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

inline constexpr int kReduceCount = 8;
static_assert(static_cast<int>(Reduce::kNorm) + 1 == kReduceCount);
inline constexpr std::int64_t kColumnBlock = 1024;  // the most columns that one call takes

struct ReduceTable {
  // y[0] = the reduction of x[0..n), n >= 1.
  using Row = void (*)(const void* x, std::int64_t n, void* y);
  // y[c] = the reduction of x[r * stride + c] over r; at most kColumnBlock columns, at least one row.
  using Columns = void (*)(const void* x, std::int64_t rows, std::int64_t stride, std::int64_t columns,
                           void* y);
  // y[c] = the first r with the best x[r * stride + c]; at most kColumnBlock columns, at least one row.
  using ArgColumns = void (*)(const void* x, std::int64_t rows, std::int64_t stride, std::int64_t columns,
                              std::int64_t* y);
  // The first i < n with x[i] the same as *value, NaN the same as NaN; n where there is none.
  using Find = std::int64_t (*)(const void* x, std::int64_t n, const void* value);

  // Null where a function does not take a type.
  Row row[kReduceCount][kDTypeCount];
  Row joined[kReduceCount]
            [kDTypeCount];  // of a row of n elements whose pieces (RowLoop::kPiece) were reduced
  Columns columns[kReduceCount][kDTypeCount];
  ArgColumns arg_columns[2][kDTypeCount];  // smallest, largest
  Find find[kDTypeCount];
};
SIMD_DECLARE_TABLE(ReduceTable, reduction)

}  // namespace adjoint::kernels
