// Random numbers: the same bits for ever, and the distributions that they claim.
#include "kernels/random.h"

#include <array>
#include <cmath>
#include <set>

#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

template <class T>
using Draw = void (*)(RandomKey, std::int64_t, T*);

template <class T>
std::vector<T> draw(Draw<T> f, std::int64_t count, std::uint64_t seed = 42) {
  return written(std::vector<T>(static_cast<std::size_t>(count)),
                 [&](T* y) { f(random_key(seed), count, y); });
}
std::vector<std::int64_t> integers(std::int64_t count, std::int64_t low, std::int64_t high,
                                   std::uint64_t seed = 42) {
  return written(Dims(static_cast<std::size_t>(count)),
                 [&](std::int64_t* y) { random_integers(random_key(seed), count, low, high, y); });
}

// ---- frozen bits: a change here changes what every user's seed gives ----

template <class T>
void expect_bits(const std::array<std::uint64_t, 8>& expected, const std::vector<T>& actual) {
  ASSERT_EQ(8u, actual.size());
  std::ostringstream all;
  std::array<std::uint64_t, 8> bits{};
  for (std::size_t i = 0; i < 8; ++i) {
    std::memcpy(&bits[i], &actual[i], sizeof(T));
    all << "0x" << std::hex << bits[i] << ", ";
  }
  EXPECT_EQ(expected, bits) << "is " << all.str();
}

TEST(RandomBits, Keys) {
  const RandomKey key = random_key(42), folded = random_fold(key, 7);
  EXPECT_EQ(0xbdd732262feb6e95u, key.a);
  EXPECT_EQ(0xdb26f2b8006be934u, key.b);
  EXPECT_EQ(0x6e40ca44b952c24fu, folded.a);
  EXPECT_EQ(0x479b19c9d6c5e9d4u, folded.b);
  const RandomKey split = random_split(key, 7);
  EXPECT_EQ(0x7d70f639361bf561u, split.a);
  EXPECT_EQ(0xc6973de2314e56ccu, split.b);
}

TEST(RandomBits, Uniform) {
  expect_bits(
      {0x3f7f72c2, 0x3f51a6c7, 0x3f1a35a7, 0x3f04e94c, 0x3dd15ad8, 0x3f4c3449, 0x3e0c68b4, 0x3f6fe78a},
      draw<float>(random_uniform, 8));
  expect_bits({0x3fea34d8f0bfee58, 0x3fe09d29977346b4, 0x3fe9868928c3456b, 0x3fedfcf15e446345,
               0x3fd31ac216e08c68, 0x3fe6eeb078de5cf7, 0x3fafae082dfea7e0, 0x3fe6565f414e82d4},
              draw<double>(random_uniform, 8));
}

TEST(RandomBits, Normal) {
  expect_bits(
      {0x4036b051, 0x3f694fe0, 0x3e84df36, 0x3d450cc8, 0xbfa26df1, 0x3f55559d, 0xbf8bf32d, 0x3fc3fadc},
      draw<float>(random_normal, 8));
  expect_bits({0x3fed29fc00487aef, 0x3fa8a198f8cedf88, 0x3feaaab3a25508ab, 0x3ff87f5b84586fe3,
               0xbfe0eb13cc94287c, 0x3fe255078c6c8476, 0xbff8a0aadd3a5df2, 0x3fe099dbd4693ee7},
              draw<double>(random_normal, 8));
}

TEST(RandomBits, Integers) {
  expect_bits({0x27d, 0x253, 0xfffffffffffffe6d, 0xfffffffffffffc93, 0xfffffffffffffee2, 0xfffffffffffffef8,
               0x2d1, 0xfffffffffffffce4},
              integers(8, -1000, 1000));
  expect_bits({0x51a6c785ff72c287, 0x4c3449461a2b5b47, 0xcc6b085b8231a5d9, 0x8fd70416ff53f2e9,
               0xdb75c2dfa3106918, 0xde3d80e2cdbd6d36, 0x5c64d5f06b817496, 0x9a31fa2bf9013198},
              integers(8, INT64_MIN, INT64_MAX));
}

TEST(RandomBits, Permutation) {
  expect_bits({6, 4, 1, 7, 5, 2, 0, 3}, draw<std::int64_t>(random_permutation, 8));
}

// ---- position alone decides ----

