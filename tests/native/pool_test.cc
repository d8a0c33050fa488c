// Pooling, written out windows and resizing against plain loops: every option, type, target and number of
// threads.
#include <cmath>

#include "kernel_test.h"
#include "kernels/pool.h"
#include "kernels/resize.h"

namespace adjoint::kernels {
namespace {

PoolAxis random_axis(Rng& rng, std::int64_t most, bool dilated, bool ceil_mode) {
  PoolAxis a{0, 0, between(rng, 1, 5), between(rng, 1, 4), 0, 0, dilated ? between(rng, 1, 3) : 1};
  a.before = between(rng, 0, a.kernel / 2);
  a.after = between(rng, 0, a.kernel / 2);
  const std::int64_t reach = (a.kernel - 1) * a.dilation + 1;
  a.input = std::max(reach, a.before + 1) + between(rng, 0, most);
  a.output = (a.input + a.before + a.after - reach + (ceil_mode ? a.stride - 1 : 0)) / a.stride + 1;
  if (ceil_mode && (a.output - 1) * a.stride >= a.input + a.before) --a.output;
  return a;
}

Pooling random_pooling(Rng& rng, std::int64_t most, bool dilated) {
  Pooling p{};
  const auto axes = between(rng, 1, 3);
  const bool ceil_mode = rng() % 2, bins = rng() % 4 == 0;
  p.counts_padding = rng() % 2;
  for (int i = 0; i < 3; ++i) {
    p.axis[i] = i < 3 - axes ? PoolAxis{1, 1, 1, 1, 0, 0, 1} : random_axis(rng, most, dilated, ceil_mode);
    if (bins) p.axis[i].kernel = 0;
    if (bins) p.axis[i].output = i < 3 - axes ? 1 : between(rng, 1, 7);
  }
  return p;
}

// Calls element(tap, place in the plane or -1) for window q of p, in order.
template <class F>
void each_element(const Pooling& p, std::int64_t q, const F& element) {
  Dims first, count, dilation;
  for (int i = 0; i < 3; ++i) {
    const PoolAxis& a = p.axis[i];
    const std::int64_t after = i == 2 ? 1 : i == 1 ? p.axis[2].output : p.axis[1].output * p.axis[2].output;
    const std::int64_t at = q / after % a.output;
    first.push_back(a.has_bins() ? at * a.input / a.output : at * a.stride - a.before);
    count.push_back(a.has_bins() ? ((at + 1) * a.input + a.output - 1) / a.output - first[i] : a.kernel);
    dilation.push_back(a.has_bins() ? 1 : a.dilation);
  }
  for (std::int64_t tap = 0; tap < count_of(count); ++tap) {
    const std::int64_t k[] = {tap / count[2] / count[1], tap / count[2] % count[1], tap % count[2]};
    std::int64_t place = 0;
    bool inside = true;
    for (int i = 0; i < 3; ++i) {
      const std::int64_t at = first[i] + k[i] * dilation[i];
      inside = inside && at >= 0 && at < p.axis[i].input;
      place = place * p.axis[i].input + at;
    }
    element(tap, inside ? place : -1);
  }
}

// By how much a sum is divided, counted one by one.
std::int64_t plain_divisor(const Pooling& p, std::int64_t q) {
  std::int64_t divisor = 1;
  for (int i = 0; i < 3; ++i) {
    const PoolAxis& a = p.axis[i];
    const std::int64_t after = i == 2 ? 1 : i == 1 ? p.axis[2].output : p.axis[1].output * p.axis[2].output;
    const std::int64_t at = q / after % a.output;
    std::int64_t count = 0;
    if (a.has_bins()) {
      count = ((at + 1) * a.input + a.output - 1) / a.output - at * a.input / a.output;
    } else {
      for (std::int64_t k = 0; k < a.kernel; ++k) {
        const std::int64_t place = at * a.stride - a.before + k;
        count += p.counts_padding ? place < a.input + a.after : place >= 0 && place < a.input;
      }
    }
    divisor *= count;
  }
  return divisor;
}

template <class T>
std::vector<T> values(Rng& rng, std::int64_t count, int special_every = 0) {
  return Operand<T>(rng, {count}, special_every).memory;
}

template <class T>
void check_maxima(Rng& rng, const Pooling& p, int special_every) {
  constexpr DType type = dtype_of<T>;
  const std::int64_t planes = between(rng, 1, 3), pixels = p.pixels(), windows = p.places();
  const auto x = values<T>(rng, planes * pixels, special_every), d = values<T>(rng, planes * windows),
             dx = values<T>(rng, planes * pixels);
  std::vector<std::int64_t> places;
  std::vector<T> largest, taken, returned(x.size(), T{0});
  for (std::int64_t w = 0; w < planes * windows; ++w) {
    const std::int64_t plane = w / windows * pixels;
    std::int64_t best = -1;
    each_element(p, w % windows, [&](std::int64_t, std::int64_t at) {
      if (at < 0) return;
      const T v = x[plane + at];
      if (best < 0 || v > x[plane + best] || (v != v && x[plane + best] == x[plane + best])) best = at;
    });
    ASSERT_GE(best, 0);
    places.push_back(best);
    largest.push_back(x[plane + best]);
    taken.push_back(dx[plane + best]);
    if constexpr (std::is_floating_point_v<T>) returned[plane + best] += d[w];
  }
  everywhere<T>(
      largest.size(), [&](T* y) { max_pool(type, p, planes, x.data(), y); },
      [&](const auto& y) { expect_close(largest, y); });
  everywhere<std::int64_t>(
      places.size(), [&](std::int64_t* y) { max_pool_places(type, p, planes, x.data(), y); },
      [&](const auto& y) { EXPECT_EQ(places, y); });
  if constexpr (std::is_floating_point_v<T>) {
    everywhere<T>(
        taken.size(), [&](T* y) { max_pool_take(type, p, planes, dx.data(), x.data(), y); },
        [&](const auto& y) { expect_close(taken, y); });
    everywhere<T>(
        x.size(), [&](T* y) { max_pool_return(type, p, planes, d.data(), x.data(), y); },
        [&](const auto& y) { expect_close(returned, y); });
  }
}

template <class T>
void check_means(Rng& rng, const Pooling& p) {
  constexpr DType type = dtype_of<T>;
  const std::int64_t planes = between(rng, 1, 3), pixels = p.pixels(), windows = p.places();
  const auto x = values<T>(rng, planes * pixels), d = values<T>(rng, planes * windows);
  std::vector<long double> means(d.size()), mean_sizes(d.size()), shares(x.size()), share_sizes(x.size());
  for (std::int64_t w = 0; w < planes * windows; ++w) {
    const long double divisor = plain_divisor(p, w % windows);
    each_element(p, w % windows, [&](std::int64_t, std::int64_t at) {
      if (at < 0) return;
      const std::size_t i = w / windows * pixels + at;
      means[w] += x[i] / divisor;
      mean_sizes[w] += std::fabs(x[i] / divisor) * 16 * kEpsilon<T>;
      shares[i] += d[w] / divisor;
      share_sizes[i] += std::fabs(d[w] / divisor) * 16 * kEpsilon<T>;
    });
  }
  everywhere<T>(
      d.size(), [&](T* y) { avg_pool(type, p, planes, x.data(), y); },
      [&](const auto& y) { expect_within(means, mean_sizes, y); });
  everywhere<T>(
      x.size(), [&](T* y) { avg_pool_return(type, p, planes, d.data(), y); },
      [&](const auto& y) { expect_within(shares, share_sizes, y); });
}

template <class T>
void check_patches(Rng& rng, const Pooling& p) {
  constexpr DType type = dtype_of<T>;
  const std::int64_t planes = between(rng, 1, 3), pixels = p.pixels(), windows = p.places();
  const std::int64_t taps = p.axis[0].kernel * p.axis[1].kernel * p.axis[2].kernel;
  const auto x = values<T>(rng, planes * pixels), d = values<T>(rng, planes * taps * windows);
  std::vector<T> patches(d.size(), T{0}), sums(x.size(), T{0});
  // In the order of the elements of a window, which is that of the kernel.
  for (std::int64_t tap = 0; tap < taps; ++tap)
    for (std::int64_t w = 0; w < planes * windows; ++w)
      each_element(p, w % windows, [&](std::int64_t k, std::int64_t at) {
        if (at < 0 || k != tap) return;
        const std::size_t i = (w / windows * taps + tap) * windows + w % windows,
                          j = w / windows * pixels + at;
        patches[i] = x[j];
        if constexpr (std::is_integral_v<T>)
          sums[j] = wrap<T>(static_cast<std::make_unsigned_t<T>>(sums[j]) +
                            static_cast<std::make_unsigned_t<T>>(d[i]));
        else
          sums[j] += d[i];
      });
  everywhere<T>(
      d.size(), [&](T* y) { take_windows(sizeof(T), p, planes, x.data(), y); },
      [&](const auto& y) { EXPECT_TRUE(same_bits(patches, y)); });
  everywhere<T>(
      x.size(), [&](T* y) { add_windows(type, p, planes, d.data(), y); },
      [&](const auto& y) { expect_close(sums, y); });
}

TEST(Pool, Largest_elements_and_their_places_agree_with_plain_loops) {
  Rng rng(1);
  for (int i = 0; i < 60; ++i) {
    const Pooling p = random_pooling(rng, i % 5 == 0 ? 40 : 6, true);
    for_numbers([&]<class T>() { check_maxima<T>(rng, p, i % 3 == 0 ? 4 : 0); });
  }
}

TEST(Pool, Means_and_their_shares_agree_with_plain_loops) {
  Rng rng(2);
  for (int i = 0; i < 80; ++i) {
    const Pooling p = random_pooling(rng, i % 5 == 0 ? 40 : 6, false);
    for_types<float, double>([&]<class T>() { check_means<T>(rng, p); });
  }
}

TEST(Pool, Written_out_windows_and_their_sums_agree_with_plain_loops) {
  Rng rng(3);
  for (int i = 0; i < 40; ++i) {
    Pooling p = random_pooling(rng, 6, true);
    if (p.axis[2].has_bins()) continue;
    if (i % 4 == 0)
      p.axis[2].before += 9, p.axis[2].output += 9 / p.axis[2].stride;  // windows without elements
    for_numbers([&]<class T>() { check_patches<T>(rng, p); });
  }
}

TEST(Pool, What_is_shared_among_threads_agrees_with_plain_loops) {
  Rng rng(4);
  for (const std::int64_t stride : {1, 2, 3}) {
    const std::int64_t output = (120 + 2 - 3) / stride + 1;
    const PoolAxis a{120, output, 3, stride, 1, 1, 1};
    const Pooling p{{{3, 3, 1, 1, 0, 0, 1}, a, a}, 1};
    check_maxima<float>(rng, p, 50);
    check_means<float>(rng, p);
  }
}

TEST(Pool, Windows_of_nothing_but_minus_infinity_have_their_first_place) {
  const PoolAxis a{3, 2, 3, 2, 1, 1, 1};
  const Pooling p{{{1, 1, 1, 1, 0, 0, 1}, a, a}, 1};
  const std::vector<float> x(9, -std::numeric_limits<float>::infinity());
  everywhere<std::int64_t>(
      4, [&](std::int64_t* y) { max_pool_places(DType::kFloat32, p, 1, x.data(), y); },
      [](const auto& y) {
        EXPECT_EQ((std::vector<std::int64_t>{0, 1, 3, 4}), y);
      });
}

// As many planes as there are numbers, and not one element.
TEST(Pool, Planes_without_elements_take_no_time) {
  const std::int64_t planes = std::int64_t{1} << 50;
  const PoolAxis none{0, 0, 2, 1, 0, 0, 1}, some{5, 4, 2, 1, 0, 0, 1};
  const Pooling p{{{1, 1, 1, 1, 0, 0, 1}, some, none}, 1};
  float element = 7;
  std::int64_t place = 7;
  max_pool(DType::kFloat32, p, planes, &element, &element);
  max_pool_places(DType::kFloat32, p, planes, &element, &place);
  max_pool_take(DType::kFloat32, p, planes, &element, &element, &element);
  max_pool_return(DType::kFloat32, p, planes, &element, &element, &element);
  avg_pool(DType::kFloat32, p, planes, &element, &element);
  avg_pool_return(DType::kFloat32, p, planes, &element, &element);
  take_windows(4, p, planes, &element, &element);
  add_windows(DType::kFloat32, p, planes, &element, &element);
  EXPECT_EQ(7, element);
  EXPECT_EQ(7, place);
}

// ---- resizing ----

template <class T>
void check_resizing(Rng& rng, const Taps& taps) {
  constexpr DType type = dtype_of<T>;
  const std::int64_t outer = between(rng, 1, 3), inner = rng() % 2 ? 1 : between(rng, 1, 20);
  const auto x = values<T>(rng, outer * taps.inputs * inner);
  std::vector<long double> sums(outer * taps.outputs() * inner), sizes(sums.size());
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t j = 0; j < taps.outputs(); ++j)
      for (std::int64_t k = 0; k < taps.count(j); ++k)
        for (std::int64_t i = 0; i < inner; ++i) {
          const long double term =
              static_cast<long double>(static_cast<T>(taps.weights[taps.offset[j] + k])) *
              x[(o * taps.inputs + taps.first[j] + k) * inner + i];
          sums[(o * taps.outputs() + j) * inner + i] += term;
          sizes[(o * taps.outputs() + j) * inner + i] += 16 * kEpsilon<T> * std::fabs(term);
        }
  everywhere<T>(
      sums.size(), [&](T* y) { resize(type, outer, taps, inner, x.data(), y); },
      [&](const auto& y) { expect_within(sums, sizes, y); });
}

TEST(Resize, Weighted_sums_agree_with_plain_loops_in_both_directions) {
  Rng rng(5);
  for (int i = 0; i < 60; ++i) {
    const Resizing r{between(rng, 1, 12), between(rng, 1, i % 4 == 0 ? 70 : 20),
                     rng() % 2 ? Resample::kLinear : Resample::kCubic, between(rng, 0, 1),
                     rng() % 4 == 0 ? 0.37 : 0};
    const Taps taps = taps_of(r), back = transposed(taps);
    ASSERT_EQ(r.outputs, taps.outputs());
    ASSERT_EQ(r.inputs, back.outputs());
    for_types<float, double>([&]<class T>() {
      check_resizing<T>(rng, taps);
      check_resizing<T>(rng, back);
    });
    for (std::int64_t j = 0; j < r.outputs; ++j) {
      double sum = 0;
      for (std::int64_t k = taps.offset[j]; k < taps.offset[j + 1]; ++k) sum += taps.weights[k];
      EXPECT_NEAR(1, sum, 1e-12);
      for (std::int64_t k = 0; k < taps.count(j); ++k) {  // every weight stands in the transposed, too
        const std::int64_t of = taps.first[j] + k;
        ASSERT_TRUE(j >= back.first[of] && j < back.first[of] + back.count(of));
        EXPECT_EQ(taps.weights[taps.offset[j] + k], back.weights[back.offset[of] + j - back.first[of]]);
      }
    }
  }
}

TEST(Resize, The_same_size_leaves_infinite_neighbours_out) {
  const Taps taps = taps_of({3, 3, Resample::kCubic, 0, 0});
  const std::vector<float> x{1, std::numeric_limits<float>::infinity(), 3};
  everywhere<float>(
      3, [&](float* y) { resize(DType::kFloat32, 1, taps, 1, x.data(), y); },
      [&](const auto& y) { EXPECT_EQ(x, y); });
}

}  // namespace
}  // namespace adjoint::kernels
