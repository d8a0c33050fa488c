// Elementwise kernels and reductions of every type against plain loops: all layouts, lengths, targets and
// numbers of threads. Precision has its own tests; here a few units in the last place are granted.
#include <cmath>
#include <span>

#include "kernel_test.h"
#include "kernels/elementwise.h"
#include "kernels/index.h"
#include "kernels/normalize.h"
#include "kernels/reduce.h"

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
T wrap(std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t> x) {
  return static_cast<T>(x);
}

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
    if (y < 0) return x == 1 ? T{1} : x == -1 ? (y % 2 ? T{-1} : T{1}) : T{0};
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
    for (T& v : b.memory) v = static_cast<T>(between(rng, -4, 70));
  check_binary(c, a, b);
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
      EXPECT_EQ(one, evaluate(Binary::kPow, minus_one, std::vector<T>(19, low)));
      EXPECT_EQ(std::vector<T>(19, 0), evaluate(Binary::kPow, two, std::vector<T>(19, low)));
      EXPECT_EQ(one, evaluate(Binary::kPow, std::vector<T>(19, 0), std::vector<T>(19, 0)));
    });
  });
}

// ---- compare, test, select ----

template <class T>
bool plain_compare(Compare fn, T x, T y) {
  switch (fn) {
    case Compare::kEqual:
      return x == y;
    case Compare::kNotEqual:
      return x != y;
    case Compare::kLess:
      return x < y;
    case Compare::kLessEqual:
      return x <= y;
    case Compare::kGreater:
      return x > y;
    case Compare::kGreaterEqual:
      return x >= y;
  }
  return false;
}

template <class T>
void check_compare(Rng& rng, Compare fn, const Dims& dims) {
  const Operand<T> a(rng, dims, random_strides(rng, dims, true), 15);
  const Operand<T> b(rng, dims, random_strides(rng, dims, true), 15);
  const std::vector<T> left = a.values(), right = b.values();
  std::vector<Bool> expected;
  for (std::size_t i = 0; i < left.size(); ++i) expected.push_back(plain_compare(fn, left[i], right[i]));
  everywhere<Bool>(
      expected.size(), [&](Bool* y) { compare(fn, dtype_of<T>, a.extent(), a.in(), b.in(), y); },
      [&](const std::vector<Bool>& y) { expect_close(expected, y); });
}

TEST(Compare, EveryFunctionTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(5);
    for (int fn = 0; fn < 6; ++fn) {
      for (const Dims& dims : all_shapes(rng, 30)) check_compare<T>(rng, static_cast<Compare>(fn), dims);
      for (const Dims& dims : large_shapes()) check_compare<T>(rng, static_cast<Compare>(fn), dims);
    }
  });
}

template <class T, class Plain>
void check_test(Rng& rng, kernels::Test fn, const Dims& dims, Plain plain) {
  const Operand<T> x(rng, dims, random_strides(rng, dims, true), 4);
  std::vector<Bool> expected;
  for (const T v : x.values()) expected.push_back(plain(v));
  everywhere<Bool>(
      expected.size(), [&](Bool* y) { test(fn, dtype_of<T>, x.extent(), x.in(), y); },
      [&](const std::vector<Bool>& y) { expect_close(expected, y); });
}

TEST(Tests, EveryFunctionTypeAndLayout) {
  Rng rng(6);
  std::vector<Dims> shapes = all_shapes(rng, 30);
  for (const Dims& dims : large_shapes()) shapes.push_back(dims);
  for (const Dims& dims : shapes) {
    for_types<float, double>([&]<class T>() {
      check_test<T>(rng, kernels::Test::kIsNan, dims, [](T v) { return std::isnan(v); });
      check_test<T>(rng, kernels::Test::kIsFinite, dims, [](T v) { return std::isfinite(v); });
    });
    check_test<Bool>(rng, kernels::Test::kNot, dims, [](Bool v) { return !v; });
  }
}

