#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "kernel_test.h"
#include "kernels/decompose.h"

namespace adjoint::kernels {
namespace {

using Matrix = std::vector<double>;

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

Matrix made(std::int64_t m, std::int64_t n,
            const std::function<double(std::int64_t, std::int64_t)>& element) {
  Matrix a(at(m * n));
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) a[at(i * n + j)] = element(i, j);
  return a;
}

Matrix random_matrix(std::int64_t m, std::int64_t n) {
  Rng rng(static_cast<Rng::result_type>(m * 1000 + n));
  std::uniform_real_distribution<double> number(-1, 1);
  return made(m, n, [&](std::int64_t, std::int64_t) { return number(rng); });
}

Matrix solved(std::int64_t m, std::int64_t n, const Matrix& a) {
  Matrix packed(at(std::min(m, n) * (m + 1 + n)));
  EXPECT_EQ(kAllHaveResults, svd(DType::kFloat64, 1, m, n, a.data(), packed.data()));
  return packed;
}

// a = U diag(s) VT, both are orthogonal, and the values descend.
void check(const char* name, std::int64_t m, std::int64_t n, const Matrix& a) {
  const Matrix packed = solved(m, n, a);
  const std::int64_t count = std::min(m, n), width = m + 1 + n;
  const auto inner = [&](std::int64_t i, std::int64_t j, std::int64_t from, std::int64_t length) {
    const auto x = packed.begin() + i * width + from, y = packed.begin() + j * width + from;
    return std::inner_product(x, x + length, y, 0.0);
  };
  const double epsilon = 4 * std::numeric_limits<double>::epsilon() * static_cast<double>(m + n);
  double size = 1e-300;
  for (const double x : a) size = std::max(size, std::abs(x));
  size *= static_cast<double>(std::max(m, n));
  for (std::int64_t i = 0; i < count; ++i) {
    const double value = packed[at(i * width + m)];
    EXPECT_GE(value, 0) << name;
    if (i > 0) {
      EXPECT_LE(value, packed[at((i - 1) * width + m)]) << name;
    }
    for (std::int64_t j = 0; j < count; ++j) {
      ASSERT_NEAR(i == j ? 1.0 : 0.0, inner(i, j, 0, m), epsilon) << name << " " << m << " x " << n;
      ASSERT_NEAR(i == j ? 1.0 : 0.0, inner(i, j, m + 1, n), epsilon) << name << " " << m << " x " << n;
    }
  }
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k < count; ++k)
        sum += packed[at(k * width + i)] * packed[at(k * width + m)] * packed[at(k * width + m + 1 + j)];
      ASSERT_NEAR(a[at(i * n + j)], sum, epsilon * size) << name << " " << m << " x " << n;
    }
}

TEST(Svd, DecomposesMatricesOfAllShapes) {
  on_every_target([] {
    for (const std::int64_t n : {1, 2, 3, 5, 16, 31, 32, 33, 64, 65, 130})
      check("square", n, n, random_matrix(n, n));
    check("tall", 40, 7, random_matrix(40, 7));
    check("wide", 33, 70, random_matrix(33, 70));
    check("column", 9, 1, random_matrix(9, 1));
    check("row", 1, 9, random_matrix(1, 9));
  });
}

TEST(Svd, DecomposesMatricesWithoutFullRank) {
  for (const std::int64_t n : {2, 3, 7, 40, 96}) {
    check("zero", n, n, Matrix(at(n * n)));
    check("identity", n, n, made(n, n, [](auto i, auto j) { return i == j ? 1.0 : 0.0; }));
    check("ones", n, n + 3, Matrix(at(n * (n + 3)), 1.0));
    check("shift", n, n, made(n, n, [](auto i, auto j) { return i + 1 == j ? 1.0 : 0.0; }));
    check("one column", n, n,
          made(n, n, [](auto i, auto j) { return j == 1 ? static_cast<double>(i + 1) : 0.0; }));
    check("bidiagonal with a zero", n, n, made(n, n, [n](auto i, auto j) {
            return i == j ? (i == n / 2 ? 0.0 : 2.0) : i + 1 == j ? 1.0 : 0.0;
          }));
    check("graded", n, n,
          made(n, n, [](auto i, auto j) { return std::pow(10.0, -static_cast<double>(i + j) / 2); }));
    check("graded upwards", n, n,
          made(n, n, [n](auto i, auto j) { return std::pow(10.0, static_cast<double>(i + j - 2 * n) / 2); }));
    check("rank of two", n, n, made(n, n, [](auto i, auto j) { return static_cast<double>(i * 3 + j); }));
  }
}

TEST(Svd, KeepsToTheRangeOfNumbers) {
  const std::int64_t m = 20, n = 12;
  const Matrix plain = solved(m, n, random_matrix(m, n));
  for (const double scale : {1e-310, 1e-200, 1e200, 1e307}) {
    Matrix a = random_matrix(m, n);
    for (double& x : a) x *= scale;
    const Matrix scaled = solved(m, n, a);
    for (std::int64_t i = 0; i < n; ++i)
      EXPECT_NEAR(plain[at(i * (m + n + 1) + m)], scaled[at(i * (m + n + 1) + m)] / scale, 1e-12) << scale;
  }
}

TEST(Svd, ValuesOfKnownMatrices) {
  const Matrix packed = solved(2, 2, {3, 0, 4, 5});
  EXPECT_NEAR(3 * std::sqrt(5.0), packed[2], 1e-14);
  EXPECT_NEAR(std::sqrt(5.0), packed[7], 1e-14);
}

TEST(Svd, BitsDoNotDependOnThreads) {
  const std::int64_t n = 300;
  const Matrix a = random_matrix(n, n);
  const auto by = [&](int threads) {
    const WithThreads count(threads);
    return solved(n, n, a);
  };
  EXPECT_EQ(by(1), by(4));
}

TEST(Svd, PseudoInversesLeaveOutWhatIsSmall) {
  const Matrix a = {2, 0, 0, 0, 1e-20, 0};  // 2 x 3
  Matrix y(6);
  ASSERT_EQ(kAllHaveResults, pseudo_inverse(DType::kFloat64, 1, 2, 3, a.data(), 1e-15, y.data()));
  EXPECT_EQ((Matrix{0.5, 0, 0, 0, 0, 0}), y);
}

}  // namespace
}  // namespace adjoint::kernels
