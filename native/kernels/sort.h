// Order along the rows of row-major matrices. NaN stands behind all numbers, whichever way they go; what is
// equal stays in order. Number types.
#pragma once

#include "core/dtype.h"

namespace adjoint::kernels {

// Where the elements of each row stand, the first in order first.
void argsort(DType type, std::int64_t rows, std::int64_t count, bool descending, const void* x,
             std::int64_t* y);
// The first k of them.
void argsort_first(DType type, std::int64_t rows, std::int64_t count, std::int64_t k, bool descending,
                   const void* x, std::int64_t* y);

// How many elements of a sorted row are less than each value, or not greater than it. Row r has the values
// from r * each on; one row may serve all.
struct Search {
  std::int64_t rows, count, each;
  bool one_row;
  bool right;  // behind equal elements, else before them
};
void search_sorted(DType type, const Search& s, const void* sorted, const void* values, std::int64_t* y);

}  // namespace adjoint::kernels
