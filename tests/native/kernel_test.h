// What the tests of kernels share: running on every target, operands of every layout, comparison by units in
// the last place.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/dtype.h"
#include "core/threads.h"
#include "kernels/target.h"
#include "kernels/view.h"

namespace adjoint::kernels {

using Bool = std::uint8_t;
using Dims = std::vector<std::int64_t>;
using Rng = std::mt19937_64;

template <class T>
inline constexpr DType dtype_of = std::is_same_v<T, Bool>           ? DType::kBool
                                  : std::is_same_v<T, std::int32_t> ? DType::kInt32
                                  : std::is_same_v<T, std::int64_t> ? DType::kInt64
                                  : std::is_same_v<T, float>        ? DType::kFloat32
                                                                    : DType::kFloat64;

// f.template operator()<T>() for some or all element types.
template <class... T, class F>
void for_types(F&& f) {
  (f.template operator()<T>(), ...);
}
template <class F>
void for_numbers(F&& f) {
  for_types<std::int32_t, std::int64_t, float, double>(f);
}
template <class F>
void for_all_types(F&& f) {
  for_types<Bool, std::int32_t, std::int64_t, float, double>(f);
}

// ---- what plain loops compute with ----

// Integers wrap, without undefined behaviour.
template <class T>
T wrap(std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t> x) {
  return static_cast<T>(x);
}

template <class T>
inline constexpr long double kEpsilon = std::is_floating_point_v<T> ? std::numeric_limits<T>::epsilon() : 0;

// The largest or smallest element; NaN where there is one.
template <class T>
T plain_extreme(bool largest, std::span<const T> x) {
  T best = x[0];
  for (const T v : x)
    if (best == best && (v != v || (largest ? v > best : v < best))) best = v;
  return best;
}

// ---- targets and threads ----

template <class F>
void on_every_target(F&& f) {
  const Target before = active_target();
  Target all[4];
  const int count = supported_targets(all);
  for (int i = 0; i < count; ++i) {
    SCOPED_TRACE(name_of(all[i]));
    EXPECT_TRUE(force_target(all[i]));
    f();
  }
  force_target(before);
}

class WithThreads {
 public:
  explicit WithThreads(int count) { set_thread_count(count); }
  ~WithThreads() { set_thread_count(0); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;
};

// What a kernel writes into a copy of `initial`; it must leave what lies behind that alone.
template <class T, class Kernel>
std::vector<T> written(const std::vector<T>& initial, const Kernel& kernel) {
  constexpr std::size_t kGuard = 16;
  const T mark = static_cast<T>(77);
  std::vector<T> y = initial;
  y.resize(initial.size() + kGuard, mark);
  kernel(y.data());
  for (std::size_t i = initial.size(); i < y.size(); ++i) EXPECT_EQ(mark, y[i]) << "written behind the end";
  y.resize(initial.size());
  return y;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

// That bits agree is looked at without sanitizers; to these, one number of threads tells as much as three.
#ifdef ADJOINT_SANITIZED
inline constexpr int kManyThreads[] = {5};
#else
inline constexpr int kManyThreads[] = {2, 5, 64};
#endif

// Runs a kernel on every target with one thread and with more, whose bits must agree; check(result) sees
// each.
template <class T, class Kernel, class Check>
void everywhere(const std::vector<T>& initial, const Kernel& kernel, const Check& check) {
  on_every_target([&] {
    const auto run = [&](int threads) {
      const WithThreads with(threads);
      return written(initial, kernel);
    };
    const std::vector<T> y = run(1);
    for (const int threads : kManyThreads)
      EXPECT_TRUE(same_bits(y, run(threads))) << threads << " threads give other bits than one";
    check(y);
  });
}
template <class T, class Kernel, class Check>
void everywhere(std::size_t count, const Kernel& kernel, const Check& check) {
  everywhere(std::vector<T>(count, static_cast<T>(99)), kernel, check);
}

// ---- comparison ----

// Numbers in order, neighbours at distance 1; both zeros are 0.
inline std::int64_t ordinal(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  return bits < 0 ? -static_cast<std::int64_t>(bits & 0x7fffffff) : bits;
}
inline std::int64_t ordinal(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? -(bits & 0x7fffffffffffffff) : bits;
}

template <class T>
bool close(T expected, T actual, std::int64_t ulps) {
  if constexpr (std::is_floating_point_v<T>) {
    if (expected != expected || actual != actual) return expected != expected && actual != actual;
    // Across zero the difference of ordinals may overflow; the unsigned one does not.
    const std::int64_t a = ordinal(expected), b = ordinal(actual);
    const auto distance =
        static_cast<std::uint64_t>(std::max(a, b)) - static_cast<std::uint64_t>(std::min(a, b));
    return distance <= static_cast<std::uint64_t>(ulps);
  } else {
    return expected == actual;
  }
}

// Reports the first difference only.
template <class T>
void expect_close(const std::vector<T>& expected, const std::vector<T>& actual, std::int64_t ulps = 0) {
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_TRUE(close(expected[i], actual[i], ulps))
        << "element " << i << " of " << expected.size() << ": expected " << +expected[i] << ", is "
        << +actual[i];
}

// |expected - actual| <= tolerance, element by element; infinities and NaN must be met exactly.
template <class T>
void expect_within(const std::vector<long double>& expected, const std::vector<long double>& tolerance,
                   const std::vector<T>& actual) {
  ASSERT_EQ(expected.size(), actual.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const long double e = expected[i], a = actual[i];
    const bool good = e != e ? a != a : e == a || (e - a <= tolerance[i] && a - e <= tolerance[i]);
    ASSERT_TRUE(good) << "element " << i << " of " << expected.size() << ": expected " << e << ", is " << a
                      << ", may differ by " << tolerance[i];
  }
}

// ---- operands ----

inline std::int64_t between(Rng& rng, std::int64_t low, std::int64_t high) {  // both included
  return std::uniform_int_distribution<std::int64_t>(low, high)(rng);
}

// Small and simple values, so that equal ones, zeros and ties occur, beside wide ones.
template <class T>
T random_value(Rng& rng) {
  if constexpr (std::is_same_v<T, Bool>) return static_cast<T>(rng() & 1);
  if (rng() % 2) return static_cast<T>(between(rng, -4, 4));
  if constexpr (std::is_floating_point_v<T>)
    return static_cast<T>(std::normal_distribution<double>(0, 5)(rng));
  return static_cast<T>(rng());
}

template <class T>
T special_value(Rng& rng) {
  using L = std::numeric_limits<T>;
  if constexpr (std::is_same_v<T, Bool>) {
    return random_value<T>(rng);
  } else if constexpr (std::is_integral_v<T>) {
    const T values[] = {L::min(), L::max(), 0, 1};
    return values[rng() % 4];
  } else {
    const T values[] = {L::infinity(), -L::infinity(),  L::quiet_NaN(), L::max(), L::lowest(),
                        L::min(),      L::denorm_min(), -T{0},          T{0},     -L::denorm_min()};
    return values[rng() % 10];
  }
}

inline std::int64_t count_of(const Dims& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

// Where the elements lie, in row-major order of their indices.
inline Dims offsets(const Dims& dims, const Dims& strides) {
  Dims all{0};
  for (std::size_t d = 0; d < dims.size(); ++d) {
    Dims next;
    next.reserve(all.size() * static_cast<std::size_t>(dims[d]));
    for (const std::int64_t o : all)
      for (std::int64_t i = 0; i < dims[d]; ++i) next.push_back(o + i * strides[d]);
    all = std::move(next);
  }
  return all;
}

inline Dims row_major(const Dims& dims) {
  Dims strides(dims.size());
  std::int64_t distance = 1;
  for (std::size_t d = dims.size(); d-- > 0; distance *= dims[d]) strides[d] = distance;
  return strides;
}

// An array in memory that ends exactly with its last element, seen through strides.
template <class T>
struct Operand {
  Dims dims, strides;
  std::vector<T> memory;
  std::int64_t first = 0;

  // Room for these strides, filled with random values; every `special_every`-th is special.
  Operand(Rng& rng, Dims d, Dims s, int special_every = 0) : dims(std::move(d)), strides(std::move(s)) {
    std::int64_t last = 0;
    for (std::size_t i = 0; i < dims.size(); ++i)
      (strides[i] < 0 ? first : last) += std::max<std::int64_t>(0, dims[i] - 1) * strides[i];
    first = -first;
    memory.resize(count_of(dims) ? static_cast<std::size_t>(first + last + 1) : 0);
    if (memory.empty()) first = 0;
    for (T& v : memory)
      v = special_every && rng() % special_every == 0 ? special_value<T>(rng) : random_value<T>(rng);
  }
  Operand(Rng& rng, Dims d, int special_every = 0) : Operand(rng, d, row_major(d), special_every) {}

  Extent extent() const { return {static_cast<int>(dims.size()), dims.data()}; }
  In in() const { return {memory.data() + first, strides.data()}; }
  Out out() { return {memory.data() + first, strides.data()}; }
  std::vector<T> values() const {
    std::vector<T> all;
    for (const std::int64_t o : offsets(dims, strides))
      all.push_back(memory[static_cast<std::size_t>(first + o)]);
    return all;
  }
};

// Rank 0 to 8, few elements, now and then none.
inline Dims random_dims(Rng& rng, std::int64_t most = 3000) {
  Dims dims(static_cast<std::size_t>(between(rng, 0, 8)));
  for (auto& n : dims) {
    const std::int64_t high = rng() % 6 == 0 ? 70 : 4;
    n = rng() % 24 == 0 ? 0 : between(rng, 1, std::max<std::int64_t>(1, std::min(high, most)));
    if (n) most /= n;
  }
  return dims;
}

// Transposed, with gaps, backwards; with `repeat` also stride 0.
inline Dims random_strides(Rng& rng, const Dims& dims, bool repeat) {
  if (rng() % 4 == 0) return row_major(dims);
  std::vector<std::size_t> order(dims.size());
  std::iota(order.begin(), order.end(), 0);
  if (rng() % 2) std::shuffle(order.begin(), order.end(), rng);
  const bool gaps = rng() % 2, backwards = rng() % 2, repeats = repeat && rng() % 2;
  Dims strides(dims.size());
  std::int64_t distance = 1;
  for (std::size_t i = dims.size(); i-- > 0;) {
    const std::size_t d = order[i];
    if (repeats && rng() % 3 == 0) continue;
    if (gaps && rng() % 3 == 0) distance *= between(rng, 2, 3);
    strides[d] = backwards && rng() % 2 ? -distance : distance;
    distance *= std::max<std::int64_t>(1, dims[d]);
  }
  return strides;
}

// Shapes for every path through the kernels: random ones, all lengths around those of vectors, and sizes that
// are shared among threads.
inline std::vector<Dims> all_shapes(Rng& rng, int random_count) {
  std::vector<Dims> shapes;
  for (int i = 0; i < random_count; ++i) shapes.push_back(random_dims(rng));
  for (std::int64_t n = 0; n <= 70; ++n) shapes.push_back({n});
  return shapes;
}
inline std::vector<Dims> large_shapes() { return {{100003}, {317, 331}, {3, 40001}, {7, 2, 71, 101}}; }

}  // namespace adjoint::kernels
