// Windows written out, an array for each of their elements, and what lies there added up in its place.
#include <type_traits>

#include "kernels/pool.h"
#include "kernels/pool_windows.h"

namespace adjoint::kernels {
namespace {

// Integers wrap.
template <class T>
using Wrapping =
    std::conditional_t<std::is_integral_v<T>,
                       std::make_unsigned_t<std::conditional_t<std::is_integral_v<T>, T, int>>, T>;

// The windows from `begin` to `end` along an axis whose element `tap` is there; it is that of place `first`
// in the first of them.
struct Tapped {
  std::int64_t begin, end, first;
};

Tapped tapped(const PoolAxis& a, std::int64_t tap) {
  const std::int64_t start = tap * a.dilation - a.before;
  const std::int64_t begin = start < 0 ? std::min(a.output, (-start + a.stride - 1) / a.stride) : 0;
  const std::int64_t room = a.input - 1 - start;
  const std::int64_t end = room < 0 ? 0 : std::min(a.output, room / a.stride + 1);
  return {begin, std::max(begin, end), start + begin * a.stride};
}

// One element of all windows of a plane: calls row(place in the result, row of x, along its axis), and
// nothing(place, count) for rows of which nothing is there.
template <class Row, class Nothing>
void each_row(const Pooling& p, std::int64_t tap, const Row& row, const Nothing& nothing) {
  const PoolAxis &depth = p.axis[0], &height = p.axis[1], &width = p.axis[2];
  const Tapped along = tapped(width, tap % width.kernel);
  const Tapped down = tapped(height, tap / width.kernel % height.kernel);
  const Tapped in = tapped(depth, tap / width.kernel / height.kernel);
  for (std::int64_t i = 0; i < depth.output; ++i)
    for (std::int64_t j = 0; j < height.output; ++j) {
      const std::int64_t to = (i * height.output + j) * width.output;
      if (i < in.begin || i >= in.end || j < down.begin || j >= down.end || along.begin == along.end)
        nothing(to, width.output);
      else
        row(to,
            ((in.first + (i - in.begin) * depth.stride) * height.input + down.first +
             (j - down.begin) * height.stride) *
                width.input,
            along);
    }
}

std::int64_t taps_of(const Pooling& p) { return p.axis[0].kernel * p.axis[1].kernel * p.axis[2].kernel; }

}  // namespace

void take_windows(std::size_t size, const Pooling& p, std::int64_t planes, const void* x, void* y) {
  if (planes == 0 || p.places() == 0) return;
  const std::int64_t taps = taps_of(p), width = p.axis[2].output, stride = p.axis[2].stride;
  with_size(size, [&]<class T>(T) {
    const auto nothing = [](T* to, std::int64_t count) { std::fill_n(to, count, T{}); };
    parallel_for(planes * taps, kGrain / (p.places() + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t t = begin; t < end; ++t) {
        const T* const from = static_cast<const T*>(x) + t / taps * p.pixels();
        T* const to = static_cast<T*>(y) + t * p.places();
        each_row(
            p, t % taps,
            [&](std::int64_t place, std::int64_t row, const Tapped& along) {
              nothing(to + place, along.begin);
              gather_run(from + row + along.first, stride, along.end - along.begin, to + place + along.begin);
              nothing(to + place + along.end, width - along.end);
            },
            [&](std::int64_t place, std::int64_t count) { nothing(to + place, count); });
      }
    });
  });
}

void add_windows(DType type, const Pooling& p, std::int64_t planes, const void* windows, void* y) {
  if (is_empty(p, planes)) return;
  const std::int64_t taps = taps_of(p), stride = p.axis[2].stride;
  with_number(type, [&]<class Number>(Number) {
    using T = Wrapping<Number>;
    parallel_for(planes, kGrain / (taps * p.places() + 1) + 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t plane = begin; plane < end; ++plane) {
        T* const to = static_cast<T*>(y) + plane * p.pixels();
        std::fill_n(to, p.pixels(), T{0});
        for (std::int64_t tap = 0; tap < taps; ++tap) {
          const T* const from = static_cast<const T*>(windows) + (plane * taps + tap) * p.places();
          each_row(
              p, tap,
              [&](std::int64_t place, std::int64_t row, const Tapped& along) {
                for (std::int64_t q = along.begin; q < along.end; ++q)
                  to[row + along.first + (q - along.begin) * stride] += from[place + q];
              },
              [](std::int64_t, std::int64_t) {});
        }
      }
    });
  });
}

}  // namespace adjoint::kernels
