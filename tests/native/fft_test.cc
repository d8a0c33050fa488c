// Fourier transforms against sums of products, in quadruple the length of their digits.
#include "kernels/fft.h"

#include <complex>
#include <numbers>

#include "kernel_test.h"

namespace adjoint::kernels {
namespace {

using Wide = std::complex<long double>;

constexpr std::int64_t kLengths[] = {1,  2,  3,  4,  5,  7,   8,   9,   15,  16,  31,  32,  33,   36,   37,
                                     49, 60, 64, 74, 97, 128, 210, 256, 331, 512, 625, 961, 1024, 1200, 2310};

Wide root(std::int64_t k, std::int64_t n) {
  const long double angle = -2 * std::numbers::pi_v<long double> * static_cast<long double>(k % n) / n;
  return {std::cos(angle), std::sin(angle)};
}

template <class T>
std::vector<T> noise(Rng& rng, std::int64_t count) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<T> x(static_cast<std::size_t>(count));
  for (T& v : x) v = static_cast<T>(uniform(rng));
  return x;
}

// By the definition; numbers and results are pairs.
template <class T>
std::vector<Wide> plain_fft(const T* x, std::int64_t n, bool inverse) {
  std::vector<Wide> roots, y;
  for (std::int64_t k = 0; k < n; ++k) roots.push_back(inverse ? std::conj(root(k, n)) : root(k, n));
  for (std::int64_t k = 0; k < n; ++k) {
    Wide sum = 0;
    for (std::int64_t j = 0; j < n; ++j)
      sum += Wide(x[2 * j], x[2 * j + 1]) * roots[static_cast<std::size_t>(j * k % n)];
    y.push_back(sum);
  }
  return y;
}

// The error of a transform grows with the logarithm of its length, beside the length of the whole result.
template <class T>
void expect_close(const std::vector<Wide>& expected, const T* found, const char* what, std::int64_t n) {
  long double size = 0, error = 0;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    size = std::max(size, std::abs(expected[k]));
    error = std::max(error, std::abs(expected[k] - Wide(found[2 * k], found[2 * k + 1])));
  }
  EXPECT_LE(error, size * kEpsilon<T> * 3) << what << " of " << n;
}

template <class T>
void check_complex(Rng& rng, std::int64_t n, bool inverse) {
  const std::int64_t rows = 18;  // more than a block
  const std::vector<T> x = noise<T>(rng, 2 * rows * n);
  everywhere(
      std::vector<T>(x.size()),
      [&](T* y) {
        fft(dtype_of<T>, {rows, n, n, n}, inverse, x.data(), y);
      },
      [&](const std::vector<T>& y) {
        for (const std::int64_t row : {std::int64_t{0}, rows - 1})
          expect_close(plain_fft(x.data() + 2 * row * n, n, inverse), y.data() + 2 * row * n,
                       inverse ? "inverse" : "fft", n);
        std::vector<T> alone(static_cast<std::size_t>(2 * n));
        fft(dtype_of<T>, {1, n, n, n}, inverse, x.data() + 2 * n, alone.data());
        EXPECT_EQ(0, std::memcmp(alone.data(), y.data() + 2 * n, alone.size() * sizeof(T)))
            << "a row alone has other bits, " << n;
      });
}

template <class T>
void check_real(Rng& rng, std::int64_t n) {
  const std::int64_t rows = 3, half = n / 2 + 1;
  const std::vector<T> x = noise<T>(rng, rows * n);
  std::vector<T> spectrum;
  everywhere(
      std::vector<T>(static_cast<std::size_t>(2 * rows * half)),
      [&](T* y) {
        fft_of_real(dtype_of<T>, {rows, n, n, half}, x.data(), y);
      },
      [&](const std::vector<T>& y) {
        std::vector<T> pairs(static_cast<std::size_t>(2 * n));
        for (std::int64_t j = 0; j < n; ++j)
          pairs[static_cast<std::size_t>(2 * j)] = x[static_cast<std::size_t>(n + j)];
        std::vector<Wide> expected = plain_fft(pairs.data(), n, false);
        expected.resize(static_cast<std::size_t>(half));
        expect_close(expected, y.data() + 2 * half, "rfft", n);
        spectrum = y;
      });
  spectrum[1] = 5;  // no spectrum of real numbers has that
  everywhere(
      std::vector<T>(static_cast<std::size_t>(rows * n)),
      [&](T* y) {
        fft_to_real(dtype_of<T>, {rows, n, half, n}, spectrum.data(), y);
      },
      [&](const std::vector<T>& y) {
        for (std::size_t j = 0; j < y.size(); ++j)
          ASSERT_NEAR(x[j], y[j] / static_cast<T>(n), 8 * kEpsilon<T>) << "irfft of " << n << " at " << j;
      });
}

TEST(Fft, IsTheSumOfProductsInEitherDirection) {
  Rng rng(1);
  for (const std::int64_t n : kLengths)
    for (const bool inverse : {false, true})
      for_types<float, double>([&]<class T>() { check_complex<T>(rng, n, inverse); });
}

TEST(Fft, OfRealNumbersIsHalfOfIt) {
  Rng rng(2);
  for (const std::int64_t n : kLengths) for_types<float, double>([&]<class T>() { check_real<T>(rng, n); });
}

// A wave has one frequency, however long it is.
TEST(Fft, OfAMillionFindsAWave) {
  const std::int64_t n = 1 << 20, frequency = 12345;
  std::vector<double> x(2 * n), y(2 * n);
  for (std::int64_t j = 0; j < n; ++j) {
    const Wide wave = std::conj(root(j * frequency, n));
    x[static_cast<std::size_t>(2 * j)] = static_cast<double>(wave.real());
    x[static_cast<std::size_t>(2 * j + 1)] = static_cast<double>(wave.imag());
  }
  fft(DType::kFloat64, {1, n, n, n}, false, x.data(), y.data());
  for (std::int64_t k = 0; k < n; ++k) {
    const double expected = k == frequency ? n : 0;
    ASSERT_NEAR(expected, y[static_cast<std::size_t>(2 * k)], 1e-9) << k;
    ASSERT_NEAR(0, y[static_cast<std::size_t>(2 * k + 1)], 1e-9) << k;
  }
}

TEST(Fft, OfNoRowsIsNothing) {
  fft(DType::kFloat32, {0, 8, 8, 8}, false, nullptr, nullptr);
  fft_of_real(DType::kFloat32, {0, 8, 8, 5}, nullptr, nullptr);
  fft_to_real(DType::kFloat32, {0, 8, 5, 8}, nullptr, nullptr);
}

}  // namespace
}  // namespace adjoint::kernels
