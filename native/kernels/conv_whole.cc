#include "kernels/conv_whole.h"

#include <algorithm>

namespace adjoint::kernels {
namespace {

// Calls product(place in the input, in the kernel, in the output) for all that meet, of one channel each.
template <class F>
void each_meeting(const Convolution& c, F&& product) {
  for (std::int64_t tap = 0; tap < c.taps(); ++tap)
    for (std::int64_t place = 0; place < c.places(); ++place) {
      const std::int64_t k[3] = {tap / c.kernel[2] / c.kernel[1], tap / c.kernel[2] % c.kernel[1],
                                 tap % c.kernel[2]};
      const std::int64_t q[3] = {place / c.output[2] / c.output[1], place / c.output[2] % c.output[1],
                                 place % c.output[2]};
      std::int64_t pixel = 0;
      bool inside = true;
      for (int i = 0; i < 3; ++i) {
        const std::int64_t at = q[i] * c.stride[i] + k[i] * c.dilation[i] - c.padding[i];
        inside = inside && at >= 0 && at < c.input[i];
        pixel = pixel * c.input[i] + at;
      }
      if (inside) product(pixel, tap, place);
    }
}

// Calls product(element of x, of w, of y) for all that meet.
template <class F>
void each_product(const Convolution& c, F&& product) {
  for (std::int64_t i = 0; i < c.images * c.groups; ++i)
    for (std::int64_t o = 0; o < c.out; ++o)
      for (std::int64_t in = 0; in < c.in; ++in)
        each_meeting(c, [&](std::int64_t pixel, std::int64_t tap, std::int64_t place) {
          product((i * c.in + in) * c.pixels() + pixel,
                  ((i % c.groups * c.out + o) * c.in + in) * c.taps() + tap,
                  (i * c.out + o) * c.places() + place);
        });
}

template <class F>
void by_type(DType type, F&& f) {
  if (type == DType::kInt32) f(std::uint32_t{});
  if (type == DType::kInt64) f(std::uint64_t{});
}

}  // namespace

void convolve_whole(DType type, const Convolution& c, const void* x, const void* w, void* y) {
  by_type(type, [&](auto t) {
    using T = decltype(t);
    const T *left = static_cast<const T*>(x), *right = static_cast<const T*>(w);
    T* const out = static_cast<T*>(y);
    std::fill_n(out, c.images * c.groups * c.out * c.places(), T{0});
    each_product(c, [&](std::int64_t i, std::int64_t j, std::int64_t k) { out[k] += left[i] * right[j]; });
  });
}

void convolve_whole_input(DType type, const Convolution& c, const void* y, const void* w, void* x) {
  by_type(type, [&](auto t) {
    using T = decltype(t);
    const T *left = static_cast<const T*>(y), *right = static_cast<const T*>(w);
    T* const out = static_cast<T*>(x);
    std::fill_n(out, c.images * c.groups * c.in * c.pixels(), T{0});
    each_product(c, [&](std::int64_t i, std::int64_t j, std::int64_t k) { out[i] += left[k] * right[j]; });
  });
}

void convolve_whole_weight(DType type, const Convolution& c, const void* x, const void* y, void* w) {
  by_type(type, [&](auto t) {
    using T = decltype(t);
    const T *left = static_cast<const T*>(x), *right = static_cast<const T*>(y);
    T* const out = static_cast<T*>(w);
    std::fill_n(out, c.groups * c.out * c.depth(), T{0});
    each_product(c, [&](std::int64_t i, std::int64_t j, std::int64_t k) { out[j] += left[i] * right[k]; });
  });
}

}  // namespace adjoint::kernels
