// Reductions against plain loops: every type, layout, length, target
// and number of threads.
#include <cmath>
#include <limits>
#include <span>

#include "kernel_test.h"
#include "kernels/elementwise.h"
#include "kernels/reduce.h"

namespace adjoint::kernels {
namespace {

// ---- reduce ----

// The elements that belong to each result.
template <class T>
std::vector<std::vector<T>> groups_of(const Operand<T>& x, std::uint32_t axes) {
  Dims strides(x.dims.size(), 0);
  std::int64_t count = 1;
  for (std::size_t d = x.dims.size(); d-- > 0;)
    if (!((axes >> d) & 1)) {
      strides[d] = count;
      count *= x.dims[d];
    }
  std::vector<std::vector<T>> groups(static_cast<std::size_t>(count));
  const Dims to = offsets(x.dims, strides);
  const std::vector<T> values = x.values();
  for (std::size_t i = 0; i < values.size(); ++i)
    groups[static_cast<std::size_t>(to[i])].push_back(values[i]);
  return groups;
}

struct Expected {
  long double value, tolerance;
};

template <class T>
Expected plain_reduce(Reduce fn, std::span<const T> x) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, long double, std::uint64_t>;
  Wide sum = 0, product = 1;
  long double magnitude = 0;
  for (const T v : x) {
    sum += static_cast<Wide>(v);
    product *= static_cast<Wide>(v);
    magnitude += std::fabs(static_cast<long double>(v));
  }
  switch (fn) {
    case Reduce::kSum:  // the order of additions is free, but errors may not grow with the number of elements
      return {static_cast<long double>(static_cast<T>(sum)), kEpsilon<T> * magnitude * 20};
    case Reduce::kProd: {
      const auto value = static_cast<long double>(static_cast<T>(product));
      return {value,
              kEpsilon<T> * std::fabs(value) * 32 * (1 + std::sqrt(static_cast<long double>(x.size())))};
    }
    case Reduce::kMax:
      return {static_cast<long double>(plain_extreme(true, x)), 0};
    case Reduce::kMin:
      return {static_cast<long double>(plain_extreme(false, x)), 0};
    case Reduce::kAll:
      return {std::all_of(x.begin(), x.end(), [](T v) { return v != 0; }) ? 1.0L : 0.0L, 0};
    case Reduce::kAny:
      return {std::any_of(x.begin(), x.end(), [](T v) { return v != 0; }) ? 1.0L : 0.0L, 0};
    case Reduce::kLogSumExp: {
      if (x.empty()) return {-INFINITY, 0};
      const long double top = plain_extreme(true, x);
      if (!std::isfinite(top)) return {top, 0};
      long double total = 0;
      for (const T v : x) total += std::exp(v - top);
      return {top + std::log(total), kEpsilon<T> * (20 + std::fabs(top))};
    }
    case Reduce::kNorm: {  // in long double no square is too large or too small
      long double squares = 0;
      for (const T v : x) squares += static_cast<long double>(v) * static_cast<long double>(v);
      const auto value = static_cast<long double>(static_cast<T>(std::sqrt(squares)));
      if (!std::isfinite(value)) return {value, 0};
      return {value,
              kEpsilon<T> * 20 * value + 2 * static_cast<long double>(std::numeric_limits<T>::denorm_min())};
    }
  }
  return {};
}

template <class T>
std::vector<Reduce> reductions_of() {
  if constexpr (std::is_same_v<T, Bool>) return {Reduce::kAll, Reduce::kAny};
  std::vector<Reduce> all = {Reduce::kSum, Reduce::kProd, Reduce::kMax, Reduce::kMin};
  if (std::is_floating_point_v<T>) {
    all.push_back(Reduce::kLogSumExp);
    all.push_back(Reduce::kNorm);
  }
  return all;
}

template <class T>
void check_reduce(Reduce fn, const Operand<T>& x, std::uint32_t axes) {
  SCOPED_TRACE("reduction " + std::to_string(static_cast<int>(fn)) + " over axes " + std::to_string(axes));
  std::vector<long double> expected, tolerance;
  for (const auto& group : groups_of(x, axes)) {
    if (group.empty() && (fn == Reduce::kMax || fn == Reduce::kMin)) return;
    const Expected e = plain_reduce<T>(fn, group);
    expected.push_back(e.value);
    tolerance.push_back(e.tolerance);
  }
  everywhere<T>(
      expected.size(), [&](T* y) { reduce(fn, dtype_of<T>, x.extent(), x.in(), axes, y); },
      [&](const std::vector<T>& y) { expect_within(expected, tolerance, y); });
}

// Products stay within the range, at every step: factors around 1. Sums and the rest see infinities and NaN
// at times.
template <class T>
void check_reduce(Rng& rng, Reduce fn, const Dims& dims, const Dims& strides, std::uint32_t axes) {
  const bool special = std::is_integral_v<T> || (fn != Reduce::kProd && rng() % 3 == 0);
  Operand<T> x(rng, dims, strides, special ? 40 : 0);
  const double most = std::min(1.0, 100.0 / static_cast<double>(count_of(dims) + 1));
  if (std::is_floating_point_v<T>)
    for (T& v : x.memory) {
      if (fn == Reduce::kProd)
        v = static_cast<T>(std::exp2(std::uniform_real_distribution<>(-most, most)(rng)));
      if (fn == Reduce::kSum && std::isfinite(v) && std::fabs(v) > 1e30)
        v = 1;  // whose sum would overflow, or not
    }
  check_reduce(fn, x, axes);
}

TEST(Reduce, EveryFunctionTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(10);
    for (const Reduce fn : reductions_of<T>()) {
      for (int i = 0; i < 250; ++i) {
        const Dims dims = random_dims(rng);
        check_reduce<T>(rng, fn, dims, random_strides(rng, dims, true),
                        static_cast<std::uint32_t>(rng() & 255));
      }
      for (std::int64_t n = 0; n <= 70; ++n) {
        check_reduce<T>(rng, fn, {n}, {1}, 1);
        check_reduce<T>(rng, fn, {3, n}, {n, 1}, 1);  // columns
        check_reduce<T>(rng, fn, {n, 5}, {5, 1}, 1);
        check_reduce<T>(rng, fn, {n, 5}, {5, 1}, 2);
        check_reduce<T>(rng, fn, {n, 5}, {1, n}, 2);
        check_reduce<T>(rng, fn, {67, n}, {n, 1}, 2);  // short rows, turned
        check_reduce<T>(rng, fn, {67, n}, {n + 3, 1}, 2);
        check_reduce<T>(rng, fn, {n, 67}, {-67, 2}, 1);
      }
      for (const std::int64_t n : {127, 128, 129, 255, 300, 1023, 1025, 2100})  // columns, narrow and wide
        for (const std::int64_t rows : {1, 2, 3, 4, 5, 9, 70})
          check_reduce<T>(rng, fn, {rows, n}, {n + 1, 1}, 1);
    }
  });
}