template <class T>
void check_select(Rng& rng, const Dims& dims) {
  const Operand<Bool> condition(rng, dims, random_strides(rng, dims, true));
  const Operand<T> a(rng, dims, random_strides(rng, dims, true), 10);
  const Operand<T> b(rng, dims, random_strides(rng, dims, true), 10);
  const std::vector<Bool> first = condition.values();
  std::vector<T> expected = a.values();
  const std::vector<T> other = b.values();
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!first[i]) expected[i] = other[i];
  everywhere<T>(
      expected.size(), [&](T* y) { select(dtype_of<T>, a.extent(), condition.in(), a.in(), b.in(), y); },
      [&](const std::vector<T>& y) { EXPECT_TRUE(same_bits(expected, y)); });
}

TEST(Select, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(7);
    for (const Dims& dims : all_shapes(rng, 100)) check_select<T>(rng, dims);
    for (const Dims& dims : large_shapes()) check_select<T>(rng, dims);
  });
}

// ---- copy, cast, fill, arange ----

// What lies between the elements of the result must stay.
template <class T>
void check_copy(Rng& rng, const Dims& dims, const Dims& from_strides, const Dims& to_strides) {
  const Operand<T> x(rng, dims, from_strides, 10);
  const Operand<T> y(rng, dims, to_strides);
  std::vector<T> expected = y.memory;
  const Dims from = offsets(dims, x.strides), to = offsets(dims, y.strides);
  for (std::size_t i = 0; i < from.size(); ++i)
    expected[static_cast<std::size_t>(y.first + to[i])] =
        x.memory[static_cast<std::size_t>(x.first + from[i])];
  everywhere<T>(
      y.memory,
      [&](T* out) {
        copy(dtype_of<T>, x.extent(), x.in(), {out + y.first, y.strides.data()});
      },
      [&](const std::vector<T>& out) { EXPECT_TRUE(same_bits(expected, out)); });
}

template <class T>
void check_copy(Rng& rng, const Dims& dims) {
  check_copy<T>(rng, dims, random_strides(rng, dims, true), random_strides(rng, dims, false));
}

TEST(Copy, TransposesOfEverySize) {
  for_all_types([]<class T>() {
    Rng rng(21);
    for (std::int64_t m = 1; m <= 70; m += rng() % 3 + 1)
      for (const std::int64_t n : {1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 64, 65, 130}) {
        check_copy<T>(rng, {m, n}, {1, m}, {n, 1});
        check_copy<T>(rng, {m, n}, {1, m + 3}, {n + 1, 1});  // with gaps
        check_copy<T>(rng, {m, n}, {n, 1}, {1, m});          // by writing
        check_copy<T>(rng, {m, n}, {2, 2 * m}, {n, 1});
        check_copy<T>(rng, {m, n}, {-1, m}, {n, 1});
        check_copy<T>(rng, {3, m, n}, {m * n, 1, m}, {m * n, n, 1});
        check_copy<T>(rng, {m, 3, n}, {1, m * n, m}, {3 * n, n, 1});
        check_copy<T>(rng, {m, n}, {1, 0}, {n, 1});  // repeated
        check_copy<T>(rng, {m, n}, {0, 1}, {n, 1});
      }
    check_copy<T>(rng, {517, 611}, {1, 517}, {611, 1});  // shared among threads
    check_copy<T>(rng, {71, 37, 83}, {1, 71, 2627}, {3071, 83, 1});
  });
}

TEST(Copy, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(8);
    for (const Dims& dims : all_shapes(rng, 200)) check_copy<T>(rng, dims);
    for (int i = 0; i < 6; ++i)
      for (const Dims& dims : large_shapes()) check_copy<T>(rng, dims);
  });
}

template <class S, class T>
T plain_cast(S x) {
  if constexpr (std::is_same_v<T, Bool>) {
    return x != S{0};
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<T>) {
    using L = std::numeric_limits<T>;
    if (std::isnan(x)) return 0;
    const long double v = x;
    return v <= static_cast<long double>(L::min())   ? L::min()
           : v >= static_cast<long double>(L::max()) ? L::max()
                                                     : static_cast<T>(x);
  } else if constexpr (std::is_integral_v<S> && std::is_integral_v<T>) {
    return wrap<T>(static_cast<std::make_unsigned_t<T>>(x));
  } else {
    return static_cast<T>(x);
  }
}

template <class S, class T>
void check_cast(const Operand<S>& x) {
  std::vector<T> expected;
  for (const S v : x.values()) expected.push_back(plain_cast<S, T>(v));
  everywhere<T>(
      expected.size(), [&](T* y) { cast(dtype_of<S>, dtype_of<T>, x.extent(), x.in(), y); },
      [&](const std::vector<T>& y) { expect_close(expected, y); });
}

