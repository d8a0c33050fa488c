// Copies, casts and creation against plain loops: every type, layout, length, target
// and number of threads.
#include <cmath>

#include "kernel_test.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {
namespace {

// ---- copy, cast, fill, arange ----

// What lies between the elements of the result must stay.
template <class T>
void check_copy(Rng& rng, const Dims& dims, const Dims& from_strides, const Dims& to_strides) {
  const Operand<T> x(rng, dims, from_strides, 10);
  const Operand<T> y(rng, dims, to_strides);
  std::vector<T> expected = y.memory;
  const Dims from = offsets(dims, x.strides), to = offsets(dims, y.strides);
  for (std::size_t i = 0; i < from.size(); ++i)
    expected[static_cast<std::size_t>(y.first + to[i])] =
        x.memory[static_cast<std::size_t>(x.first + from[i])];
  everywhere<T>(
      y.memory,
      [&](T* out) {
        copy(dtype_of<T>, x.extent(), x.in(), {out + y.first, y.strides.data()});
      },
      [&](const std::vector<T>& out) { EXPECT_TRUE(same_bits(expected, out)); });
}

template <class T>
void check_copy(Rng& rng, const Dims& dims) {
  check_copy<T>(rng, dims, random_strides(rng, dims, true), random_strides(rng, dims, false));
}

TEST(Copy, TransposesOfEverySize) {
  for_all_types([]<class T>() {
    Rng rng(21);
    for (std::int64_t m = 1; m <= 70; m += rng() % 3 + 1)
      for (const std::int64_t n : {1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 64, 65, 130}) {
        check_copy<T>(rng, {m, n}, {1, m}, {n, 1});
        check_copy<T>(rng, {m, n}, {1, m + 3}, {n + 1, 1});  // with gaps
        check_copy<T>(rng, {m, n}, {n, 1}, {1, m});          // by writing
        check_copy<T>(rng, {m, n}, {2, 2 * m}, {n, 1});
        check_copy<T>(rng, {m, n}, {-1, m}, {n, 1});
        check_copy<T>(rng, {3, m, n}, {m * n, 1, m}, {m * n, n, 1});
        check_copy<T>(rng, {m, 3, n}, {1, m * n, m}, {3 * n, n, 1});
        check_copy<T>(rng, {m, n}, {1, 0}, {n, 1});  // repeated
        check_copy<T>(rng, {m, n}, {0, 1}, {n, 1});
      }
    check_copy<T>(rng, {517, 611}, {1, 517}, {611, 1});  // shared among threads
    check_copy<T>(rng, {71, 37, 83}, {1, 71, 2627}, {3071, 83, 1});
  });
}

TEST(Copy, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(8);
    for (const Dims& dims : all_shapes(rng, 200)) check_copy<T>(rng, dims);
    for (int i = 0; i < 6; ++i)
      for (const Dims& dims : large_shapes()) check_copy<T>(rng, dims);
  });
}

template <class S, class T>
T plain_cast(S x) {
  if constexpr (std::is_same_v<T, Bool>) {
    return x != S{0};
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<T>) {
    using L = std::numeric_limits<T>;
    if (std::isnan(x)) return 0;
    const long double v = x;
    return v <= static_cast<long double>(L::min())   ? L::min()
           : v >= static_cast<long double>(L::max()) ? L::max()
                                                     : static_cast<T>(x);
  } else if constexpr (std::is_integral_v<S> && std::is_integral_v<T>) {
    return wrap<T>(static_cast<std::make_unsigned_t<T>>(x));
  } else {
    return static_cast<T>(x);
  }
}

template <class S, class T>
void check_cast(const Operand<S>& x) {
  std::vector<T> expected;
  for (const S v : x.values()) expected.push_back(plain_cast<S, T>(v));
  everywhere<T>(
      expected.size(), [&](T* y) { cast(dtype_of<S>, dtype_of<T>, x.extent(), x.in(), y); },
      [&](const std::vector<T>& y) { expect_close(expected, y); });
}

TEST(Cast, EveryPairOfTypesAndLayout) {
  Rng rng(9);
  for_all_types([&]<class S>() {
    for_all_types([&]<class T>() {
      for (const Dims& dims : all_shapes(rng, 40))
        check_cast<S, T>(Operand<S>(rng, dims, random_strides(rng, dims, true), 6));
      for (const Dims& dims : large_shapes())
        check_cast<S, T>(Operand<S>(rng, dims, random_strides(rng, dims, true), 50));
    });
  });
}

