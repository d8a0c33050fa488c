// Elementwise kernels against plain loops: every type, layout, length, target
// and number of threads. Precision has its own tests; here a few units in the last place are granted.
#include <cmath>
#include <limits>

#include "kernel_test.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {
namespace {

// ---- unary ----

template <class T>
struct UnaryCase {
  Unary fn;
  const char* name;
  std::int64_t ulps;
  T (*plain)(T);
};

template <class T>
std::vector<UnaryCase<T>> unary_cases() {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return {{Unary::kNeg, "neg", 0, [](T x) { return wrap<T>(U{0} - static_cast<U>(x)); }},
            {Unary::kAbs, "abs", 0, [](T x) { return x < 0 ? wrap<T>(U{0} - static_cast<U>(x)) : x; }},
            {Unary::kSign, "sign", 0, [](T x) { return static_cast<T>(x > 0   ? 1
                                                                      : x < 0 ? -1
                                                                              : 0); }},
            {Unary::kSquare, "square", 0, [](T x) { return wrap<T>(static_cast<U>(x) * static_cast<U>(x)); }},
            {Unary::kRelu, "relu", 0, [](T x) { return std::max<T>(x, 0); }}};
  } else {
    return {{Unary::kNeg, "neg", 0, [](T x) { return -x; }},
            {Unary::kAbs, "abs", 0, [](T x) { return std::fabs(x); }},
            {Unary::kSign, "sign", 0, [](T x) { return x > 0   ? T{1}
                                                       : x < 0 ? T{-1}
                                                               : x; }},
            {Unary::kSquare, "square", 0, [](T x) { return x * x; }},
            {Unary::kReciprocal, "reciprocal", 0, [](T x) { return 1 / x; }},
            {Unary::kSqrt, "sqrt", 0, [](T x) { return std::sqrt(x); }},
            {Unary::kRsqrt, "rsqrt", 0, [](T x) { return 1 / std::sqrt(x); }},
            {Unary::kExp, "exp", 4, [](T x) { return std::exp(x); }},
            {Unary::kExpm1, "expm1", 4, [](T x) { return std::expm1(x); }},
            {Unary::kLog, "log", 4, [](T x) { return std::log(x); }},
            {Unary::kLog1p, "log1p", 4, [](T x) { return std::log1p(x); }},
            {Unary::kSin, "sin", 4, [](T x) { return std::sin(x); }},
            {Unary::kCos, "cos", 4, [](T x) { return std::cos(x); }},
            {Unary::kTan, "tan", 4, [](T x) { return std::tan(x); }},
            {Unary::kTanh, "tanh", 4, [](T x) { return std::tanh(x); }},
            {Unary::kSigmoid, "sigmoid", 4, [](T x) { return 1 / (1 + std::exp(-x)); }},
            {Unary::kSoftplus, "softplus", 4,
             [](T x) { return std::isnan(x) ? x : std::max(x, T{0}) + std::log1p(std::exp(-std::fabs(x))); }},
            {Unary::kErf, "erf", 4, [](T x) { return std::erf(x); }},
            {Unary::kFloor, "floor", 0, [](T x) { return std::floor(x); }},
            {Unary::kCeil, "ceil", 0, [](T x) { return std::ceil(x); }},
            {Unary::kRound, "round", 0, [](T x) { return std::nearbyint(x); }},
            {Unary::kRelu, "relu", 0, [](T x) { return x < 0 ? T{0} : x; }}};
  }
}

template <class T>
void check_unary(const UnaryCase<T>& c, const Operand<T>& x) {
  SCOPED_TRACE(c.name);
  std::vector<T> expected = x.values();
  for (T& v : expected) v = c.plain(v);
  everywhere<T>(
      expected.size(), [&](T* y) { unary(c.fn, dtype_of<T>, x.extent(), x.in(), y); },
      [&](const std::vector<T>& y) { expect_close(expected, y, c.ulps); });
}

