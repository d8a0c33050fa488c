// Conversions between any two types, and operations on those that have no kernels of their own.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <vector>

#include "core/compute.h"
#include "kernel_test.h"
#include "kernels/cast.h"
#include "kernels/convert.h"
#include "kernels/elementwise.h"
#include "ops/ops.h"

namespace adjoint::kernels {
namespace {

// What 16 bits mean, from the definition: `fraction` bits behind the exponent, whose bias is `bias`.
double meaning(std::uint16_t bits, int fraction, int bias) {
  const int exponent = (bits & 0x7fff) >> fraction, highest = 0x7fff >> fraction;
  const int mantissa = bits & ((1 << fraction) - 1);
  const double sign = bits & 0x8000 ? -1 : 1;
  if (exponent == highest) return mantissa ? std::nan("") : sign * INFINITY;
  if (exponent == 0) return sign * std::ldexp(mantissa, 1 - bias - fraction);
  return sign * std::ldexp(mantissa + (1 << fraction), exponent - bias - fraction);
}

template <class T>
double meaning(T x) {
  return std::is_same_v<T, Float16> ? meaning(x.bits, 10, 15) : meaning(x.bits, 7, 127);
}
template <class T>
constexpr DType kTypeOf = std::is_same_v<T, Float16> ? DType::kFloat16 : DType::kBFloat16;

// Through the kernels, as the library converts.
template <class T, class S>
std::vector<T> converted(const std::vector<S>& x, DType from, DType to) {
  std::vector<T> y(x.size());
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  cast(from, to, {1, dims}, {x.data(), strides}, y.data());
  return y;
}

template <class T>
std::vector<T> all_patterns() {
  std::vector<T> all;
  for (int bits = 0; bits < 65536; ++bits) all.push_back({static_cast<std::uint16_t>(bits)});
  return all;
}

template <class F>
void for_16_bits(F f) {
  f.template operator()<Float16>();
  f.template operator()<BFloat16>();
}

TEST(Convert, EveryPatternOf16BitsWidensExactlyAndComesBack) {
  for_16_bits([]<class T>() {
    on_every_target([] {
      const std::vector<T> all = all_patterns<T>();
      const auto singles = converted<float>(all, kTypeOf<T>, DType::kFloat32);
      const auto doubles = converted<double>(all, kTypeOf<T>, DType::kFloat64);
      const auto back = converted<T>(singles, DType::kFloat32, kTypeOf<T>);
      const auto back_from_double = converted<T>(doubles, DType::kFloat64, kTypeOf<T>);
      for (std::size_t i = 0; i < all.size(); ++i) {
        const double expected = meaning(all[i]);
        if (std::isnan(expected)) {
          ASSERT_TRUE(std::isnan(singles[i]) && std::isnan(doubles[i])) << i;
          ASSERT_TRUE(std::isnan(meaning(back[i])) && std::isnan(meaning(back_from_double[i]))) << i;
          continue;
        }
        ASSERT_EQ(expected, singles[i]) << i;
        ASSERT_EQ(std::signbit(expected), std::signbit(singles[i])) << i;
        ASSERT_EQ(expected, doubles[i]) << i;
        ASSERT_EQ(all[i].bits, back[i].bits) << i;
        ASSERT_EQ(all[i].bits, back_from_double[i].bits) << i;
      }
    });
  });
}

// Between any two neighbours: the middle goes to the even one, what lies beside it to the nearer.
TEST(Convert, To16BitsRoundsToNearestAndHalvesToEven) {
  for_16_bits([]<class T>() {
    on_every_target([] {
      std::vector<double> x;
      std::vector<std::uint16_t> expected;
      for (int bits = 0; bits < 0x7fff; ++bits) {
        const auto low = static_cast<std::uint16_t>(bits), high = static_cast<std::uint16_t>(bits + 1);
        const double a = meaning(T{low});
        if (!std::isfinite(a)) break;
        double b = meaning(T{high});
        if (std::isinf(b)) b = 2 * a - meaning(T{static_cast<std::uint16_t>(bits - 1)});
        const double middle = a + (b - a) / 2;
        for (const double v : {middle, std::nextafter(middle, a), std::nextafter(middle, b)})
          for (const double sign : {1.0, -1.0}) {
            const std::uint16_t nearest = v < middle ? low : v > middle ? high : bits % 2 ? high : low;
            x.push_back(sign * v);
            expected.push_back(static_cast<std::uint16_t>(nearest | (sign < 0 ? 0x8000 : 0)));
          }
      }
      const auto y = converted<T>(x, DType::kFloat64, kTypeOf<T>);
      for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(expected[i], y[i].bits) << x[i];
      std::vector<float> singles(x.begin(), x.end());
      const auto z = converted<T>(singles, DType::kFloat32, kTypeOf<T>);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (static_cast<double>(singles[i]) == x[i]) {
          ASSERT_EQ(expected[i], z[i].bits) << x[i];
        }
      }
    });
  });
}

TEST(Convert, To16BitsOfExtremeNumbers) {
  const std::vector<double> x = {1e300, -1e300, 1e-300, 3.4028235e38, 65519.999, 65520, INFINITY};
  const auto half = converted<Float16>(x, DType::kFloat64, DType::kFloat16);
  const std::vector<int> expected = {0x7c00, 0xfc00, 0, 0x7c00, 0x7bff, 0x7c00, 0x7c00};
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(expected[i], half[i].bits) << x[i];
  const auto brain = converted<BFloat16>(x, DType::kFloat64, DType::kBFloat16);
  EXPECT_EQ(0x7f80, brain[0].bits);
  EXPECT_EQ(0xff80, brain[1].bits);
  EXPECT_EQ(0x7f80, brain[3].bits);
}

// 2^54 + 2^46 lies in the middle of two; what is beside it by one is lost to a double on the way.
TEST(Convert, LargeIntegersAreRoundedOnce) {
  const std::int64_t middle = (std::int64_t{1} << 54) + (std::int64_t{1} << 46);
  const std::vector<std::int64_t> x = {middle, middle + 1, middle - 1, -middle, -middle - 1};
  const auto y = converted<BFloat16>(x, DType::kInt64, DType::kBFloat16);
  const double low = 0x1p54, high = 0x1p54 + 0x1p47;
  const std::vector<double> expected = {low, high, low, -low, -high};
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(expected[i], meaning(y[i])) << x[i];
}

// The value of each kind of element as a double and back, for every pair of types.
TEST(Convert, EveryPairAgreesWithTheWayThroughDouble) {
  const std::vector<double> values = {0, 1, 2, 5, 100, 127, -1, -100, 0.5, -2.75, 300, -40000, 70000, NAN};
  for (int from = 0; from < kDTypeCount; ++from) {
    for (int to = 0; to < kDTypeCount; ++to) {
      const auto a = static_cast<DType>(from), b = static_cast<DType>(to);
      if (is_complex(a) && !is_complex(b)) continue;  // refused above the kernels
      for (const double v : values) {
        const Element x = element_of(a, v);
        Element y{}, again{};
        plain_cast(a, b)(x.bytes, y.bytes, 1);
        Element part = x;
        double read = 0;
        if (is_complex(a)) continue;
        plain_cast(a, DType::kFloat64)(part.bytes, &read, 1);
        // Whole numbers wrap from one type to another instead of stopping at the limit.
        if (is_integer(a) && is_integer(b)) {
          const auto whole = static_cast<std::int64_t>(read);
          plain_cast(DType::kInt64, b)(&whole, again.bytes, 1);
        } else {
          again = element_of(b, read);
        }
        EXPECT_EQ(0, std::memcmp(y.bytes, again.bytes, size_of(b)))
            << name_of(a) << " to " << name_of(b) << " of " << v;
      }
    }
  }
}

TEST(Convert, FloatingToSmallIntegersSaturates) {
  const std::vector<float> x = {300, -300, 254.9f, -0.9f, 127.9f, -128.9f, NAN, INFINITY};
  const auto small = converted<std::int8_t>(x, DType::kFloat32, DType::kInt8);
  EXPECT_EQ((std::vector<std::int8_t>{127, -128, 127, 0, 127, -128, 0, 127}), small);
  const auto byte = converted<std::uint8_t>(x, DType::kFloat32, DType::kUInt8);
  EXPECT_EQ((std::vector<std::uint8_t>{255, 0, 254, 0, 127, 0, 0, 255}), byte);
}

// ---- operations ----

Ref tensor(DType type, const std::vector<double>& values) {
  Ref x = new_constant(type, {static_cast<std::int64_t>(values.size())});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Element e = element_of(type, values[i]);
    std::memcpy(x->data + i * size_of(type), e.bytes, size_of(type));
  }
  return x;
}

