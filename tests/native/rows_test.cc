// Kernels that work row by row (softmax, standardizing) against plain loops: every type, layout, length,
// target and number of threads.
#include <cmath>
#include <span>

#include "kernel_test.h"
#include "kernels/normalize.h"
#include "kernels/reduce.h"

namespace adjoint::kernels {
namespace {

// ---- softmax ----

using RowKernel = void (*)(DType, std::int64_t, std::int64_t, const void*, void*);
using RowBackward = void (*)(DType, std::int64_t, std::int64_t, const void*, const void*, void*);

struct PlainRows {
  std::vector<long double> value, tolerance;
  void add(long double v, long double t) {
    value.push_back(v);
    tolerance.push_back(t);
  }
};

template <class T>
PlainRows plain_softmax(bool logarithm, std::int64_t columns, const std::vector<T>& x) {
  PlainRows rows;
  for (std::size_t r = 0; columns && r < x.size(); r += static_cast<std::size_t>(columns)) {
    const std::span<const T> row(&x[r], static_cast<std::size_t>(columns));
    const long double top = plain_extreme(true, row), n = static_cast<long double>(columns);
    long double sum = 0;
    for (const T v : row) sum += std::exp(v - top);
    for (const T v : row) {
      const long double e = std::exp(v - top) / sum, l = v - top - std::log(sum);
      // The argument of the exponential is rounded: what that costs grows with its size.
      const long double error = kEpsilon<T> * (8 + n / 256 + std::fabs(v - top));
      rows.add(logarithm ? l : e, logarithm ? error : error * e + std::numeric_limits<T>::denorm_min());
    }
  }
  return rows;
}

template <class T>
void check_softmax(std::int64_t rows, std::int64_t columns, const std::vector<T>& x) {
  for (const bool logarithm : {false, true}) {
    const PlainRows expected = plain_softmax(logarithm, columns, x);
    const RowKernel kernel = logarithm ? log_softmax : softmax;
    everywhere<T>(
        x.size(), [&](T* y) { kernel(dtype_of<T>, rows, columns, x.data(), y); },
        [&](const std::vector<T>& y) { expect_within(expected.value, expected.tolerance, y); });
  }
}

template <class T>
PlainRows plain_backward(bool logarithm, std::int64_t columns, const std::vector<T>& y,
                         const std::vector<T>& dy) {
  PlainRows rows;
  for (std::size_t r = 0; columns && r < y.size(); r += static_cast<std::size_t>(columns)) {
    long double sum = 0, magnitude = 0;
    const std::size_t end = r + static_cast<std::size_t>(columns);
    for (std::size_t i = r; i < end; ++i) {
      const long double term = logarithm ? dy[i] : static_cast<long double>(y[i]) * dy[i];
      sum += term;
      magnitude += std::fabs(term);
    }
    const long double scale = kEpsilon<T> * (8 + static_cast<long double>(columns) / 256);
    for (std::size_t i = r; i < end; ++i) {
      const long double weight = logarithm ? std::exp(static_cast<long double>(y[i])) : y[i];
      rows.add(logarithm ? dy[i] - weight * sum : weight * (dy[i] - sum),
               scale * (std::fabs(weight) * magnitude * (1 + std::fabs(static_cast<long double>(y[i]))) +
                        std::fabs(static_cast<long double>(dy[i])) * (1 + std::fabs(weight))));
    }
  }
  return rows;
}

template <class T>
void check_softmax_backward(std::int64_t rows, std::int64_t columns, const std::vector<T>& x,
                            const std::vector<T>& dy) {
  for (const bool logarithm : {false, true}) {
    std::vector<T> y(x.size());
    (logarithm ? log_softmax : softmax)(dtype_of<T>, rows, columns, x.data(), y.data());
    const PlainRows expected = plain_backward(logarithm, columns, y, dy);
    const RowBackward kernel = logarithm ? log_softmax_backward : softmax_backward;
    everywhere<T>(
        x.size(), [&](T* dx) { kernel(dtype_of<T>, rows, columns, y.data(), dy.data(), dx); },
        [&](const std::vector<T>& dx) { expect_within(expected.value, expected.tolerance, dx); });
  }
}

TEST(Softmax, ForwardAndBackwardOfEveryLength) {
  for_types<float, double>([]<class T>() {
    Rng rng(14);
    std::vector<std::pair<std::int64_t, std::int64_t>> shapes = {
        {0, 5}, {5, 0}, {3, 5000}, {2, 70000}, {9000, 10}};
    for (std::int64_t n = 0; n <= 70; ++n) shapes.push_back({n % 4 ? 3 : 67, n});
    for (const auto& [rows, columns] : shapes) {
      std::vector<T> x(static_cast<std::size_t>(rows * columns)), dy(x.size());
      for (T& v : x) v = static_cast<T>(std::normal_distribution<>(0, rng() % 50 ? 3 : 40)(rng));
      for (T& v : dy) v = static_cast<T>(std::normal_distribution<>(0, 1)(rng));
      check_softmax(rows, columns, x);
      check_softmax_backward(rows, columns, x, dy);
    }
  });
}

TEST(Softmax, LargeMasksAndInfinities) {
  for_types<float, double>([]<class T>() {
    for (const std::int64_t n : {2, 7, 33}) {
      std::vector<T> x(static_cast<std::size_t>(n), T{1000});
      check_softmax(1, n, x);  // exp would overflow
      x[1] = -INFINITY;
      check_softmax(1, n, x);  // masked
      x[0] = INFINITY;
      check_softmax(1, n, x);  // not a number
      check_softmax(1, n, std::vector<T>(x.size(), -INFINITY));
      x[0] = NAN;
      check_softmax(1, n, x);
    }
    for (const std::int64_t n : {7, 60, 3000})  // one spoilt row among others
      for (const T special : {static_cast<T>(NAN), static_cast<T>(INFINITY), static_cast<T>(-INFINITY)})
        for (const std::int64_t at : {std::int64_t{0}, n / 2, n - 1}) {
          std::vector<T> x(static_cast<std::size_t>(3 * n), T{2});
          x[static_cast<std::size_t>(n + at)] = special;
          check_softmax(3, n, x);
        }
  });
}

// ---- rows of mean 0 and variance 1 ----

// What is exact, and what rounding may cost: the mean's own error counts beside the spread of the row.
template <class T>
struct PlainStandard {
  std::int64_t columns;
  long double epsilon;
  const std::vector<T>& x;

