// Matrix products against three plain loops: every layout, type, target and number of threads.
#include <cmath>
#include <optional>

#include "kernel_test.h"
#include "kernels/matmul.h"

namespace adjoint::kernels {
namespace {

constexpr int kLayouts = 9;

// Strides of a rows x columns matrix in one of the layouts that operands come in.
Dims strides_of(int layout, std::int64_t rows, std::int64_t columns) {
  switch (layout) {
    case 0:
      return {columns, 1};  // row-major
    case 1:
      return {1, rows};  // transposed
    case 2:
      return {columns + 3, 1};  // a slice of wider rows
    case 3:
      return {1, rows + 5};  // transposed, sliced
    case 4:
      return {2 * columns + 1, 2};  // every other column
    case 5:
      return {0, 1};  // one row, repeated
    case 6:
      return {1, 0};  // one column, repeated
    case 7:
      return {0, 0};  // one number
    default:
      return {-columns, -1};  // backwards
  }
}

template <class T>
Operand<T> matrix(Rng& rng, std::int64_t rows, std::int64_t columns, int layout) {
  return Operand<T>(rng, {rows, columns}, strides_of(layout, rows, columns));
}

template <class T>
Matrix view(const Operand<T>& x) {
  return {x.in().data, x.strides[0], x.strides[1]};
}

// In a type wide enough that its own error does not count; integers wrap. Beside it the sums of magnitudes.
template <class T>
struct Plain {
  using Wide = std::conditional_t<std::is_integral_v<T>, std::uint64_t,
                                  std::conditional_t<sizeof(T) == 4, double, long double>>;
  std::vector<Wide> value, magnitude;
};

template <class T>
Plain<T> plain_product(std::int64_t m, std::int64_t n, std::int64_t k, const std::vector<T>& a,
                       const std::vector<T>& b) {
  using Wide = typename Plain<T>::Wide;
  Plain<T> y{std::vector<Wide>(static_cast<std::size_t>(m * n)),
             std::vector<Wide>(static_cast<std::size_t>(m * n))};
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t p = 0; p < k; ++p) {
      const Wide left = static_cast<Wide>(a[static_cast<std::size_t>(i * k + p)]);
      for (std::int64_t j = 0; j < n; ++j) {
        const Wide term = left * static_cast<Wide>(b[static_cast<std::size_t>(p * n + j)]);
        const auto at = static_cast<std::size_t>(i * n + j);
        y.value[at] += term;
        if constexpr (!std::is_integral_v<T>) y.magnitude[at] += std::fabs(term);
      }
    }
  return y;
}

template <class T>
bool agrees(T actual, T initial, typename Plain<T>::Wide value, typename Plain<T>::Wide magnitude,
            std::int64_t k) {
  if constexpr (std::is_integral_v<T>) {
    return actual == static_cast<T>(value + static_cast<std::uint64_t>(initial));
  } else {
    // Rounding errors behave like a random walk; a bound linear in k would hide lost terms.
    const auto size = magnitude + std::fabs(initial);
    const auto bound = std::numeric_limits<T>::epsilon() * size * (2 + 4 * std::sqrt(static_cast<double>(k)));
    return std::fabs(actual - (value + initial)) <= bound;
  }
}

// The result has rows of ldy elements, of which the first n are written.
template <class T>
void expect_product(const Plain<T>& expected, std::int64_t n, std::int64_t k, std::int64_t ldy,
                    bool accumulate, const std::vector<T>& initial, const std::vector<T>& y) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i) / ldy, column = static_cast<std::int64_t>(i) % ldy;
    if (column >= n) {
      ASSERT_EQ(initial[i], y[i]) << "written between the rows, at " << row << ", " << column;
      continue;
    }
    const auto at = static_cast<std::size_t>(row * n + column);
    ASSERT_TRUE(agrees(y[i], accumulate ? initial[i] : T{0}, expected.value[at], expected.magnitude[at], k))
        << "at " << row << ", " << column << ": " << y[i] << " for " << expected.value[at];
  }
}

template <class T>
void check_matmul(Rng& rng, std::int64_t m, std::int64_t n, std::int64_t k, int a_layout, int b_layout,
                  bool accumulate) {
  SCOPED_TRACE(testing::Message() << m << " x " << n << " x " << k << ", layouts " << a_layout << " and "
                                  << b_layout << (accumulate ? ", accumulated" : ""));
  const Operand<T> a = matrix<T>(rng, m, k, a_layout), b = matrix<T>(rng, k, n, b_layout);
  const Plain<T> expected = plain_product(m, n, k, a.values(), b.values());
  const std::int64_t ldy = n + (rng() % 2 ? between(rng, 1, 5) : 0);
  std::vector<T> initial(static_cast<std::size_t>(m * ldy));
  for (T& v : initial) v = random_value<T>(rng);
  everywhere<T>(
      initial, [&](T* y) { matmul(dtype_of<T>, m, n, k, view(a), view(b), y, ldy, accumulate); },
      [&](const std::vector<T>& y) { expect_product(expected, n, k, ldy, accumulate, initial, y); });
}

