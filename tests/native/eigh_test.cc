#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "kernel_test.h"
#include "kernels/decompose.h"

namespace adjoint::kernels {
namespace {

using Matrix = std::vector<double>;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

Matrix symmetric(std::int64_t n, const std::function<double(std::int64_t, std::int64_t)>& element) {
  Matrix a(at(n * n));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j <= i; ++j) a[at(i * n + j)] = a[at(j * n + i)] = element(i, j);
  return a;
}

Matrix random_symmetric(std::int64_t n) {
  Rng rng(static_cast<Rng::result_type>(n));
  std::uniform_real_distribution<double> number(-1, 1);
  return symmetric(n, [&](std::int64_t, std::int64_t) { return number(rng); });
}

Matrix solved(std::int64_t n, const Matrix& a) {
  Matrix packed(at((n + 1) * n));
  EXPECT_EQ(kAllHaveResults, eigh(DType::kFloat64, 1, n, a.data(), packed.data()));
  return packed;
}

// a Q = Q diag(values), QT Q = 1, and the values ascend.
void check(const char* name, std::int64_t n, const Matrix& a) {
  const Matrix packed = solved(n, a);
  const double* const values = packed.data();
  const double* const q = values + n;
  double size = 0;  // the largest sum of a row
  for (std::int64_t i = 0; i < n; ++i)
    size = std::max(size, std::accumulate(a.begin() + i * n, a.begin() + (i + 1) * n, 0.0,
                                          [](double sum, double x) { return sum + std::abs(x); }));
  const double epsilon = std::numeric_limits<double>::epsilon() * static_cast<double>(n + 8);
  for (std::int64_t j = 0; j < n; ++j) {
    if (j > 0) {
      EXPECT_LE(values[j - 1], values[j]) << name;
    }
    for (std::int64_t i = 0; i < n; ++i) {
      double product = 0, inner = 0;
      for (std::int64_t k = 0; k < n; ++k) {
        product += a[at(i * n + k)] * q[k * n + j];
        inner += q[k * n + i] * q[k * n + j];
      }
      ASSERT_NEAR(product, q[i * n + j] * values[j], 4 * epsilon * size) << name << " " << n;
      ASSERT_NEAR(inner, i == j ? 1.0 : 0.0, 4 * epsilon) << name << " " << n;
    }
  }
}

TEST(Eigh, DecomposesMatricesOfAllSizes) {
  on_every_target([] {
    for (const std::int64_t n : {1, 2, 3, 5, 16, 31, 32, 33, 34, 64, 65, 66, 130})
      check("random", n, random_symmetric(n));
  });
}

TEST(Eigh, DecomposesMatricesWithoutGaps) {
  for (const std::int64_t n : {2, 7, 40, 96}) {
    check("zero", n, symmetric(n, [](auto, auto) { return 0.0; }));
    check("identity", n, symmetric(n, [](auto i, auto j) { return i == j ? 1.0 : 0.0; }));
    check("ones", n, symmetric(n, [](auto, auto) { return 1.0; }));
    check("exchange", n, symmetric(n, [n](auto i, auto j) { return i + j == n - 1 ? 1.0 : 0.0; }));
    check("Wilkinson", n, symmetric(n, [n](auto i, auto j) {
            return i == j ? std::abs(static_cast<double>(2 * i - n + 1)) / 2 : i - j == 1 ? 1.0 : 0.0;
          }));
    check("graded", n,
          symmetric(n, [](auto i, auto j) { return std::pow(10.0, -static_cast<double>(i + j)); }));
    check("graded upwards", n, symmetric(n, [n](auto i, auto j) {
            return std::pow(10.0, static_cast<double>(i + j - 2 * n + 2) / 4);
          }));
  }
}

TEST(Eigh, KeepsToTheRangeOfNumbers) {
  for (const double scale : {1e-310, 1e-200, 1e200, 1e307}) {
    const std::int64_t n = 20;
    Matrix a = random_symmetric(n);
    const Matrix plain = solved(n, a);
    for (double& x : a) x *= scale;
    const Matrix scaled = solved(n, a);
    for (std::int64_t i = 0; i < n; ++i) EXPECT_NEAR(plain[at(i)], scaled[at(i)] / scale, 1e-12) << scale;
  }
}

TEST(Eigh, DiagonalMatricesAreExact) {
  const std::int64_t n = 50;
  const Matrix packed =
      solved(n, symmetric(n, [n](auto i, auto j) { return i == j ? static_cast<double>(n - i) / 3 : 0.0; }));
  for (std::int64_t i = 0; i < n; ++i) EXPECT_EQ(static_cast<double>(i + 1) / 3, packed[at(i)]);
}

TEST(Eigh, BitsDoNotDependOnThreads) {
  const std::int64_t n = 300;
  const Matrix a = random_symmetric(n);
  const auto by = [&](int threads) {
    const WithThreads count(threads);
    return solved(n, a);
  };
  EXPECT_EQ(by(1), by(4));
}

TEST(Eigh, OfSinglePrecisionIsThatOfDoubleRounded) {
  const std::int64_t n = 40;
  const Matrix a = random_symmetric(n);
  const std::vector<float> single(a.begin(), a.end());
  std::vector<float> packed(at((n + 1) * n));
  ASSERT_EQ(kAllHaveResults, eigh(DType::kFloat32, 1, n, single.data(), packed.data()));
  const Matrix expected = solved(n, Matrix(single.begin(), single.end()));
  for (std::size_t i = 0; i < packed.size(); ++i) EXPECT_EQ(static_cast<float>(expected[i]), packed[i]);
}

}  // namespace
}  // namespace adjoint::kernels
