// How kernels see tensors: plain pointers, extents and strides. Kernels know no nodes and no operations.
#pragma once

#include <cstdint>

namespace adjoint::kernels {

// Extents of an iteration space. rank <= 8; any extent may be 0.
struct Extent {
  int rank;
  const std::int64_t* dims;
};

// An operand read with strides in elements (0 repeats, negative runs backwards). data points at
// the element whose indices are all 0.
struct In {
  const void* data;
  const std::int64_t* strides;
};

// A result that is written with strides. Where a kernel takes a plain void* instead, the result is
// row-major without gaps.
struct Out {
  void* data;
  const std::int64_t* strides;
};

}  // namespace adjoint::kernels
