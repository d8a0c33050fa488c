// Kernels that add rows to where their indices say, one table an instruction set.
#pragma once

#include <cstdint>

#include "core/dtype.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

struct IndexTable {
  // y[indices[j] * distance + i] += x[j * distance + i] for i < n, j < count. Negative indices count from
  // `extent`.
  using Add = void (*)(const void* x, std::int64_t distance, std::int64_t n, const std::int64_t* indices,
                       std::int64_t count, std::int64_t extent, void* y);

  Add add[kDTypeCount];  // null where elements are computed in another type
};
SIMD_DECLARE_TABLE(IndexTable, indexing)

}  // namespace adjoint::kernels