// Vectors, single rows and columns, edges of blocks, and nothing at all.
std::int64_t random_extent(Rng& rng) {
  switch (rng() % 6) {
    case 0:
      return 1;
    case 1:
      return between(rng, 0, 6);
    default:
      return between(rng, 2, 70);
  }
}

TEST(Matmul, SmallOfEveryTypeAndLayout) {
  for_numbers([]<class T>() {
    Rng rng(1);
    for (int a = 0; a < kLayouts; ++a)
      for (int b = 0; b < kLayouts; ++b)
        for (int i = 0; i < 12; ++i)
          check_matmul<T>(rng, random_extent(rng), random_extent(rng), random_extent(rng), a, b, i % 2);
  });
}

TEST(Matmul, EveryEdgeOfTheRegisterKernels) {
  for_types<float, double>([]<class T>() {
    Rng rng(2);
    for (std::int64_t m = 1; m <= 29; ++m)  // two tiles of the highest, and one row more
      for (std::int64_t n = 1; n <= 34; ++n) {
        const int transposed = static_cast<int>(rng() % 4);
        check_matmul<T>(rng, m, n, between(rng, 1, 50), transposed & 1, transposed >> 1, m % 2);
      }
  });
}

TEST(Matmul, MatrixTimesVectorOfEveryLength) {
  for_types<float, double>([]<class T>() {
    Rng rng(3);
    for (std::int64_t k = 1; k <= 70; ++k)
      for (const int layout : {0, 1, 2, 4}) {
        check_matmul<T>(rng, between(rng, 1, 9), 1, k, layout, static_cast<int>(rng() % kLayouts), k % 2);
        check_matmul<T>(rng, 1, between(rng, 1, 9), k, static_cast<int>(rng() % kLayouts), layout, k % 2);
      }
  });
}

// Calls f(layout of a, layout of b, accumulate) for all four transpositions, with slices of wider matrices.
template <class F>
void for_transpositions(const F& f) {
  for (const int a : {0, 1, 2, 3})
    for (const int b : {0, 1, 2, 3}) f(a, b, (a + b) % 2 == 0);
}

TEST(Matmul, FewRowsAndFewColumns) {
  for_types<float, double>([]<class T>() {
    Rng rng(8);
    for (std::int64_t few = 2; few <= 6; ++few)
      for_transpositions([&](int a, int b, bool accumulate) {
        const std::int64_t many = between(rng, 30, 200), k = between(rng, 60, 150);
        check_matmul<T>(rng, few, many, k, a, b, accumulate);
        check_matmul<T>(rng, many, few, k, a, b, accumulate);
      });
  });
}

// Which operands are packed, how wide at a time, and in which order depends on all three extents.
TEST(Matmul, EveryShapeOfLargeProducts) {
  for_types<float, double>([]<class T>() {
    Rng rng(9);
    const std::int64_t shapes[][3] = {{129, 130, 127}, {64, 129, 784}, {61, 64, 1500}, {30, 700, 300},
                                      {8, 600, 900},   {260, 600, 31}, {1500, 64, 63}, {14, 2000, 200}};
    for (const auto& [m, n, k] : shapes)
      for (const int a : {0, 1})
        for (const int b : {0, 1}) check_matmul<T>(rng, m, n, k, a, b, a == b);
  });
}

// A sum has the bits of the product made elsewhere and added, however deep it is and however it is computed.
template <class T>
void check_sum(Rng& rng, std::int64_t m, std::int64_t n, std::int64_t k, int a_layout, int b_layout) {
  SCOPED_TRACE(testing::Message() << m << " x " << n << " x " << k << ", layouts " << a_layout << " and "
                                  << b_layout);
  const Operand<T> a = matrix<T>(rng, m, k, a_layout), b = matrix<T>(rng, k, n, b_layout);
  const std::int64_t ldy = n + 3;
  std::vector<T> initial(static_cast<std::size_t>(m * ldy));
  for (T& v : initial) v = random_value<T>(rng);
  everywhere<T>(
      initial, [&](T* y) { matmul(dtype_of<T>, m, n, k, view(a), view(b), y, ldy, true); },
      [&](const std::vector<T>& y) {
        std::vector<T> product(initial.size()), expected = initial;
        matmul(dtype_of<T>, m, n, k, view(a), view(b), product.data(), ldy, false);
        for (std::size_t i = 0; i < expected.size(); ++i)
          if (static_cast<std::int64_t>(i) % ldy < n) expected[i] += product[i];
        EXPECT_TRUE(same_bits(expected, y));
      });
}

