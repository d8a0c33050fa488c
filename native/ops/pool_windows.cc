#include "ops/pool_windows.h"

#include <algorithm>

#include "core/extents.h"
#include "ops/windows.h"

namespace adjoint::ops {
namespace {

std::span<const std::int64_t> image_of(const char* operation, const Ref& x, int axes) {
  if (x.rank() != axes + 2 && x.rank() != axes + 1)
    fail(ADJ_ERROR_SHAPE, operation, ": x of shape ", to_string(x.shape()), " does not fit: for images of ",
         axes, axes == 1 ? " axis" : " axes", ", x has ", axes + 2, " dimensions (or ", axes + 1,
         ", one image alone)");
  return {x.shape().data() + x.rank() - axes, static_cast<std::size_t>(axes)};
}

PoolWindows without_windows(int axes, bool counts_padding) {
  PoolWindows w{};
  for (auto& a : w.pooling.axis) a = {1, 1, 1, 1, 0, 0, 1};
  w.pooling.counts_padding = counts_padding;
  w.axes = axes;
  return w;
}

std::int64_t reach_of(const kernels::PoolAxis& a) { return (a.kernel - 1) * a.dilation + 1; }

// As much padding as gives a window for every stride.
void pad_to_the_same(kernels::PoolAxis& a) {
  a.output = (a.input + a.stride - 1) / a.stride;
  const std::int64_t all = std::max<std::int64_t>(0, (a.output - 1) * a.stride + reach_of(a) - a.input);
  a.before = all / 2;
  a.after = all - a.before;
}

void count_windows(const char* operation, int i, bool ceil_mode, kernels::PoolAxis& a) {
  const std::int64_t room = a.input + a.before + a.after - reach_of(a) + (ceil_mode ? a.stride - 1 : 0);
  if (room < 0)
    fail(ADJ_ERROR_SHAPE, operation, ": along axis ", i, " of the image there are ",
         a.input + a.before + a.after, " elements with the padding; a window reaches over ", reach_of(a));
  a.output = room / a.stride + 1;
  // Of those that only begin inside, one that begins in the padding behind the image is none.
  if (ceil_mode && (a.output - 1) * a.stride >= a.input + a.before) --a.output;
}

// All elements of a window, and all windows, can be counted.
void require_countable_windows(const char* operation, const PoolWindows& w) {
  std::int64_t elements = 1, windows = 1;
  for (const kernels::PoolAxis& a : w.pooling.axis)
    if (__builtin_mul_overflow(elements, a.kernel, &elements) ||
        __builtin_mul_overflow(windows, a.output, &windows) || elements > kMostElements ||
        windows > kMostElements)
      fail(ADJ_ERROR_ARGUMENT, operation, ": too large windows, or too many of them, to be counted");
}

// With a dilation the first windows may step over a short image.
void require_elements(const char* operation, int i, const kernels::PoolAxis& a) {
  for (std::int64_t q = 0; q < a.output; ++q) {
    const std::int64_t start = q * a.stride - a.before;
    const std::int64_t skipped = start < 0 ? (-start + a.dilation - 1) / a.dilation : 0;
    if (skipped >= a.kernel || start + skipped * a.dilation >= a.input)
      fail(ADJ_ERROR_SHAPE, operation, ": along axis ", i, " of the image, which has ", a.input,
           " elements, window ", q, " lies in the padding alone; take less padding");
    if (start >= 0 && start + (a.output - 1 - q) * a.stride < a.input) return;  // nor do the others
  }
}

}  // namespace

PoolWindows windows_in(const char* operation, std::span<const std::int64_t> extents, const PoolOptions& o,
                       bool may_be_empty) {
  require_image_axes(operation, o.rank());
  require_between(operation, "kernel", o.kernel, 1);
  require_between(operation, "stride", o.stride, 1);
  require_between(operation, "dilation", o.dilation, 1);
  require_between(operation, "padding", o.padding, 0);
  PoolWindows w = without_windows(o.rank(), o.counts_padding);
  for (int i = 0; i < o.rank(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    kernels::PoolAxis& a = w.pooling.axis[kPoolMost - o.rank() + i];
    a = {extents[at], 0, o.kernel[at], o.stride[at], 0, 0, o.dilation[at]};
    if (o.padding.empty()) {
      pad_to_the_same(a);
    } else {
      a.before = o.padding[2 * at];
      a.after = o.padding[2 * at + 1];
      const std::int64_t most = std::max(a.before, a.after);
      if (!may_be_empty && most > a.kernel / 2)
        fail(ADJ_ERROR_ARGUMENT, operation, ": a padding of ", most, " is more than half of the kernel of ",
             a.kernel);
      count_windows(operation, i, o.ceil_mode, a);
    }
    if (!may_be_empty) require_elements(operation, i, a);
  }
  require_countable_windows(operation, w);
  return w;
}

PoolWindows windows_over(const char* operation, const Ref& x, const PoolOptions& o, bool may_be_empty) {
  require_image_axes(operation, o.rank());
  return windows_in(operation, image_of(operation, x, o.rank()), o, may_be_empty);
}

PoolWindows bins_of(const char* operation, const Ref& x, std::span<const std::int64_t> bins) {
  const int axes = static_cast<int>(bins.size());
  require_image_axes(operation, axes);
  require_between(operation, "number of bins", bins, 1);
  const auto extents = image_of(operation, x, axes);
  PoolWindows w = without_windows(axes, false);
  for (int i = 0; i < axes; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (extents[at] == 0)
      fail(ADJ_ERROR_SHAPE, operation, ": x of shape ", to_string(x.shape()),
           " has no elements to fall into bins along axis ", i, " of its images");
    w.pooling.axis[kPoolMost - axes + i] = {extents[at], bins[at], 0, 1, 0, 0, 1};
  }
  return w;
}

}  // namespace adjoint::ops