  struct Row {
    std::span<const T> x;
    long double mean = 0, inverse = 0, error = 0;
    long double y(std::size_t i) const { return (x[i] - mean) * inverse; }
  };
  Row row(std::size_t first) const {
    Row row{{&x[first], static_cast<std::size_t>(columns)}};
    const long double n = static_cast<long double>(columns);
    long double squares = 0, largest = 0;
    for (const T v : row.x) row.mean += v / n;
    for (const T v : row.x) squares += (v - row.mean) * (v - row.mean) / n;
    for (const T v : row.x) largest = std::max(largest, std::fabs(static_cast<long double>(v)));
    row.inverse = 1 / std::sqrt(squares + epsilon);
    row.error = kEpsilon<T> * (8 + n / 256) * (1 + largest * row.inverse);
    return row;
  }
};

template <class T>
void check_standardize(const RowsToNormalize& shape, const std::vector<T>& x, const std::vector<T>& scale,
                       const std::vector<T>& shift) {
  const PlainStandard<T> plain{shape.columns, shape.epsilon, x};
  for (const bool scaled : {false, true}) {
    PlainRows expected;
    for (std::size_t r = 0; shape.columns && r < x.size(); r += static_cast<std::size_t>(shape.columns)) {
      const auto row = plain.row(r);
      for (std::size_t i = 0; i < row.x.size(); ++i) {
        const long double a = scaled ? scale[i] : 1, b = scaled ? shift[i] : 0, y = row.y(i);
        expected.add(a * y + b, row.error * std::fabs(a) * (1 + std::fabs(y)) + kEpsilon<T> * std::fabs(b));
      }
    }
    everywhere<T>(
        x.size(),
        [&](T* y) {
          standardize(dtype_of<T>, shape, x.data(), scaled ? scale.data() : nullptr,
                      scaled ? shift.data() : nullptr, y);
        },
        [&](const std::vector<T>& y) { expect_within(expected.value, expected.tolerance, y); });
  }
}

template <class T>
void check_standardize_change(const RowsToNormalize& shape, const std::vector<T>& x,
                              const std::vector<T>& d) {
  const PlainStandard<T> plain{shape.columns, shape.epsilon, x};
  PlainRows expected;
  for (std::size_t r = 0; shape.columns && r < x.size(); r += static_cast<std::size_t>(shape.columns)) {
    const auto row = plain.row(r);
    const long double n = static_cast<long double>(shape.columns);
    long double mean = 0, along = 0, largest = 0;
    for (std::size_t i = 0; i < row.x.size(); ++i) {
      mean += d[r + i] / n;
      along += row.y(i) * d[r + i] / n;
      largest = std::max(largest, std::fabs(static_cast<long double>(d[r + i])));
    }
    for (std::size_t i = 0; i < row.x.size(); ++i) {
      const long double y = row.y(i);
      expected.add(row.inverse * (d[r + i] - mean - y * along),
                   row.error * row.inverse * largest * (4 + 4 * std::fabs(y)));
    }
  }
  everywhere<T>(
      x.size(), [&](T* dy) { standardize_change(dtype_of<T>, shape, x.data(), d.data(), dy); },
      [&](const std::vector<T>& dy) { expect_within(expected.value, expected.tolerance, dy); });
}

TEST(Normalize, RowsAndTheirChangesOfEveryLength) {
  for_types<float, double>([]<class T>() {
    Rng rng(15);
    const auto draw = [&](std::int64_t count, double mean) {
      std::vector<T> all(static_cast<std::size_t>(count));
      for (T& v : all) v = static_cast<T>(std::normal_distribution<>(mean, 2)(rng));
      return all;
    };
    std::vector<std::pair<std::int64_t, std::int64_t>> shapes = {
        {0, 5}, {5, 0}, {3, 5000}, {2, 70000}, {9000, 10}};
    for (std::int64_t n = 0; n <= 70; ++n) shapes.push_back({n % 4 ? 3 : 67, n});
    for (const auto& [rows, columns] : shapes)
      for (const double mean : {0.0, 30.0}) {
        const RowsToNormalize shape{rows, columns, 1e-5};
        const std::vector<T> x = draw(rows * columns, mean);
        check_standardize(shape, x, draw(columns, 1), draw(columns, 0));
        check_standardize_change(shape, x, draw(rows * columns, 0.5));
      }
  });
}

TEST(Normalize, RowsOfEqualElementsGiveZero) {
  for_types<float, double>([]<class T>() {
    for (const std::int64_t n : {1, 7, 64, 300}) {
      const std::vector<T> x(static_cast<std::size_t>(n), T{3}), zero(x.size(), T{0});
      everywhere<T>(
          x.size(),
          [&](T* y) {
            standardize(dtype_of<T>, {1, n, 1e-5}, x.data(), nullptr, nullptr, y);
          },
          [&](const std::vector<T>& y) { expect_close(zero, y); });
    }
  });
}

TEST(Normalize, ASpoiltRowSpoilsNoOther) {
  for_types<float, double>([]<class T>() {
    constexpr std::int64_t n = 33;
    std::vector<T> x(3 * n);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>(i % 7);
    const auto run = [&](T* y) { standardize(dtype_of<T>, {3, n, 1e-5}, x.data(), nullptr, nullptr, y); };
    for (const T special : {static_cast<T>(NAN), static_cast<T>(INFINITY)}) {
      x[n + 5] = special;
      everywhere<T>(x.size(), run, [&](const std::vector<T>& y) {
        for (std::int64_t i = 0; i < 3 * n; ++i)
          EXPECT_EQ(i / n == 1, std::isnan(y[static_cast<std::size_t>(i)])) << "element " << i;
      });
    }
  });
}

}  // namespace
}  // namespace adjoint::kernels