TEST(Matmul, SumsAreOfFinishedProducts) {
  for_types<float, double>([]<class T>() {
    Rng rng(12);
    const std::int64_t shapes[][3] = {{32, 64, 3000}, {1, 50, 30},    {3, 300, 700},   {200, 3, 700},
                                      {6, 7, 5000},   {20, 20, 1300}, {260, 150, 900}, {30, 1, 2000}};
    for (const auto& [m, n, k] : shapes)
      for (const int a : {0, 1})
        for (const int b : {0, 1}) check_sum<T>(rng, m, n, k, a, b);
  });
}

TEST(Matmul, SumsOfNothingHaveNoNegativeZero) {
  const Matrix none{nullptr, 0, 1};
  everywhere<float>(
      std::vector<float>(12, -0.0f),
      [&](float* y) { matmul(DType::kFloat32, 3, 4, 0, none, none, y, 4, true); },
      [](const std::vector<float>& y) { EXPECT_TRUE(same_bits(std::vector<float>(12, 0.0f), y)); });
}

// The same as the product, and then the bias and the activation over each row.
template <class T>
void check_epilogue(Rng& rng, std::int64_t m, std::int64_t n, std::int64_t k, bool transposed,
                    bool accumulate) {
  SCOPED_TRACE(testing::Message() << m << " x " << n << " x " << k << (transposed ? ", transposed" : ""));
  const Operand<T> a = matrix<T>(rng, m, k, transposed), b = matrix<T>(rng, k, n, transposed);
  std::vector<T> bias(static_cast<std::size_t>(n)), initial(static_cast<std::size_t>(m * n));
  for (T& v : bias) v = random_value<T>(rng);
  for (T& v : initial) v = random_value<T>(rng);
  for (const bool with_bias : {false, true})
    for (const std::optional<Unary> activation : {std::optional<Unary>(), std::optional(Unary::kRelu),
                                                  std::optional(Unary::kTanh), std::optional(Unary::kGelu)}) {
      const Epilogue epilogue{with_bias ? bias.data() : nullptr, activation};
      everywhere<T>(
          initial, [&](T* y) { matmul(dtype_of<T>, m, n, k, view(a), view(b), y, n, accumulate, epilogue); },
          [&](const std::vector<T>& y) {
            std::vector<T> expected = initial;
            matmul(dtype_of<T>, m, n, k, view(a), view(b), expected.data(), n, accumulate);
            const std::int64_t dims[] = {n}, strides[] = {1};
            for (std::int64_t i = 0; i < m; ++i) {
              T* const row = expected.data() + i * n;
              const Extent extent{1, dims};
              if (with_bias)
                binary(Binary::kAdd, dtype_of<T>, extent, {row, strides}, {bias.data(), strides}, row);
              if (activation) unary(*activation, dtype_of<T>, extent, {row, strides}, row);
            }
            EXPECT_TRUE(same_bits(expected, y));
          });
    }
}

TEST(Matmul, EpilogueOfEveryShape) {
  for_types<float, double>([]<class T>() {
    Rng rng(11);
    const std::int64_t shapes[][3] = {{1, 1, 1},      {7, 5, 0},       {16, 33, 20},   {1, 300, 80},
                                      {300, 1, 80},   {3, 200, 70},    {200, 3, 70},   {61, 64, 900},
                                      {64, 128, 784}, {300, 200, 150}, {700, 300, 40}, {40, 1100, 800}};
    for (const auto& [m, n, k] : shapes)
      for (const bool transposed : {false, true}) check_epilogue<T>(rng, m, n, k, transposed, k % 20 == 0);
  });
}

TEST(Matmul, RowsAPowerOfTwoApart) {
  for_types<float, double>([]<class T>() {
    Rng rng(10);
    for (const int a : {0, 1})
      for (const int b : {0, 1}) check_matmul<T>(rng, 1024 >> (4 * a), 64 << (4 * b), a ? 1024 : 64, a, b, b);
    check_matmul<T>(rng, 128, 1024, 70, 1, 0, true);
    check_matmul<T>(rng, 70, 128, 1024, 0, 1, true);
  });
}