TEST(Cast, EveryPairOfTypesAndLayout) {
  Rng rng(9);
  for_all_types([&]<class S>() {
    for_all_types([&]<class T>() {
      for (const Dims& dims : all_shapes(rng, 40))
        check_cast<S, T>(Operand<S>(rng, dims, random_strides(rng, dims, true), 6));
      for (const Dims& dims : large_shapes())
        check_cast<S, T>(Operand<S>(rng, dims, random_strides(rng, dims, true), 50));
    });
  });
}

TEST(Cast, FloatingToIntegerTruncatesAndSaturates) {
  for_types<float, double>([]<class S>() {
    for_types<std::int32_t, std::int64_t>([]<class T>() {
      using L = std::numeric_limits<T>;
      const S top = -static_cast<S>(L::min());
      const std::pair<S, T> cases[] = {
          {NAN, 0},
          {INFINITY, L::max()},
          {-INFINITY, L::min()},
          {top, L::max()},
          {-top, L::min()},
          {std::nextafter(top, INFINITY), L::max()},
          {std::nextafter(-top, -INFINITY), L::min()},
          {S(1e30), L::max()},
          {S(-1e30), L::min()},
          {S(2.9), 2},
          {S(-2.9), -2},
          {S(-0.0), 0},
          {S(0.99), 0},
          {std::nextafter(top, S{0}), static_cast<T>(std::nextafter(top, S{0}))}};
      Rng rng(1);
      for (const auto& [from, to] : cases)
        for (const std::int64_t n : {1, 16, 37}) {
          Operand<S> x(rng, {n});
          std::fill(x.memory.begin(), x.memory.end(), from);
          everywhere<T>(
              static_cast<std::size_t>(n),
              [&](T* y) { cast(dtype_of<S>, dtype_of<T>, x.extent(), x.in(), y); },
              [&](const std::vector<T>& y) { EXPECT_EQ(std::vector<T>(y.size(), to), y) << from; });
        }
    });
  });
}

TEST(Fill, EveryType) {
  for_all_types([]<class T>() {
    for (const std::size_t n : {0, 1, 7, 70, 300000})
      for (const double value : {0.0, 1.0, -3.0, 2.5})
        everywhere<T>(
            n, [&](T* y) { fill(dtype_of<T>, static_cast<std::int64_t>(n), value, y); },
            [&](const std::vector<T>& y) {
              expect_close(std::vector<T>(n, plain_cast<double, T>(value)), y);
            });
  });
}

TEST(Arange, EveryType) {
  for_numbers([]<class T>() {
    std::vector<T> expected;
    for (int i = 0; i < 1000; ++i) expected.push_back(static_cast<T>(-5.0 + i * 3.0));
    everywhere<T>(
        1000, [&](T* y) { arange(dtype_of<T>, 1000, -5, 3, y); },
        [&](const std::vector<T>& y) { expect_close(expected, y); });
  });
}

TEST(Arange, FloatingIsRoundedOnce) {
  everywhere<float>(
      1001, [](float* y) { arange(DType::kFloat32, 1001, 0, 0.1, y); },
      [](const std::vector<float>& y) { EXPECT_EQ(100.0f, y[1000]); });
}

// ---- results larger than the caches ----

// make(first, count, y) for the whole at once and in pieces that are small must write the same, at any
// alignment.
template <class T, class Make>
void check_large(std::int64_t count, const Make& make) {
  std::vector<T> whole(static_cast<std::size_t>(count) + 16), parts(whole.size());
  on_every_target([&] {
    for (const std::size_t shift : {0, 1, 7}) {
      const WithThreads with(shift == 1 ? 1 : 2);
      std::fill(whole.begin(), whole.end(), T{77});
      parts = whole;
      const std::int64_t n = count - static_cast<std::int64_t>(shift);
      make(0, n, whole.data() + shift);
      for (std::int64_t i = 0; i < n; i += 1 << 20)
        make(i, std::min<std::int64_t>(n - i, 1 << 20), parts.data() + shift + i);
      EXPECT_TRUE(same_bits(parts, whole)) << "shifted by " << shift;
    }
  });
}