TEST(Cast, FloatingToIntegerTruncatesAndSaturates) {
  for_types<float, double>([]<class S>() {
    for_types<std::int32_t, std::int64_t>([]<class T>() {
      using L = std::numeric_limits<T>;
      const S top = -static_cast<S>(L::min());
      const std::pair<S, T> cases[] = {
          {NAN, 0},
          {INFINITY, L::max()},
          {-INFINITY, L::min()},
          {top, L::max()},
          {-top, L::min()},
          {std::nextafter(top, INFINITY), L::max()},
          {std::nextafter(-top, -INFINITY), L::min()},
          {S(1e30), L::max()},
          {S(-1e30), L::min()},
          {S(2.9), 2},
          {S(-2.9), -2},
          {S(-0.0), 0},
          {S(0.99), 0},
          {std::nextafter(top, S{0}), static_cast<T>(std::nextafter(top, S{0}))}};
      Rng rng(1);
      for (const auto& [from, to] : cases)
        for (const std::int64_t n : {1, 16, 37}) {
          Operand<S> x(rng, {n});
          std::fill(x.memory.begin(), x.memory.end(), from);
          everywhere<T>(
              static_cast<std::size_t>(n),
              [&](T* y) { cast(dtype_of<S>, dtype_of<T>, x.extent(), x.in(), y); },
              [&](const std::vector<T>& y) { EXPECT_EQ(std::vector<T>(y.size(), to), y) << from; });
        }
    });
  });
}

TEST(Fill, EveryType) {
  for_all_types([]<class T>() {
    for (const std::size_t n : {0, 1, 7, 70, 300000})
      for (const double value : {0.0, 1.0, -3.0, 2.5})
        everywhere<T>(
            n, [&](T* y) { fill(dtype_of<T>, static_cast<std::int64_t>(n), value, y); },
            [&](const std::vector<T>& y) {
              expect_close(std::vector<T>(n, plain_cast<double, T>(value)), y);
            });
  });
}

TEST(Arange, EveryType) {
  for_numbers([]<class T>() {
    std::vector<T> expected;
    for (int i = 0; i < 1000; ++i) expected.push_back(static_cast<T>(-5.0 + i * 3.0));
    everywhere<T>(
        1000,
        [&](T* y) {
          if constexpr (std::is_same_v<T, std::int64_t>)
            arange(1000, std::int64_t{-5}, std::int64_t{3}, y);
          else
            arange(dtype_of<T>, 1000, -5.0, 3.0, y);
        },
        [&](const std::vector<T>& y) { expect_close(expected, y); });
  });
}

TEST(Arange, FloatingIsRoundedOnce) {
  everywhere<float>(
      1001, [](float* y) { arange(DType::kFloat32, 1001, 0, 0.1, y); },
      [](const std::vector<float>& y) { EXPECT_EQ(100.0f, y[1000]); });
}

// ---- results larger than the caches ----

// make(first, count, y) for the whole at once and in pieces that are small must write the same, at any
// alignment.
template <class T, class Make>
void check_large(std::int64_t count, const Make& make) {
  std::vector<T> whole(static_cast<std::size_t>(count) + 16), parts(whole.size());
  on_every_target([&] {
    for (const std::size_t shift : {0, 1, 7}) {
      const WithThreads with(shift == 1 ? 1 : 2);
      std::fill(whole.begin(), whole.end(), T{77});
      parts = whole;
      const std::int64_t n = count - static_cast<std::int64_t>(shift);
      make(0, n, whole.data() + shift);
      for (std::int64_t i = 0; i < n; i += 1 << 20)
        make(i, std::min<std::int64_t>(n - i, 1 << 20), parts.data() + shift + i);
      EXPECT_TRUE(same_bits(parts, whole)) << "shifted by " << shift;
    }
  });
}

TEST(Large, ResultsPastTheCaches) {
  constexpr std::int64_t kCount = (32 << 20) / 4 + 4099;
  static constexpr std::int64_t one = 1, none = 0;
  std::vector<float> x(kCount), z(kCount);
  for (std::int64_t i = 0; i < kCount; ++i) {
    x[static_cast<std::size_t>(i)] = static_cast<float>(i % 1009) * 0.01f - 5;
    z[static_cast<std::size_t>(i)] = static_cast<float>(i % 2003);
  }
  const auto in = [](const std::vector<float>& v, std::int64_t i) { return In{v.data() + i, &one}; };
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    unary(Unary::kExp, DType::kFloat32, {1, &n}, in(x, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    binary(Binary::kAdd, DType::kFloat32, {1, &n}, in(x, i), in(z, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    binary(Binary::kMul, DType::kFloat32, {1, &n}, in(x, i), {z.data() + 5, &none}, y);
  });
  check_large<double>(kCount / 2, [&](std::int64_t i, std::int64_t n, double* y) {
    cast(DType::kFloat32, DType::kFloat64, {1, &n}, in(x, i), y);
  });
  check_large<std::int32_t>(kCount, [&](std::int64_t i, std::int64_t n, std::int32_t* y) {
    binary(Binary::kMaximum, DType::kInt32, {1, &n}, in(x, i), in(z, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    select(DType::kFloat32, {1, &n}, {reinterpret_cast<const Bool*>(z.data()) + i, &one}, in(x, i), in(z, i),
           y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    copy(DType::kFloat32, {1, &n}, in(x, i), {y, &one});
  });
}

}  // namespace
}  // namespace adjoint::kernels