TEST(Reduce, LargeIsTheSameForAnyNumberOfThreads) {
  struct Case {
    Dims dims, strides;
    std::uint32_t axes;
  };
  const Case cases[] = {
      {{140001}, {1}, 1},             // a row in blocks
      {{140001}, {-2}, 1},            // and packed
      {{2, 131073}, {131073, 1}, 2},  // two of them
      {{500, 301}, {301, 1}, 2},      // rows
      {{500, 301}, {301, 1}, 1},      // columns
      {{301, 500}, {1, 301}, 2},      // rows that are columns
      {{9001, 13}, {13, 1}, 1},       // long columns, in blocks
      {{3, 9001, 7}, {63007, 7, 1}, 2},
      {{2, 70, 1001}, {70070, 1001, 1}, 2},
      {{17, 19, 23, 29}, {12673, 667, 29, 1}, 5},
      {{17, 19, 23, 29}, {12673, 667, 29, 1}, 10},
      {{1100, 1500}, {1500, 1}, 1},
      {{20011, 7}, {7, 1}, 2},  // short rows
      {{20011, 40}, {41, 1}, 2},
      {{100, 1000}, {0, 1}, 1},  // repeated rows
      {{100, 1000}, {1, 0}, 2},
  };
  for_all_types([&]<class T>() {
    Rng rng(11);
    for (const Reduce fn : reductions_of<T>())
      for (const Case& c : cases) check_reduce<T>(rng, fn, c.dims, c.strides, c.axes);
  });
}