TEST(RandomBits, AreTheSameForEveryTargetAndNumberOfThreads) {
  constexpr std::int64_t kCount = 100'003;
  const auto check = [&]<class T>(const auto& f) {
    std::vector<T> first;
    everywhere<T>(kCount, f, [&](const std::vector<T>& y) {
      if (first.empty()) first = y;
      EXPECT_TRUE(same_bits(first, y));
    });
  };
  const RandomKey key = random_key(3);
  check.operator()<float>([&](float* y) { random_uniform(key, kCount, y); });
  check.operator()<double>([&](double* y) { random_uniform(key, kCount, y); });
  check.operator()<float>([&](float* y) { random_normal(key, kCount, y); });
  check.operator()<double>([&](double* y) { random_normal(key, kCount, y); });
  check.operator()<std::int64_t>([&](std::int64_t* y) { random_integers(key, kCount, -7, 12345, y); });
  check.operator()<std::int64_t>([&](std::int64_t* y) { random_permutation(key, kCount, y); });
}

TEST(RandomBits, ShorterDrawsArePrefixes) {
  const std::vector<float> all = draw<float>(random_normal, 300);
  for (const std::int64_t n : {0, 1, 2, 3, 4, 5, 7, 64, 299})
    EXPECT_EQ(std::vector<float>(all.begin(), all.begin() + n), draw<float>(random_normal, n));
}

TEST(RandomBits, FoldingGivesOtherKeys) {
  std::set<std::pair<std::uint64_t, std::uint64_t>> keys;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RandomKey key = random_key(seed);
    keys.insert({key.a, key.b});
    for (std::uint64_t n = 0; n < 500; ++n) {
      const RandomKey folded = random_fold(key, n), split = random_split(key, n);
      for (const RandomKey made :
           {folded, split, random_fold(folded, n), random_split(folded, n), random_fold(split, n)})
        keys.insert({made.a, made.b});
    }
  }
  EXPECT_EQ(20u * 2501u, keys.size());
}

// Numbers of a key, of its neighbour and of a folded one have nothing to do with each other.
TEST(RandomBits, KeysAreUncorrelated) {
  constexpr std::int64_t kCount = 100'000;
  const RandomKey key = random_key(1);
  const RandomKey others[] = {random_key(2), random_fold(key, 0), random_fold(key, 1), random_split(key, 0),
                              random_split(key, 1)};
  std::vector<double> x(kCount), y(kCount);
  random_normal(key, kCount, x.data());
  for (const RandomKey other : others) {
    random_normal(other, kCount, y.data());
    EXPECT_LT(std::fabs(std::inner_product(x.begin(), x.end(), y.begin(), 0.0)) / std::sqrt(kCount), 4);
  }
  EXPECT_LT(std::fabs(std::inner_product(x.begin() + 1, x.end(), x.begin(), 0.0)) / std::sqrt(kCount), 4);
}

// ---- distributions ----

constexpr std::int64_t kMany = 1'000'000;

