// Convolutions against plain loops: every option, type, target and number of threads.
#include <cmath>

#include "kernel_test.h"
#include "kernels/conv.h"

namespace adjoint::kernels {
namespace {

Convolution random_convolution(Rng& rng, std::int64_t most_channels, std::int64_t most_pixels) {
  Convolution c{};
  c.images = between(rng, 1, 3);
  c.groups = between(rng, 1, 3);
  c.in = between(rng, 1, most_channels);
  c.out = between(rng, 1, most_channels);
  const auto axes = between(rng, 1, 3);
  for (int i = 0; i < 3; ++i) {
    const bool is_there = i >= 3 - axes;
    c.kernel[i] = is_there ? between(rng, 1, 4) : 1;
    c.stride[i] = is_there ? between(rng, 1, 3) : 1;
    c.dilation[i] = is_there ? between(rng, 1, 3) : 1;
    c.padding[i] = is_there ? between(rng, 0, 3) : 0;
    const std::int64_t reach = (c.kernel[i] - 1) * c.dilation[i] + 1;
    c.input[i] =
        is_there ? std::max<std::int64_t>(1, reach - 2 * c.padding[i]) + between(rng, 0, most_pixels) : 1;
    c.output[i] = (c.input[i] + 2 * c.padding[i] - reach) / c.stride[i] + 1;
  }
  return c;
}

// Calls product(element of x, of w, of y) for all that meet.
template <class F>
void each_product(const Convolution& c, F&& product) {
  const auto dims = [](const std::int64_t(&d)[3]) { return Dims{d[0], d[1], d[2]}; };
  for (std::int64_t i = 0; i < c.images * c.groups; ++i)
    for (std::int64_t o = 0; o < c.out; ++o)
      for (std::int64_t channel = 0; channel < c.in; ++channel)
        for (std::int64_t tap = 0; tap < c.taps(); ++tap)
          for (std::int64_t place = 0; place < c.places(); ++place) {
            std::int64_t pixel = 0, k = tap, q = place, distance = 1;
            bool inside = true;
            for (int axis = 2; axis >= 0; --axis) {
              const std::int64_t at = q % dims(c.output)[axis] * c.stride[axis] +
                                      k % dims(c.kernel)[axis] * c.dilation[axis] - c.padding[axis];
              inside = inside && at >= 0 && at < c.input[axis];
              pixel += at * distance;
              distance *= c.input[axis];
              q /= c.output[axis];
              k /= c.kernel[axis];
            }
            if (inside)
              product((i * c.in + channel) * c.pixels() + pixel,
                      ((i % c.groups * c.out + o) * c.in + channel) * c.taps() + tap,
                      (i * c.out + o) * c.places() + place);
          }
}

template <class T>
std::vector<T> random_values(Rng& rng, std::int64_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& v : values) v = random_value<T>(rng);
  return values;
}

// Sums in a wide type and those of magnitudes; integers wrap.
template <class T>
struct Sums {
  using Wide = std::conditional_t<std::is_integral_v<T>, std::uint64_t, long double>;
  explicit Sums(std::int64_t count) : value(static_cast<std::size_t>(count)), size(value) {}
  void add(std::int64_t at, T a, T b) {
    const Wide term = static_cast<Wide>(a) * static_cast<Wide>(b);
    value[static_cast<std::size_t>(at)] += term;
    if constexpr (!std::is_integral_v<T>) size[static_cast<std::size_t>(at)] += std::fabs(term);
  }
  void check(const std::vector<T>& actual) const {
    ASSERT_EQ(value.size(), actual.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      if constexpr (std::is_integral_v<T>)
        ASSERT_EQ(static_cast<T>(value[i]), actual[i]) << "element " << i;
      else
        ASSERT_LE(std::fabs(value[i] - actual[i]), 8 * kEpsilon<T> * size[i] + std::numeric_limits<T>::min())
            << "element " << i;
    }
  }
  std::vector<Wide> value, size;
};

template <class T>
void check_all(Rng& rng, const Convolution& c) {
  const std::int64_t of_x = c.images * c.groups * c.in * c.pixels();
  const std::int64_t of_w = c.groups * c.out * c.depth(), of_y = c.images * c.groups * c.out * c.places();
  const auto x = random_values<T>(rng, of_x), w = random_values<T>(rng, of_w),
             y = random_values<T>(rng, of_y);
  Sums<T> xs(of_x), ws(of_w), ys(of_y);
  each_product(c, [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j),
               r = static_cast<std::size_t>(k);
    xs.add(i, w[b], y[r]);
    ws.add(j, x[a], y[r]);
    ys.add(k, x[a], w[b]);
  });
  constexpr DType type = dtype_of<T>;
  everywhere<T>(
      y.size(), [&](T* out) { convolve(type, c, x.data(), w.data(), out); },
      [&](const auto& out) { ys.check(out); });
  everywhere<T>(
      x.size(), [&](T* out) { convolve_input(type, c, y.data(), w.data(), out); },
      [&](const auto& out) { xs.check(out); });
  everywhere<T>(
      w.size(), [&](T* out) { convolve_weight(type, c, x.data(), y.data(), out); },
      [&](const auto& out) { ws.check(out); });
}

TEST(Conv, Small_ones_with_every_option_agree_with_plain_loops) {
  Rng rng(1);
  for (int i = 0; i < 60; ++i) {
    const Convolution c = random_convolution(rng, 4, 6);
    for_numbers([&]<class T>() { check_all<T>(rng, c); });
  }
}

TEST(Conv, Large_ones_are_cut_among_threads_and_agree_with_plain_loops) {
  Rng rng(2);
  for_types<float, double>([&]<class T>() {
    check_all<T>(rng, {2, 1, 20, 37, {1, 13, 22}, {1, 3, 3}, {1, 13, 22}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}});
    check_all<T>(rng, {1, 1, 100, 70, {1, 7, 7}, {1, 3, 3}, {1, 7, 7}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}});
    check_all<T>(rng, {3, 2, 16, 40, {1, 14, 14}, {1, 1, 1}, {1, 7, 7}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}});
    check_all<T>(rng, {2, 1, 64, 48, {1, 9, 10}, {1, 1, 1}, {1, 9, 10}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}});
    check_all<T>(rng, {1, 1, 3, 16, {1, 64, 64}, {1, 7, 7}, {1, 32, 32}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}});
  });
}

TEST(Conv, Nothing_to_add_up_gives_zeros) {
  Rng rng(3);
  for (int empty = 0; empty < 4; ++empty) {
    Convolution c = random_convolution(rng, 3, 4);
    (empty == 0 ? c.images : empty == 1 ? c.in : empty == 2 ? c.out : c.output[2]) = 0;
    for_numbers([&]<class T>() { check_all<T>(rng, c); });
  }
}

}  // namespace
}  // namespace adjoint::kernels