TEST(Unary, EveryFunctionTypeAndLayout) {
  for_numbers([]<class T>() {
    Rng rng(1);
    for (const UnaryCase<T>& c : unary_cases<T>())
      for (const Dims& dims : all_shapes(rng, 12))
        check_unary(c, Operand<T>(rng, dims, random_strides(rng, dims, true), 20));
  });
}

TEST(Unary, LargeIsTheSameForAnyNumberOfThreads) {
  for_types<std::int32_t, float, double>([]<class T>() {
    Rng rng(2);
    for (const UnaryCase<T>& c : unary_cases<T>()) {
      const bool some_layouts = c.fn == Unary::kSquare || c.fn == Unary::kSin;
      for (const Dims& dims : large_shapes())
        if (some_layouts) check_unary(c, Operand<T>(rng, dims, random_strides(rng, dims, true), 1000));
      check_unary(c, Operand<T>(rng, {70001}, 1000));
    }
  });
}

TEST(Unary, ReluHandsNanOn) {
  for_types<float, double>([]<class T>() {
    for (std::size_t n = 1; n <= 40; ++n)
      on_every_target([&] {
        std::vector<T> x(n, -INFINITY);
        x[n - 1] = NAN;
        const std::int64_t dims[] = {static_cast<std::int64_t>(n)}, strides[] = {1};
        const std::vector<T> y = written(x, [&](T* out) {
          unary(Unary::kRelu, dtype_of<T>, {1, dims}, {x.data(), strides}, out);
        });
        for (std::size_t i = 0; i + 1 < n; ++i) EXPECT_EQ(T{0}, y[i]);
        EXPECT_TRUE(std::isnan(y[n - 1]));
      });
  });
}

// ---- binary ----

template <class T>
struct BinaryCase {
  Binary fn;
  const char* name;
  T (*plain)(T, T);
};

template <class T>
T plain_power(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::pow(x, y);
  } else {
    std::make_unsigned_t<T> result = 1;
    for (T i = 0; i < y; ++i) result *= static_cast<decltype(result)>(x);
    return static_cast<T>(result);
  }
}

template <class T>
std::vector<BinaryCase<T>> binary_cases() {
  if constexpr (std::is_same_v<T, Bool>) {
    return {{Binary::kAnd, "and", [](T x, T y) -> T { return x && y; }},
            {Binary::kOr, "or", [](T x, T y) -> T { return x || y; }},
            {Binary::kXor, "xor", [](T x, T y) -> T { return x != y; }}};
  } else if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    return {{Binary::kAdd, "add", [](T x, T y) { return wrap<T>(static_cast<U>(x) + static_cast<U>(y)); }},
            {Binary::kSub, "sub", [](T x, T y) { return wrap<T>(static_cast<U>(x) - static_cast<U>(y)); }},
            {Binary::kMul, "mul", [](T x, T y) { return wrap<T>(static_cast<U>(x) * static_cast<U>(y)); }},
            {Binary::kMaximum, "maximum", [](T x, T y) { return std::max(x, y); }},
            {Binary::kMinimum, "minimum", [](T x, T y) { return std::min(x, y); }},
            {Binary::kPow, "pow", plain_power<T>}};
  } else {
    return {{Binary::kAdd, "add", [](T x, T y) { return x + y; }},
            {Binary::kSub, "sub", [](T x, T y) { return x - y; }},
            {Binary::kMul, "mul", [](T x, T y) { return x * y; }},
            {Binary::kMaximum, "maximum", [](T x, T y) { return x != x || x > y ? x : y; }},
            {Binary::kMinimum, "minimum", [](T x, T y) { return x != x || x < y ? x : y; }},
            {Binary::kDiv, "div", [](T x, T y) { return x / y; }},
            {Binary::kWeigh, "weigh", [](T x, T y) { return x == 0 && std::isinf(y) ? T{0} : x * y; }},
            {Binary::kPow, "pow", plain_power<T>}};
  }
}

