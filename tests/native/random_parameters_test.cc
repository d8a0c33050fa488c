// Draws with parameters: the same bits for ever, whoever draws beside them.
#include <array>
#include <cmath>

#include "kernel_test.h"
#include "kernels/random.h"

namespace adjoint::kernels {
namespace {

template <class T>
void expect_bits(const std::array<std::uint64_t, 8>& expected, const std::vector<T>& actual) {
  std::array<std::uint64_t, 8> bits{};
  for (std::size_t i = 0; i < 8; ++i) std::memcpy(&bits[i], &actual[i], sizeof(T));
  EXPECT_EQ(expected, bits);
}

const std::vector<double> kShapes = {0.25, 1, 1.5, 2, 3, 10, 100, 1e6};
const RandomKey kKey = random_key(42);

Parameter<double> each(const std::vector<double>& values) { return {values.data(), false}; }

TEST(RandomParameters, GammaBits) {
  expect_bits({0x3feed7eb797c3ccd, 0x3fe927c744afe06e, 0x3ff143b616b78466, 0x4002a42bb25c322e,
               0x3ff14a0f85600702, 0x402e0da8918b809e, 0x40597d8c6d9b9405, 0x412e8a3986fbbc57},
              written(std::vector<double>(8), [](double* y) { random_gamma(kKey, 8, each(kShapes), y); }));
  expect_bits(
      {0xbfa2d903148ecf50, 0xbfcece1373c4db1c, 0x3fb378e5884dae09, 0x3feb11eba8504844, 0x3fb3d6fa56710b98,
       0x4005adb9d06003aa, 0x40127f96697b19ae, 0x402ba1ea9c06b506},
      written(std::vector<double>(8), [](double* y) { random_log_gamma(kKey, 8, each(kShapes), y); }));
}

TEST(RandomParameters, CountBits) {
  const std::vector<double> means = {0.1, 1, 3, 9, 20, 100, 1e6, 1e12};
  expect_bits({0x0, 0x2, 0x2, 0x5, 0x12, 0x60, 0xf4717, 0xe8d48e427d},
              written(Dims(8), [&](std::int64_t* y) { random_poisson(kKey, 8, each(means), y); }));
  const std::vector<double> n = {5, 10, 20, 50, 100, 1000, 1e6, 1e12},
                            p = {0.5, 0.1, 0.9, 0.3, 0.5, 0.02, 0.7, 0.001};
  expect_bits({0x4, 0x2, 0x13, 0x9, 0x30, 0x12, 0xaac28, 0x3b9a1191},
              written(Dims(8), [&](std::int64_t* y) { random_binomial(kKey, 8, each(n), each(p), y); }));
}

TEST(RandomParameters, SobolBits) {
  expect_bits({0x3fba713debf51548, 0x3fb098cd2c0b9a38, 0x3fd4815b2490938c, 0x3fe7a4e9aeede0fb,
               0x3feebedb30f72086, 0x3fd75146da30acc2, 0x3fedde527ba7fd90, 0x3fe815d6fbfdf0d7},
              written(std::vector<double>(8), [](double* y) {
                random_sobol(kKey, {4, 2, 5, true}, y);
              }));
}

TEST(RandomParameters, AreTheSameForEveryTargetAndNumberOfThreads) {
  constexpr std::int64_t kCount = 20'011;
  const auto check = [&]<class T>(const auto& f) {
    std::vector<T> first;
    everywhere<T>(kCount, f, [&](const std::vector<T>& y) {
      if (first.empty()) first = y;
      EXPECT_TRUE(same_bits(first, y));
    });
  };
  const double shape = 0.7, mean = 30;
  const float narrow = 0.7f;
  check.operator()<double>([&](double* y) { random_gamma(kKey, kCount, {&shape, true}, y); });
  check.operator()<float>([&](float* y) { random_log_gamma(kKey, kCount, {&narrow, true}, y); });
  check.operator()<std::int64_t>([&](std::int64_t* y) { random_poisson(kKey, kCount, {&mean, true}, y); });
  check.operator()<float>([&](float* y) { random_sobol(kKey, {kCount, 1, 3, true}, y); });
}

// The shortest way to draw takes no more digits from a count than the longest.
TEST(RandomParameters, CountsStayWithinTheirBounds) {
  const std::vector<double> n(2000, 12), p(2000, 0.99);
  for (const std::int64_t k :
       written(Dims(2000), [&](std::int64_t* y) { random_binomial(kKey, 2000, each(n), each(p), y); })) {
    EXPECT_GE(k, 0);
    EXPECT_LE(k, 12);
  }
}

}  // namespace
}  // namespace adjoint::kernels