TEST(Reduce, MaxAndMinHandNanOnFromEveryPlace) {
  for_types<float, double>([]<class T>() {
    Rng rng(12);
    for (const Reduce fn : {Reduce::kMax, Reduce::kMin})
      for (const std::int64_t n : {1, 2, 3, 9, 17, 33, 70, 150})
        for (std::int64_t at = 0; at < n; ++at)
          for (const bool columns : {false, true}) {
            Operand<T> x(rng, columns ? Dims{n, 3} : Dims{3, n});
            x.memory[static_cast<std::size_t>(columns ? at * 3 + 1 : n + at)] = NAN;
            x.memory[0] = INFINITY;
            check_reduce(fn, x, columns ? 1 : 2);
          }
  });
}

TEST(Reduce, FloatSumsOfManyElementsStayAccurate) {
  constexpr std::int64_t kCount = 10'000'000;
  const std::vector<float> x(kCount, 0.1f);
  const double exact = static_cast<double>(0.1f) * kCount;
  const std::int64_t row[] = {kCount}, one[] = {1}, table[] = {kCount / 10, 10}, rows[] = {10, 1};
  everywhere<float>(
      1,
      [&](float* y) {
        reduce(Reduce::kSum, DType::kFloat32, {1, row}, {x.data(), one}, 1, y);
      },
      [&](const std::vector<float>& y) { EXPECT_NEAR(exact, y[0], exact * 1e-6); });
  everywhere<float>(
      10,
      [&](float* y) {
        reduce(Reduce::kSum, DType::kFloat32, {2, table}, {x.data(), rows}, 1, y);
      },
      [&](const std::vector<float>& y) {
        for (const float v : y) EXPECT_NEAR(exact / 10, v, exact * 1e-7);
      });
}

// ---- arg_reduce ----

template <class T>
void check_arg_reduce(bool largest, const Operand<T>& x, int axis) {
  std::vector<std::int64_t> expected;
  for (const auto& group : groups_of(x, 1u << axis)) {
    if (group.empty()) return;
    const T best = plain_extreme<T>(largest, group);
    const auto is_best = [best](T v) { return v == best || (v != v && best != best); };
    expected.push_back(std::find_if(group.begin(), group.end(), is_best) - group.begin());
  }
  everywhere<std::int64_t>(
      expected.size(), [&](auto* y) { arg_reduce(largest, dtype_of<T>, x.extent(), x.in(), axis, y); },
      [&](const auto& y) { expect_close(expected, y); });
}

TEST(ArgReduce, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(13);
    for (const bool largest : {false, true}) {
      for (int i = 0; i < 300; ++i) {
        Dims dims = random_dims(rng);
        if (dims.empty()) dims = {between(rng, 1, 70)};
        const int axis = static_cast<int>(rng() % dims.size());
        check_arg_reduce(largest, Operand<T>(rng, dims, random_strides(rng, dims, true), 20), axis);
      }
      for (const Dims& dims : large_shapes())
        check_arg_reduce(largest, Operand<T>(rng, dims, 50000), static_cast<int>(dims.size()) - 1);
      check_arg_reduce(largest, Operand<T>(rng, {317, 331}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {300001}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {300001}, {-2}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {2, 140001}, 50000), 1);
      for (std::int64_t n = 1; n <= 70; ++n) {
        check_arg_reduce(largest, Operand<T>(rng, {67, n}, 50), 1);
        check_arg_reduce(largest, Operand<T>(rng, {3, n}, 50), 1);
        check_arg_reduce(largest, Operand<T>(rng, {n, 67}, 50), 0);
      }
      check_arg_reduce(largest, Operand<T>(rng, {20011, 9}, 500), 1);
      check_arg_reduce(largest, Operand<T>(rng, {40, 3000}, 500), 1);
    }
  });
}

}  // namespace
}  // namespace adjoint::kernels