template <class T>
void check_binary(const BinaryCase<T>& c, const Operand<T>& a, const Operand<T>& b) {
  SCOPED_TRACE(c.name);
  std::vector<T> expected = a.values();
  const std::vector<T> right = b.values();
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = c.plain(expected[i], right[i]);
  everywhere<T>(
      expected.size(), [&](T* y) { binary(c.fn, dtype_of<T>, a.extent(), a.in(), b.in(), y); },
      [&](const std::vector<T>& y) { expect_close(expected, y, c.fn == Binary::kPow ? 2 : 0); });
}

template <class T>
void check_binary(Rng& rng, const BinaryCase<T>& c, const Dims& dims, const Dims& a_strides,
                  const Dims& b_strides) {
  const Operand<T> a(rng, dims, a_strides, 20);
  Operand<T> b(rng, dims, b_strides, 20);
  if (c.fn == Binary::kPow && std::is_integral_v<T>)
    for (T& v : b.memory) v = static_cast<T>(between(rng, 0, 70));  // others are refused before
  check_binary(c, a, b);
}

// With digits enough for the differences.
long double softplus(long double x) { return std::max(x, 0.0L) + std::log1p(std::exp(-std::fabs(x))); }
long double sigmoid(long double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
long double weighed(long double a, long double b) { return a == 0 ? 0 : a * b; }

TEST(Binary, CrossEntropyAndItsSlopeKeepTheirDigits) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for_types<float, double>([]<class T>() {
    std::vector<T> x, t, loss, slope;
    for (const double at : {-kInfinity, -80.0, -40.0, -9.0, -0.5, 0.0, 0.5, 9.0, 40.0, 80.0, kInfinity})
      for (const double target : {0.0, 0.0625, 1.0}) {
        x.push_back(static_cast<T>(at));
        t.push_back(static_cast<T>(target));
        loss.push_back(static_cast<T>(weighed(1 - target, softplus(at)) + weighed(target, softplus(-at))));
        slope.push_back(static_cast<T>((1 - target) * sigmoid(at) - target * sigmoid(-at)));
      }
    const std::int64_t n = std::ssize(x), step = 1;
    const auto check = [&](Binary fn, const std::vector<T>& expected) {
      everywhere<T>(
          x.size(),
          [&](T* y) {
            binary(fn, dtype_of<T>, {1, &n}, {x.data(), &step}, {t.data(), &step}, y);
          },
          [&](const std::vector<T>& y) { expect_close(expected, y, 8); });
    };
    check(Binary::kBinaryCrossEntropy, loss);
    check(Binary::kBinaryCrossEntropySlope, slope);
  });
}

TEST(Binary, EveryFunctionTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(3);
    for (const BinaryCase<T>& c : binary_cases<T>()) {
      for (int i = 0; i < 40; ++i) {
        const Dims dims = random_dims(rng);
        check_binary(rng, c, dims, random_strides(rng, dims, true), random_strides(rng, dims, true));
      }
      for (std::int64_t n = 0; n <= 70; ++n)  // both plain, either one repeated, one by one
        for (const auto& [a, b] : {std::pair(1, 1), std::pair(0, 1), std::pair(1, 0), std::pair(2, -1)})
          check_binary(rng, c, {n}, {a}, {b});
    }
  });
}

TEST(Binary, LargeIsTheSameForAnyNumberOfThreads) {
  for_types<std::int64_t, float, double>([]<class T>() {
    Rng rng(4);
    for (const BinaryCase<T>& c : binary_cases<T>()) {
      check_binary(rng, c, {70001}, {1}, {1});
      check_binary(rng, c, {300, 299}, {299, 1}, {0, 1});
      check_binary(rng, c, {300, 299}, {299, 1}, {1, 0});
      if (c.fn == Binary::kMul)
        for (const Dims& dims : large_shapes())
          check_binary(rng, c, dims, random_strides(rng, dims, true), random_strides(rng, dims, true));
    }
  });
}