TEST(Large, ResultsPastTheCaches) {
  constexpr std::int64_t kCount = (32 << 20) / 4 + 4099;
  static constexpr std::int64_t one = 1, none = 0;
  std::vector<float> x(kCount), z(kCount);
  for (std::int64_t i = 0; i < kCount; ++i) {
    x[static_cast<std::size_t>(i)] = static_cast<float>(i % 1009) * 0.01f - 5;
    z[static_cast<std::size_t>(i)] = static_cast<float>(i % 2003);
  }
  const auto in = [](const std::vector<float>& v, std::int64_t i) { return In{v.data() + i, &one}; };
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    unary(Unary::kExp, DType::kFloat32, {1, &n}, in(x, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    binary(Binary::kAdd, DType::kFloat32, {1, &n}, in(x, i), in(z, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    binary(Binary::kMul, DType::kFloat32, {1, &n}, in(x, i), {z.data() + 5, &none}, y);
  });
  check_large<double>(kCount / 2, [&](std::int64_t i, std::int64_t n, double* y) {
    cast(DType::kFloat32, DType::kFloat64, {1, &n}, in(x, i), y);
  });
  check_large<std::int32_t>(kCount, [&](std::int64_t i, std::int64_t n, std::int32_t* y) {
    binary(Binary::kMaximum, DType::kInt32, {1, &n}, in(x, i), in(z, i), y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    select(DType::kFloat32, {1, &n}, {reinterpret_cast<const Bool*>(z.data()) + i, &one}, in(x, i), in(z, i),
           y);
  });
  check_large<float>(kCount, [&](std::int64_t i, std::int64_t n, float* y) {
    copy(DType::kFloat32, {1, &n}, in(x, i), {y, &one});
  });
}

// ---- reduce ----

template <class T>
constexpr long double kEpsilon = std::is_floating_point_v<T> ? std::numeric_limits<T>::epsilon() : 0;

// The elements that belong to each result.
template <class T>
std::vector<std::vector<T>> groups_of(const Operand<T>& x, std::uint32_t axes) {
  Dims strides(x.dims.size(), 0);
  std::int64_t count = 1;
  for (std::size_t d = x.dims.size(); d-- > 0;)
    if (!((axes >> d) & 1)) {
      strides[d] = count;
      count *= x.dims[d];
    }
  std::vector<std::vector<T>> groups(static_cast<std::size_t>(count));
  const Dims to = offsets(x.dims, strides);
  const std::vector<T> values = x.values();
  for (std::size_t i = 0; i < values.size(); ++i)
    groups[static_cast<std::size_t>(to[i])].push_back(values[i]);
  return groups;
}

template <class T>
T plain_extreme(bool largest, std::span<const T> x) {
  T best = x[0];
  for (const T v : x)
    if (best == best && (v != v || (largest ? v > best : v < best))) best = v;
  return best;
}

struct Expected {
  long double value, tolerance;
};

template <class T>
Expected plain_reduce(Reduce fn, std::span<const T> x) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, long double, std::uint64_t>;
  Wide sum = 0, product = 1;
  long double magnitude = 0;
  for (const T v : x) {
    sum += static_cast<Wide>(v);
    product *= static_cast<Wide>(v);
    magnitude += std::fabs(static_cast<long double>(v));
  }
  switch (fn) {
    case Reduce::kSum:  // the order of additions is free, but errors may not grow with the number of elements
      return {static_cast<long double>(static_cast<T>(sum)), kEpsilon<T> * magnitude * 20};
    case Reduce::kProd: {
      const auto value = static_cast<long double>(static_cast<T>(product));
      return {value,
              kEpsilon<T> * std::fabs(value) * 32 * (1 + std::sqrt(static_cast<long double>(x.size())))};
    }
    case Reduce::kMax:
      return {static_cast<long double>(plain_extreme(true, x)), 0};
    case Reduce::kMin:
      return {static_cast<long double>(plain_extreme(false, x)), 0};
    case Reduce::kAll:
      return {std::all_of(x.begin(), x.end(), [](T v) { return v != 0; }) ? 1.0L : 0.0L, 0};
    case Reduce::kAny:
      return {std::any_of(x.begin(), x.end(), [](T v) { return v != 0; }) ? 1.0L : 0.0L, 0};
    case Reduce::kLogSumExp: {
      if (x.empty()) return {-INFINITY, 0};
      const long double top = plain_extreme(true, x);
      if (!std::isfinite(top)) return {top, 0};
      long double total = 0;
      for (const T v : x) total += std::exp(v - top);
      return {top + std::log(total), kEpsilon<T> * (20 + std::fabs(top))};
    }
  }
  return {};
}

template <class T>
std::vector<Reduce> reductions_of() {
  if constexpr (std::is_same_v<T, Bool>) return {Reduce::kAll, Reduce::kAny};
  std::vector<Reduce> all = {Reduce::kSum, Reduce::kProd, Reduce::kMax, Reduce::kMin};
  if (std::is_floating_point_v<T>) all.push_back(Reduce::kLogSumExp);
  return all;
}

template <class T>
void check_reduce(Reduce fn, const Operand<T>& x, std::uint32_t axes) {
  SCOPED_TRACE("reduction " + std::to_string(static_cast<int>(fn)) + " over axes " + std::to_string(axes));
  std::vector<long double> expected, tolerance;
  for (const auto& group : groups_of(x, axes)) {
    if (group.empty() && (fn == Reduce::kMax || fn == Reduce::kMin)) return;
    const Expected e = plain_reduce<T>(fn, group);
    expected.push_back(e.value);
    tolerance.push_back(e.tolerance);
  }
  everywhere<T>(
      expected.size(), [&](T* y) { reduce(fn, dtype_of<T>, x.extent(), x.in(), axes, y); },
      [&](const std::vector<T>& y) { expect_within(expected, tolerance, y); });
}

// Products stay within the range, at every step: factors around 1. Sums and the rest see infinities and NaN
// at times.
template <class T>
void check_reduce(Rng& rng, Reduce fn, const Dims& dims, const Dims& strides, std::uint32_t axes) {
  const bool special = std::is_integral_v<T> || (fn != Reduce::kProd && rng() % 3 == 0);
  Operand<T> x(rng, dims, strides, special ? 40 : 0);
  const double most = std::min(1.0, 100.0 / static_cast<double>(count_of(dims) + 1));
  if (std::is_floating_point_v<T>)
    for (T& v : x.memory) {
      if (fn == Reduce::kProd)
        v = static_cast<T>(std::exp2(std::uniform_real_distribution<>(-most, most)(rng)));
      if (fn == Reduce::kSum && std::isfinite(v) && std::fabs(v) > 1e30)
        v = 1;  // whose sum would overflow, or not
    }
  check_reduce(fn, x, axes);
}

TEST(Reduce, EveryFunctionTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(10);
    for (const Reduce fn : reductions_of<T>()) {
      for (int i = 0; i < 250; ++i) {
        const Dims dims = random_dims(rng);
        check_reduce<T>(rng, fn, dims, random_strides(rng, dims, true),
                        static_cast<std::uint32_t>(rng() & 255));
      }
      for (std::int64_t n = 0; n <= 70; ++n) {
        check_reduce<T>(rng, fn, {n}, {1}, 1);
        check_reduce<T>(rng, fn, {3, n}, {n, 1}, 1);  // columns
        check_reduce<T>(rng, fn, {n, 5}, {5, 1}, 1);
        check_reduce<T>(rng, fn, {n, 5}, {5, 1}, 2);
        check_reduce<T>(rng, fn, {n, 5}, {1, n}, 2);
        check_reduce<T>(rng, fn, {67, n}, {n, 1}, 2);  // short rows, turned
        check_reduce<T>(rng, fn, {67, n}, {n + 3, 1}, 2);
        check_reduce<T>(rng, fn, {n, 67}, {-67, 2}, 1);
      }
      for (const std::int64_t n : {127, 128, 129, 255, 300, 1023, 1025, 2100})  // columns, narrow and wide
        for (const std::int64_t rows : {1, 2, 3, 4, 5, 9, 70})
          check_reduce<T>(rng, fn, {rows, n}, {n + 1, 1}, 1);
    }
  });
}

