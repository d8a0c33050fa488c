// Pooling: what becomes of the elements of windows that go over the planes of row-major arrays [planes,
// depth, height, width].
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// Window q of an axis has `kernel` elements, the first at q stride - before and `dilation` from one to the
// next; those outside of the axis are not there. A kernel of 0 stands for bins: from floor(q n / m) to
// ceil((q + 1) n / m), where n elements fall into m bins. Every window has an element.
struct PoolAxis {
  std::int64_t input, output, kernel, stride, before, after, dilation;
  bool has_bins() const { return kernel == 0; }
};

// Planes of fewer than three axes begin with axes of one element and one window.
struct Pooling {
  PoolAxis axis[3];
  std::int64_t counts_padding;  // whether a mean divides by what of its window lies in the padding, too

  std::int64_t pixels() const { return axis[0].input * axis[1].input * axis[2].input; }
  std::int64_t places() const { return axis[0].output * axis[1].output * axis[2].output; }
};

// The largest element of each window, or NaN where there is one. Number types.
void max_pool(DType type, const Pooling& p, std::int64_t planes, const void* x, void* y);
// Where in its plane it stands: the first of what is equal, or the first NaN.
void max_pool_places(DType type, const Pooling& p, std::int64_t planes, const void* x, std::int64_t* y);
// y[window] = d[where x is the largest]. Floating types.
void max_pool_take(DType type, const Pooling& p, std::int64_t planes, const void* d, const void* x, void* y);
// y[where x is the largest] += d[window], from zeros. Floating types.
void max_pool_return(DType type, const Pooling& p, std::int64_t planes, const void* d, const void* x,
                     void* y);

// The mean of each window, and what is linear in the other direction: y gets of every window its share.
// Floating types; dilations are 1.
void avg_pool(DType type, const Pooling& p, std::int64_t planes, const void* x, void* y);
void avg_pool_return(DType type, const Pooling& p, std::int64_t planes, const void* d, void* y);

// The elements of each window, zeros outside: [planes, kernel..., windows...]. Every type, `size` bytes each.
void take_windows(std::size_t size, const Pooling& p, std::int64_t planes, const void* x, void* y);
// The sum of what lies in each place in such an array. Number types.
void add_windows(DType type, const Pooling& p, std::int64_t planes, const void* windows, void* y);

}  // namespace adjoint::kernels