TEST(Binary, TransposedAndBroadcastOperands) {
  for_types<std::int32_t, float, double>([]<class T>() {
    Rng rng(22);
    const BinaryCase<T> sub = binary_cases<T>()[1];
    const auto check = [&](const Dims& dims, const Dims& a, const Dims& b) {
      check_binary(rng, sub, dims, a, b);
    };
    for (const std::int64_t m : {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 64, 65, 300})
      for (const std::int64_t n : {1, 2, 3, 4, 5, 16, 17, 31, 33, 127, 128, 129, 260}) {
        check({m, n}, {n, 1}, {1, m});
        check({m, n}, {1, m}, {n, 1});
        check({m, n}, {1, m}, {1, m});
        check({m, n}, {1, m}, {0, 1});
        check({m, n}, {0, 1}, {1, 0});
        check({m, n}, {n, 1}, {0, 1});
        check({m, n}, {1, 0}, {n, 1});
        check({m, n}, {n, 1}, {0, 0});
        check({m, n}, {2 * n, 2}, {-n, -1});
        check({3, m, n}, {1, 3, 3 * m}, {m * n, n, 1});  // the closest dimension is the first
        check({m, 2, n}, {1, m * n, m}, {0, n, 1});
      }
    check({2, 1, 3, 1, 2, 3, 2, 5}, {0, 1, 10, 3, 5, 0, 0, 1}, {180, 0, 60, 7, 30, 10, 5, 1});
  });
}

TEST(Binary, NoElementsInAnyLayout) {
  for (const Dims& dims : {Dims{0}, Dims{0, 40}, Dims{40, 0}, Dims{40, 0, 40}}) {
    Rng rng(23);
    const Dims reversed(dims.size(), 1);
    check_binary(rng, binary_cases<float>()[0], dims, reversed, row_major(dims));
  }
}

template <class T>
std::vector<T> evaluate(Binary fn, const std::vector<T>& a, const std::vector<T>& b) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(a.size())}, strides[] = {1};
  return written(a, [&](T* y) {
    binary(fn, dtype_of<T>, {1, dims}, {a.data(), strides}, {b.data(), strides}, y);
  });
}

TEST(Binary, MaximumAndMinimumHandNanOnFromEitherSideInEveryLane) {
  for_types<float, double>([]<class T>() {
    on_every_target([] {
      for (const Binary fn : {Binary::kMaximum, Binary::kMinimum})
        for (std::size_t at = 0; at < 35; ++at) {
          std::vector<T> a(35, INFINITY), b(35, -INFINITY);
          (at % 2 ? a : b)[at] = NAN;
          for (const auto& [x, y] : {std::pair(a, b), std::pair(b, a)}) {
            const std::vector<T> z = evaluate(fn, x, y);
            for (std::size_t i = 0; i < z.size(); ++i)
              EXPECT_TRUE(i == at ? std::isnan(z[i])
                                  : z[i] == (fn == Binary::kMaximum ? INFINITY : -INFINITY));
          }
        }
    });
  });
}

TEST(Binary, IntegersWrap) {
  for_types<std::int32_t, std::int64_t>([]<class T>() {
    const T low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
    const std::vector<T> one(19, 1), two(19, 2), minus_one(19, -1);
    on_every_target([&] {
      EXPECT_EQ(std::vector<T>(19, low), evaluate(Binary::kAdd, std::vector<T>(19, high), one));
      EXPECT_EQ(std::vector<T>(19, high), evaluate(Binary::kSub, std::vector<T>(19, low), one));
      EXPECT_EQ(std::vector<T>(19, -2), evaluate(Binary::kMul, std::vector<T>(19, high), two));
      EXPECT_EQ(std::vector<T>(19, low), evaluate(Binary::kMul, std::vector<T>(19, low), minus_one));
      EXPECT_EQ(std::vector<T>(19, 0), evaluate(Binary::kPow, two, std::vector<T>(19, 64)));
      EXPECT_EQ(one, evaluate(Binary::kPow, std::vector<T>(19, high), two))
          << "(2^n - 1)^2 is 1 modulo 2^n+1";
      EXPECT_EQ(one, evaluate(Binary::kPow, std::vector<T>(19, 0), std::vector<T>(19, 0)));
    });
  });
}

}  // namespace
}  // namespace adjoint::kernels