TEST(Reduce, LargeIsTheSameForAnyNumberOfThreads) {
  struct Case {
    Dims dims, strides;
    std::uint32_t axes;
  };
  const Case cases[] = {
      {{140001}, {1}, 1},             // a row in blocks
      {{140001}, {-2}, 1},            // and packed
      {{2, 131073}, {131073, 1}, 2},  // two of them
      {{500, 301}, {301, 1}, 2},      // rows
      {{500, 301}, {301, 1}, 1},      // columns
      {{301, 500}, {1, 301}, 2},      // rows that are columns
      {{9001, 13}, {13, 1}, 1},       // long columns, in blocks
      {{3, 9001, 7}, {63007, 7, 1}, 2},
      {{2, 70, 1001}, {70070, 1001, 1}, 2},
      {{17, 19, 23, 29}, {12673, 667, 29, 1}, 5},
      {{17, 19, 23, 29}, {12673, 667, 29, 1}, 10},
      {{1100, 1500}, {1500, 1}, 1},
      {{20011, 7}, {7, 1}, 2},  // short rows
      {{20011, 40}, {41, 1}, 2},
      {{100, 1000}, {0, 1}, 1},  // repeated rows
      {{100, 1000}, {1, 0}, 2},
  };
  for_all_types([&]<class T>() {
    Rng rng(11);
    for (const Reduce fn : reductions_of<T>())
      for (const Case& c : cases) check_reduce<T>(rng, fn, c.dims, c.strides, c.axes);
  });
}

