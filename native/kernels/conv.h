// Convolutions of images, in one to three dimensions, and the two products that belong to them.
//
// All three are parts of one form that is linear in each of its arguments: the sum of x[n, c, q s + k d - p]
// w[o, c, k] y[n, o, q] over everything, with stride s, dilation d and padding p; elements of x outside the
// image are zero. Each function gives what the form multiplies its result with. All arrays are row-major
// without gaps: x [images, groups, in, input...], w [groups, out, in, kernel...], y [images, groups, out,
// output...], where `in` and `out` are the channels of a group.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// Images of fewer than three dimensions begin with extents of 1.
struct Convolution {
  std::int64_t images, groups, in, out;
  std::int64_t input[3], kernel[3], output[3];
  std::int64_t stride[3], padding[3], dilation[3];

  std::int64_t taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  std::int64_t depth() const { return in * taps(); }  // products in an element of y
  std::int64_t pixels() const { return input[0] * input[1] * input[2]; }
  std::int64_t places() const { return output[0] * output[1] * output[2]; }
  // Whether patches are the image itself, so that a matrix product does it.
  bool is_pointwise() const {
    for (int i = 0; i < 3; ++i)
      if (kernel[i] != 1 || stride[i] != 1 || padding[i] != 0 || input[i] != output[i]) return false;
    return true;
  }
};

// Floating types, and int32 and int64, which wrap. The order of additions does not depend on the number of
// threads.
void convolve(DType type, const Convolution& c, const void* x, const void* w, void* y);
void convolve_input(DType type, const Convolution& c, const void* y, const void* w, void* x);
void convolve_weight(DType type, const Convolution& c, const void* x, const void* y, void* w);

}  // namespace adjoint::kernels
