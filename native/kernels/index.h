// Gather and scatter along one axis of row-major arrays seen as [outer, axis, inner].
#pragma once

#include "core/dtype.h"
#include "kernels/view.h"

namespace adjoint::kernels {

// Negative positions count from the end.
inline std::int64_t from_start(std::int64_t index, std::int64_t extent) {
  return index < 0 ? index + extent : index;
}

// Where the first index outside lowest..extent-1 stands, or -1 when all are inside.
std::int64_t find_outside(const std::int64_t* indices, std::int64_t count, std::int64_t lowest,
                          std::int64_t extent);

// y[o, j, i] = x[o, indices[j], i]. Negative indices count from the end. All are inside.
void take(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
          const std::int64_t* indices, std::int64_t count, void* y);
// y[o, indices[j], i] += x[o, j, i]; y [outer, extent, inner] is already filled. Number types.
void scatter_add(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                 const std::int64_t* indices, std::int64_t count, void* y);
// Adds to y what scatter_add makes of zeros: what meets in one place is summed up before it is added. Zeros
// of y that nothing is added to keep their sign.
void add_scattered(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                   const std::int64_t* indices, std::int64_t count, void* y);
// y[o, j, i] = x[o, indices[o, j, i], i].
void take_along(DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner, const void* x,
                const std::int64_t* indices, std::int64_t count, void* y);

// What becomes of an element that another meets in its place. In one place they meet in the order of j.
enum class Write : std::uint8_t {
  kSet,  // every type
  kAdd,
  kMax,
  kMin,  // number types; max and min hand NaN on
};
// y[o, indices[j], i] meets x[o, j, i]; y [outer, extent, inner] is already filled.
void write_slices(Write how, DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner,
                  const void* x, const std::int64_t* indices, std::int64_t count, void* y);
// y[o, indices[o, j, i], i] meets x[o, j, i].
void write_along(Write how, DType type, std::int64_t outer, std::int64_t extent, std::int64_t inner,
                 const void* x, const std::int64_t* indices, std::int64_t count, void* y);
// How many of the bytes are not 0, and where they stand in a row-major array: an index along every dimension.
std::int64_t count_true(const std::uint8_t* x, std::int64_t count);
void places_of_true(Extent extent, const std::uint8_t* x, std::int64_t count, std::int64_t* places);
// y[j, k] = (indices[j] == k).
void one_hot(DType type, std::int64_t count, std::int64_t depth, const std::int64_t* indices, void* y);

}  // namespace adjoint::kernels