// The largest distance between the empirical distribution and the true one, times sqrt(n): above 1.95 for one
// sample in a thousand (Kolmogorov and Smirnov). The seed is fixed, so that the test does not fail now and
// then.
template <class T, class Distribution>
double distance(std::vector<T> x, Distribution distribution) {
  std::sort(x.begin(), x.end());
  const auto n = static_cast<double>(x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = distribution(static_cast<double>(x[i]));
    worst = std::max({worst, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return worst * std::sqrt(n);
}

struct Moments {
  double mean = 0, variance = 0, fourth = 0;
};
template <class T>
Moments moments(const std::vector<T>& x) {
  Moments m;
  const auto n = static_cast<double>(x.size());
  for (const T v : x) m.mean += static_cast<double>(v) / n;
  for (const T v : x) {
    const double square = (static_cast<double>(v) - m.mean) * (static_cast<double>(v) - m.mean);
    m.variance += square / n;
    m.fourth += square * square / n;
  }
  return m;
}

TEST(RandomUniform, LiesInTheUnitIntervalAndFillsIt) {
  for_types<float, double>([]<class T>() {
    const std::vector<T> x = draw<T>(random_uniform, kMany);
    for (const T v : x) ASSERT_TRUE(v >= 0 && v < 1) << v;
    EXPECT_LT(*std::min_element(x.begin(), x.end()), 1e-5);
    EXPECT_GT(*std::max_element(x.begin(), x.end()), 1 - 1e-5);
    const Moments m = moments(x);
    EXPECT_NEAR(0.5, m.mean, 4 * std::sqrt(1.0 / 12 / kMany));
    EXPECT_NEAR(1.0 / 12, m.variance, 4 * std::sqrt(1.0 / 180 / kMany));
    EXPECT_LT(distance(x, [](double v) { return v; }), 1.95);
  });
}

TEST(RandomUniform, FloatsAreMultiplesOfTheirSpacing) {
  for (const float v : draw<float>(random_uniform, 10'000)) ASSERT_EQ(std::floor(v * 0x1p24f), v * 0x1p24f);
  for (const double v : draw<double>(random_uniform, 10'000)) ASSERT_EQ(std::floor(v * 0x1p53), v * 0x1p53);
}

TEST(RandomNormal, HasMeanZeroVarianceOneAndTheRightShape) {
  for_types<float, double>([]<class T>() {
    const std::vector<T> x = draw<T>(random_normal, kMany);
    for (const T v : x) ASSERT_TRUE(std::fabs(v) < 7) << v;
    const Moments m = moments(x);
    EXPECT_NEAR(0, m.mean, 4 * std::sqrt(1.0 / kMany));
    EXPECT_NEAR(1, m.variance, 4 * std::sqrt(2.0 / kMany));
    EXPECT_NEAR(3, m.fourth, 4 * std::sqrt(96.0 / kMany));
    EXPECT_LT(distance(x, [](double v) { return 0.5 * std::erfc(-v / std::sqrt(2.0)); }), 1.95);
    const auto tail = std::count_if(x.begin(), x.end(), [](T v) { return v > 4; });
    EXPECT_NEAR(31.7, static_cast<double>(tail), 4 * std::sqrt(31.7));
  });
}

TEST(RandomIntegers, OfThreeAreEquallyFrequent) {
  std::array<std::int64_t, 3> counts{};
  for (const std::int64_t v : integers(kMany, -1, 2)) {
    ASSERT_TRUE(v >= -1 && v < 2) << v;
    ++counts[static_cast<std::size_t>(v + 1)];
  }
  double chi_square = 0;
  for (const std::int64_t n : counts)
    chi_square += std::pow(static_cast<double>(n) - kMany / 3.0, 2) / (kMany / 3.0);
  EXPECT_LT(chi_square, 13.8);  // exceeded once in a thousand
}

// Taking 64 bits modulo 3 * 2^62 would favour the lowest third twofold.
TEST(RandomIntegers, OfHugeRangesAreUnbiased) {
  constexpr std::int64_t kLow = INT64_MIN, kThird = std::int64_t{1} << 62;
  std::array<std::int64_t, 3> counts{};
  for (const std::int64_t v : integers(kMany, kLow, kLow + kThird + kThird + kThird)) {
    ASSERT_LT(v, kThird);
    ++counts[v < kLow + kThird ? 0 : v < 0 ? 1 : 2];
  }
  double chi_square = 0;
  for (const std::int64_t n : counts)
    chi_square += std::pow(static_cast<double>(n) - kMany / 3.0, 2) / (kMany / 3.0);
  EXPECT_LT(chi_square, 13.8);
}

TEST(RandomIntegers, StayWithinTheirBounds) {
  const std::pair<std::int64_t, std::int64_t> bounds[] = {{0, 1},
                                                          {5, 6},
                                                          {INT64_MAX - 1, INT64_MAX},
                                                          {INT64_MIN, INT64_MIN + 1},
                                                          {-3, 4},
                                                          {INT64_MIN, INT64_MAX},
                                                          {-1, INT64_MAX},
                                                          {INT64_MIN, 1},
                                                          {0, INT64_MAX},
                                                          {0, (std::int64_t{1} << 32) + 1}};
  for (const auto& [low, high] : bounds)
    for (const std::int64_t v : integers(2000, low, high)) ASSERT_TRUE(v >= low && v < high) << v;
}

TEST(RandomPermutation, HoldsEachPositionOnce) {
  for (const std::int64_t n : {0, 1, 2, 3, 10, 1000, 100'003}) {
    std::vector<std::int64_t> p = draw<std::int64_t>(random_permutation, n), in_order(p.size());
    std::iota(in_order.begin(), in_order.end(), 0);
    EXPECT_TRUE(n < 10 || in_order != p);
    std::sort(p.begin(), p.end());
    EXPECT_EQ(in_order, p);
  }
}

TEST(RandomPermutation, EachOfSixIsEquallyFrequent) {
  std::array<int, 27> counts{};
  constexpr int kRounds = 30'000;
  for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
    const std::vector<std::int64_t> p = draw<std::int64_t>(random_permutation, 3, seed);
    ++counts[static_cast<std::size_t>(p[0] * 9 + p[1] * 3 + p[2])];
  }
  for (const int n : counts)
    EXPECT_TRUE(n == 0 || std::fabs(n - kRounds / 6) < 4 * std::sqrt(kRounds / 6)) << n;
  EXPECT_EQ(6, 27 - std::count(counts.begin(), counts.end(), 0));
}

}  // namespace
}  // namespace adjoint::kernels
