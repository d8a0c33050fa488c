// Order along rows, against the standard library, and the same whatever the number of threads.
#include "kernels/sort.h"

#include <numeric>

#include "kernel_test.h"
#include "kernels/scan.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kCounts[] = {1, 2, 100, 512, 513, 3000, 100003};

// Few different numbers, so that many are equal; now and then one that is none.
template <class T>
std::vector<T> numbers(Rng& rng, std::int64_t count) {
  std::vector<T> x(static_cast<std::size_t>(count));
  for (T& v : x) v = static_cast<T>(between(rng, -300, 300));
  if constexpr (std::is_floating_point_v<T>)
    for (std::size_t i = 5; i < x.size(); i += 97)
      x[i] = i % 2 ? std::numeric_limits<T>::quiet_NaN() : T{-0.0};
  return x;
}

template <class T>
std::vector<std::int64_t> sorted_places(const T* x, std::int64_t count, bool descending) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(count));
  std::iota(places.begin(), places.end(), 0);
  std::stable_sort(places.begin(), places.end(), [=](std::int64_t a, std::int64_t b) {
    if (x[a] != x[a] || x[b] != x[b]) return x[a] == x[a] && x[b] != x[b];
    return descending ? x[a] > x[b] : x[a] < x[b];
  });
  return places;
}

template <class T>
void check_row(Rng& rng, std::int64_t count, bool descending) {
  const std::int64_t rows = 2, k = std::max<std::int64_t>(1, count / 20);
  const std::vector<T> x = numbers<T>(rng, rows * count);
  std::vector<std::int64_t> expected, first;
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto places = sorted_places(x.data() + r * count, count, descending);
    expected.insert(expected.end(), places.begin(), places.end());
    first.insert(first.end(), places.begin(), places.begin() + k);
  }
  for (const int threads : {1, 2, 5}) {
    const WithThreads with(threads);
    std::vector<std::int64_t> y(expected.size()), some(first.size());
    argsort(dtype_of<T>, rows, count, descending, x.data(), y.data());
    argsort_first(dtype_of<T>, rows, count, k, descending, x.data(), some.data());
    EXPECT_EQ(expected, y);
    EXPECT_EQ(first, some);
  }
}

TEST(Sort, PlacesAreThoseOfAStableSort) {
  for_types<std::int32_t, std::int64_t, float, double>([]<class T>() {
    Rng rng(31);
    for (const std::int64_t count : kCounts)
      for (const bool descending : {false, true}) check_row<T>(rng, count, descending);
  });
}

TEST(Sort, ValuesAreFoundInSortedRows) {
  const std::vector<double> sorted{1, 2, 2, 3, 0, 0, 5, std::numeric_limits<double>::quiet_NaN()};
  const std::vector<double> values{2, 9, 0, std::numeric_limits<double>::quiet_NaN()};
  std::vector<std::int64_t> left(4), right(4);
  search_sorted(DType::kFloat64, {2, 4, 2, false, false}, sorted.data(), values.data(), left.data());
  search_sorted(DType::kFloat64, {2, 4, 2, false, true}, sorted.data(), values.data(), right.data());
  EXPECT_EQ((std::vector<std::int64_t>{1, 4, 0, 3}), left);
  EXPECT_EQ((std::vector<std::int64_t>{3, 4, 2, 4}), right);
}

TEST(Scan, LongSumsHaveTheBitsOfOneThread) {
  for_types<std::int64_t, float, double>([]<class T>() {
    Rng rng(32);
    for (const std::int64_t count : {std::int64_t{4095}, std::int64_t{4096}, std::int64_t{100003}})
      for (const bool reverse : {false, true}) {
        std::vector<T> x(static_cast<std::size_t>(count)), expected(x.size());
        for (T& v : x) v = static_cast<T>(between(rng, -1000, 1000)) / T{8};
        T sum = 0;  // exact, whatever the order
        for (std::int64_t j = 0; j < count; ++j) {
          const auto at = static_cast<std::size_t>(reverse ? count - 1 - j : j);
          expected[at] = sum += x[at];
        }
        for (const int threads : {1, 2, 5}) {
          const WithThreads with(threads);
          std::vector<T> y(x.size());
          cumulative_sum(dtype_of<T>, {1, count, 1, reverse}, x.data(), y.data());
          EXPECT_TRUE(same_bits(expected, y));
        }
      }
  });
}

}  // namespace
}  // namespace adjoint::kernels