std::vector<double> values_of(const Ref& x) {
  const Ref y = ops::contiguous(ops::cast(x, DType::kFloat64));
  return {y->elements<double>(), y->elements<double>() + y->count()};
}

TEST(Narrow, SmallIntegersWrap) {
  const Ref x = tensor(DType::kUInt8, {200, 255, 3}), y = tensor(DType::kUInt8, {100, 1, 5});
  EXPECT_EQ((std::vector<double>{44, 0, 8}), values_of(x + y));
  EXPECT_EQ((std::vector<double>{100, 254, 254}), values_of(x - y));
  const Ref low = tensor(DType::kInt8, {-128});
  EXPECT_EQ(std::vector<double>{-128}, values_of(ops::abs(low)));
  EXPECT_EQ(std::vector<double>{-128}, values_of(-low));
}

TEST(Narrow, ElementwiseIsRoundedOnce) {
  for (const DType type : {DType::kFloat16, DType::kBFloat16}) {
    Rng rng(9);
    std::vector<double> a, b;
    std::normal_distribution<double> normal;
    for (int i = 0; i < 1000; ++i) {
      a.push_back(normal(rng));
      b.push_back(normal(rng));
    }
    const Ref x = tensor(type, a), y = tensor(type, b);
    const auto u = values_of(x), v = values_of(y);
    const auto sums = values_of(x + y), products = values_of(x * y), quotients = values_of(x / y);
    const auto rounded = [&](double value) { return values_of(tensor(type, {value}))[0]; };
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(rounded(u[i] + v[i]), sums[i]);
      EXPECT_EQ(rounded(u[i] * v[i]), products[i]);
      EXPECT_EQ(rounded(u[i] / v[i]), quotients[i]);
    }
  }
}

TEST(Narrow, RepeatedElementsStaySo) {
  const Ref huge = ops::full(DType::kFloat16, {1 << 20, 1 << 20}, 1.5);
  EXPECT_EQ(1.5, values_of(ops::max(ops::slice(huge, {0, 0}, {4, 4}, {1, 1}), AxisSet::all(2), false))[0]);
}

}  // namespace
}  // namespace adjoint::kernels
