// Reductions. The order of additions depends on the shape alone, never on the number of threads.
#pragma once

#include "core/dtype.h"
#include "core/element_loop.h"
#include "kernels/view.h"

namespace adjoint::kernels {

enum class Reduce : std::uint8_t {
  kSum,
  kProd,
  kMax,
  kMin,  // number types; max and min hand NaN on
  kAll,
  kAny,  // bool
  kLogSumExp,
  kNorm,  // both floating; the root of the sum of squares
};

// Reduces over the axes whose bit is set; the result is row-major over the axes that stay.
// An empty sum is 0, product 1, all true, any false, logsumexp -infinity; max and min over no
// elements are not called.
void reduce(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y);

// The same over all elements of a contiguous row, by pieces. The bits are those of `reduce`.
RowLoop row_loop_of(Reduce fn, DType type);
void join_pieces(Reduce fn, DType type, const void* pieces, std::int64_t n, void* y);

// Position of the first largest (or smallest) element along an axis; NaN wins. int64 result.
void arg_reduce(bool largest, DType type, Extent extent, In x, int axis, std::int64_t* y);

// Along the last axis of a row-major matrix.
void softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y);
void log_softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y);
// dx = y * (dy - sum(y * dy)) and dx = dy - exp(y) * sum(dy), row by row.
void softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                      void* dx);
void log_softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                          void* dx);

}  // namespace adjoint::kernels
