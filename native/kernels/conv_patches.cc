#include "kernels/conv_patches.h"

#include <algorithm>
#include <new>

namespace adjoint::kernels {
namespace {

// Strides far beyond the kernel make images of which little is read; some are more than 64 bits count.
std::int64_t product(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result) || result > std::int64_t{1} << 56) throw std::bad_alloc();
  return result;
}

}  // namespace

Patches::Patches(const Convolution& c) : c_(c) {
  for (int i = 0; i < 3; ++i)
    extent_[i] = (c.output[i] - 1) * c.stride[i] + (c.kernel[i] - 1) * c.dilation[i] + 1;
  columns_ = (extent_[2] + c.stride[2] - 1) / c.stride[2];
  row_ = columns_ * c.stride[2];
  plane_ = product(row_, extent_[1]);
  channel_ = product(plane_, extent_[0]) + kRunSpare;
  product(product(channel_, c.in), c.groups);
  offsets_.reserve(static_cast<std::size_t>(c.depth()));
  for (std::int64_t channel = 0; channel < c.in; ++channel)
    for (std::int64_t i = 0; i < c.kernel[0]; ++i)
      for (std::int64_t j = 0; j < c.kernel[1]; ++j)
        for (std::int64_t k = 0; k < c.kernel[2]; ++k) {
          const std::int64_t along = k * c.dilation[2];
          offsets_.push_back(channel * channel_ + i * c.dilation[0] * plane_ + j * c.dilation[1] * row_ +
                             along % c.stride[2] * columns_ + along / c.stride[2]);
        }
}

void Patches::find_runs(std::int64_t first, std::int64_t count, std::vector<Run>& runs) const {
  runs.clear();
  for (std::int64_t at = 0; at < count;) {
    std::int64_t rest = first + at;
    const std::int64_t k = rest % c_.output[2];
    rest /= c_.output[2];
    const std::int64_t j = rest % c_.output[1];
    rest /= c_.output[1];
    const std::int64_t i = rest % c_.output[0], image = rest / c_.output[0];
    const std::int64_t from = image * image_size() + i * c_.stride[0] * plane_ + j * c_.stride[1] * row_ + k;
    const std::int64_t length = std::min(c_.output[2] - k, count - at);
    if (!runs.empty() && runs.back().from + runs.back().count == from)
      runs.back().count += length;
    else
      runs.push_back({at, from, length});
    at += length;
  }
}

// Calls move(row of the padded channel, row of the image); the latter is -1 outside.
template <class Move>
void Patches::each_row(const Move& move) const {
  for (std::int64_t i = 0; i < extent_[0]; ++i)
    for (std::int64_t j = 0; j < extent_[1]; ++j) {
      const std::int64_t plane = i - c_.padding[0], row = j - c_.padding[1];
      const bool inside = plane >= 0 && plane < c_.input[0] && row >= 0 && row < c_.input[1];
      move(i * plane_ + j * row_, inside ? (plane * c_.input[1] + row) * c_.input[2] : -1);
    }
}

template <class Move>
void Patches::each_phase(const Move& move) const {
  const std::int64_t stride = c_.stride[2], padding = c_.padding[2];
  for (std::int64_t phase = 0; phase < stride; ++phase) {
    const auto columns_before = [&](std::int64_t element) {  // of this phase
      return std::clamp<std::int64_t>((element + padding - phase + stride - 1) / stride, 0, columns_);
    };
    const std::int64_t first = padding > phase ? columns_before(0) : 0;
    const std::int64_t last = c_.input[2] + padding > phase ? columns_before(c_.input[2]) : 0;
    move(phase, first, std::max(first, last), first * stride + phase - padding);
  }
}

template <class T>
void Patches::pad(const T* channel, T* padded) const {
  each_row([&](std::int64_t to, std::int64_t from) {
    if (from < 0) {
      std::fill_n(padded + to, row_, T{0});
      return;
    }
    each_phase([&](std::int64_t phase, std::int64_t first, std::int64_t last, std::int64_t image) {
      T* const row = padded + to + phase * columns_;
      const T* const elements = channel + from + image;
      std::fill(row, row + first, T{0});
      if (c_.stride[2] == 1)
        std::copy(elements, elements + (last - first), row + first);
      else
        for (std::int64_t i = first; i < last; ++i) row[i] = elements[(i - first) * c_.stride[2]];
      std::fill(row + last, row + columns_, T{0});
    });
  });
  std::fill_n(padded + channel_ - kRunSpare, kRunSpare, T{0});
}

template <class T>
void Patches::crop(const T* padded, T* channel) const {
  std::fill_n(channel, c_.pixels(), T{0});  // what no patch reaches
  each_row([&](std::int64_t from, std::int64_t to) {
    if (to < 0) return;
    each_phase([&](std::int64_t phase, std::int64_t first, std::int64_t last, std::int64_t image) {
      const T* const row = padded + from + phase * columns_;
      T* const elements = channel + to + image;
      if (c_.stride[2] == 1)
        std::copy(row + first, row + last, elements);
      else
        for (std::int64_t i = first; i < last; ++i) elements[(i - first) * c_.stride[2]] = row[i];
    });
  });
}

template void Patches::pad(const float*, float*) const;
template void Patches::pad(const double*, double*) const;
template void Patches::crop(const float*, float*) const;
template void Patches::crop(const double*, double*) const;

}  // namespace adjoint::kernels