TEST(Reduce, MaxAndMinHandNanOnFromEveryPlace) {
  for_types<float, double>([]<class T>() {
    Rng rng(12);
    for (const Reduce fn : {Reduce::kMax, Reduce::kMin})
      for (const std::int64_t n : {1, 2, 3, 9, 17, 33, 70, 150})
        for (std::int64_t at = 0; at < n; ++at)
          for (const bool columns : {false, true}) {
            Operand<T> x(rng, columns ? Dims{n, 3} : Dims{3, n});
            x.memory[static_cast<std::size_t>(columns ? at * 3 + 1 : n + at)] = NAN;
            x.memory[0] = INFINITY;
            check_reduce(fn, x, columns ? 1 : 2);
          }
  });
}

TEST(Reduce, FloatSumsOfManyElementsStayAccurate) {
  constexpr std::int64_t kCount = 10'000'000;
  const std::vector<float> x(kCount, 0.1f);
  const double exact = static_cast<double>(0.1f) * kCount;
  const std::int64_t row[] = {kCount}, one[] = {1}, table[] = {kCount / 10, 10}, rows[] = {10, 1};
  everywhere<float>(
      1,
      [&](float* y) {
        reduce(Reduce::kSum, DType::kFloat32, {1, row}, {x.data(), one}, 1, y);
      },
      [&](const std::vector<float>& y) { EXPECT_NEAR(exact, y[0], exact * 1e-6); });
  everywhere<float>(
      10,
      [&](float* y) {
        reduce(Reduce::kSum, DType::kFloat32, {2, table}, {x.data(), rows}, 1, y);
      },
      [&](const std::vector<float>& y) {
        for (const float v : y) EXPECT_NEAR(exact / 10, v, exact * 1e-7);
      });
}

// ---- arg_reduce ----

template <class T>
void check_arg_reduce(bool largest, const Operand<T>& x, int axis) {
  std::vector<std::int64_t> expected;
  for (const auto& group : groups_of(x, 1u << axis)) {
    if (group.empty()) return;
    const T best = plain_extreme<T>(largest, group);
    const auto is_best = [best](T v) { return v == best || (v != v && best != best); };
    expected.push_back(std::find_if(group.begin(), group.end(), is_best) - group.begin());
  }
  everywhere<std::int64_t>(
      expected.size(), [&](auto* y) { arg_reduce(largest, dtype_of<T>, x.extent(), x.in(), axis, y); },
      [&](const auto& y) { expect_close(expected, y); });
}