TEST(Matmul, LargeIsTheSameForAnyNumberOfThreads) {
  for_types<float, double>([]<class T>() {
    Rng rng(4);
    for (int i = 0; i < 10; ++i)
      check_matmul<T>(rng, between(rng, 200, 400), between(rng, 200, 400), between(rng, 100, 300),
                      static_cast<int>(rng() % kLayouts), static_cast<int>(rng() % kLayouts), i % 2);
    check_matmul<T>(rng, 3, 2000, 700, 0, 0, true);  // few rows: cut by panels
    check_matmul<T>(rng, 2000, 3, 700, 0, 1, false);
    check_matmul<T>(rng, 30, 40, 2000, 1, 0, true);    // deeper than a block
    check_matmul<T>(rng, 20, 3001, 400, 0, 0, false);  // wider than a panel
    check_matmul<T>(rng, 2001, 1, 400, 0, 0, true);
    check_matmul<T>(rng, 2001, 1, 400, 1, 4, true);
    check_matmul<T>(rng, 1, 2001, 400, 4, 1, false);
    check_matmul<T>(rng, 1, 2001, 400, 4, 0, false);
  });
  for_types<std::int32_t, std::int64_t>([]<class T>() {
    Rng rng(5);
    check_matmul<T>(rng, 201, 203, 210, 0, 1, true);
  });
}

TEST(Matmul, OfNothingIsZero) {
  for_numbers([]<class T>() {
    const std::vector<T> initial(12, T{5});
    const Matrix none{nullptr, 0, 1};
    everywhere<T>(
        initial, [&](T* y) { matmul(dtype_of<T>, 3, 4, 0, none, none, y, 4, false); },
        [](const std::vector<T>& y) { EXPECT_EQ(std::vector<T>(12, 0), y); });
    everywhere<T>(
        initial, [&](T* y) { matmul(dtype_of<T>, 3, 4, 0, none, none, y, 4, true); },
        [&](const std::vector<T>& y) { EXPECT_EQ(initial, y); });
    everywhere<T>(
        std::size_t{0}, [&](T* y) { matmul(dtype_of<T>, 0, 4, 7, none, none, y, 4, false); },
        [](const std::vector<T>&) {});
  });
}

TEST(Matmul, NotANumberReachesItsRowAndColumnOnly) {
  for_types<float, double>([]<class T>() {
    Rng rng(6);
    for (const std::int64_t n : {5, 37, 130}) {
      Operand<T> a(rng, {n, n}), b(rng, {n, n});
      a.memory[static_cast<std::size_t>(2 * n + 1)] = NAN;
      everywhere<T>(
          static_cast<std::size_t>(n * n),
          [&](T* y) { matmul(dtype_of<T>, n, n, n, view(a), view(b), y, n, false); },
          [&](const std::vector<T>& y) {
            for (std::size_t i = 0; i < y.size(); ++i)
              ASSERT_EQ(i / static_cast<std::size_t>(n) == 2, std::isnan(y[i])) << i;
          });
    }
  });
}

template <class T>
void check_batched(Rng& rng, std::int64_t batch, std::int64_t m, std::int64_t n, std::int64_t k) {
  // Batches that overlap, repeat and run backwards: any offset will do.
  const Operand<T> a(rng, {3, m, k}), b(rng, {4, n, k});
  Dims a_offsets, b_offsets;
  for (std::int64_t i = 0; i < batch; ++i) {
    a_offsets.push_back(between(rng, 0, 2 * m * k));
    b_offsets.push_back(between(rng, 0, 3 * n * k));
  }
  everywhere<T>(
      static_cast<std::size_t>(batch * m * n),
      [&](T* y) {
        matmul_batched(dtype_of<T>, batch, m, n, k, {a.memory.data(), k, 1}, a_offsets.data(),
                       {b.memory.data(), 1, k}, b_offsets.data(), y);
      },
      [&](const std::vector<T>& y) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(batch); ++i) {
          std::vector<T> one(static_cast<std::size_t>(m * n));
          matmul(dtype_of<T>, m, n, k, {a.memory.data() + a_offsets[i], k, 1},
                 {b.memory.data() + b_offsets[i], 1, k}, one.data(), n, false);
          ASSERT_EQ(one, std::vector<T>(y.begin() + static_cast<std::int64_t>(i * one.size()),
                                        y.begin() + static_cast<std::int64_t>((i + 1) * one.size())));
        }
      });
}

TEST(Matmul, BatchedIsTheProductsOneByOne) {
  for_numbers([]<class T>() {
    Rng rng(7);
    for (int i = 0; i < 30; ++i)
      check_batched<T>(rng, between(rng, 0, 6), random_extent(rng), random_extent(rng), random_extent(rng));
    check_batched<T>(rng, 5000, 3, 4, 5);
    check_batched<T>(rng, 40, 64, 48, 50);
    check_batched<T>(rng, 3, 120, 130, 110);
  });
}

}  // namespace
}  // namespace adjoint::kernels