TEST(ArgReduce, EveryTypeAndLayout) {
  for_all_types([]<class T>() {
    Rng rng(13);
    for (const bool largest : {false, true}) {
      for (int i = 0; i < 300; ++i) {
        Dims dims = random_dims(rng);
        if (dims.empty()) dims = {between(rng, 1, 70)};
        const int axis = static_cast<int>(rng() % dims.size());
        check_arg_reduce(largest, Operand<T>(rng, dims, random_strides(rng, dims, true), 20), axis);
      }
      for (const Dims& dims : large_shapes())
        check_arg_reduce(largest, Operand<T>(rng, dims, 50000), static_cast<int>(dims.size()) - 1);
      check_arg_reduce(largest, Operand<T>(rng, {317, 331}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {300001}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {300001}, {-2}, 50000), 0);
      check_arg_reduce(largest, Operand<T>(rng, {2, 140001}, 50000), 1);
      for (std::int64_t n = 1; n <= 70; ++n) {
        check_arg_reduce(largest, Operand<T>(rng, {67, n}, 50), 1);
        check_arg_reduce(largest, Operand<T>(rng, {3, n}, 50), 1);
        check_arg_reduce(largest, Operand<T>(rng, {n, 67}, 50), 0);
      }
      check_arg_reduce(largest, Operand<T>(rng, {20011, 9}, 500), 1);
      check_arg_reduce(largest, Operand<T>(rng, {40, 3000}, 500), 1);
    }
  });
}

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

// ---- gather and scatter ----

struct IndexShape {
  std::int64_t outer, extent, inner, count;
};
constexpr IndexShape kIndexShapes[] = {
    {1, 5, 1, 9},      {1, 50, 3, 70},   {3, 7, 8, 20},     {2, 30, 17, 41}, {1, 9, 64, 100},
    {1, 40, 200, 500}, {1, 3, 70000, 4}, {4, 1, 5, 3},      {2, 6, 9, 0},    {3, 4, 0, 5},
    {0, 4, 3, 5},      {700, 5, 2, 60},  {1, 900, 1, 70000}};

std::vector<std::int64_t> random_indices(Rng& rng, std::int64_t count, std::int64_t extent) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  for (auto& i : all) i = between(rng, -extent, extent - 1);
  return all;
}

// f(place in [outer, count, inner], place in [outer, extent, inner])
template <class F>
void for_indexed(const IndexShape& s, const std::vector<std::int64_t>& indices, bool along, F&& f) {
  for (std::int64_t o = 0; o < s.outer; ++o)
    for (std::int64_t j = 0; j < s.count; ++j)
      for (std::int64_t i = 0; i < s.inner; ++i) {
        const std::int64_t at = (o * s.count + j) * s.inner + i;
        std::int64_t index = indices[static_cast<std::size_t>(along ? at : j)];
        if (index < 0) index += s.extent;
        f(static_cast<std::size_t>(at), static_cast<std::size_t>((o * s.extent + index) * s.inner + i));
      }
}

template <class T>
void check_index(Rng& rng, const IndexShape& s, bool along) {
  const Operand<T> x(rng, {s.outer, s.extent, s.inner}, 30), d(rng, {s.outer, s.count, s.inner});
  const auto indices = random_indices(rng, along ? s.outer * s.count * s.inner : s.count, s.extent);
  std::vector<T> taken(d.memory.size()), added = x.memory;
  for_indexed(s, indices, along, [&](std::size_t at, std::size_t from) { taken[at] = x.memory[from]; });
  everywhere<T>(
      taken.size(),
      [&](T* y) {
        (along ? take_along : take)(dtype_of<T>, s.outer, s.extent, s.inner, x.memory.data(), indices.data(),
                                    s.count, y);
      },
      [&](const std::vector<T>& y) { EXPECT_TRUE(same_bits(taken, y)); });
  if constexpr (!std::is_same_v<T, Bool>) {
    for_indexed(s, indices, along, [&](std::size_t at, std::size_t to) {
      if constexpr (std::is_integral_v<T>)
        added[to] = wrap<T>(static_cast<std::make_unsigned_t<T>>(added[to]) +
                            static_cast<std::make_unsigned_t<T>>(d.memory[at]));
      else
        added[to] += d.memory[at];
    });
    everywhere<T>(
        x.memory,
        [&](T* y) {
          (along ? scatter_along_add : scatter_add)(dtype_of<T>, s.outer, s.extent, s.inner, d.memory.data(),
                                                    indices.data(), s.count, y);
        },
        [&](const std::vector<T>& y) { expect_close(added, y); });
  }
}

TEST(Index, GatherAndScatterOfEveryTypeAndShape) {
  for_all_types([]<class T>() {
    Rng rng(24);
    for (const IndexShape& s : kIndexShapes)
      for (const bool along : {false, true}) check_index<T>(rng, s, along);
  });
}

}  // namespace
}  // namespace adjoint::kernels
