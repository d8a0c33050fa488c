// Elementary functions that are computed in double against MPFR, on every target.
#include "kernels/elementary.h"
#include "kernels/division.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

struct OfOne {
  Elementary fn;
  const char* name;
  double limit;
  ExactFunction exact;
};
void PrintTo(const OfOne& f, std::ostream* out) { *out << f.name; }

const OfOne kFunctions[] = {
    {Elementary::kLog2, "log2", 1, MPFR(log2)},
    {Elementary::kLog10, "log10", 1, MPFR(log10)},
    {Elementary::kExp2, "exp2", 1, MPFR(exp2)},
    {Elementary::kExp10, "exp10", 1, MPFR(exp10)},
    {Elementary::kCbrt, "cbrt", 1, MPFR(cbrt)},
    {Elementary::kCbrtSlope, "cbrt_slope", 2, exact_cbrt_slope},
    {Elementary::kAsin, "asin", 2, MPFR(asin)},
    {Elementary::kAcos, "acos", 2, MPFR(acos)},
    {Elementary::kAtan, "atan", 1, MPFR(atan)},
    {Elementary::kAtanSlope, "atan_slope", 2, exact_atan_slope},
    {Elementary::kSinh, "sinh", 2, MPFR(sinh)},
    {Elementary::kCosh, "cosh", 2, MPFR(cosh)},
    {Elementary::kAsinh, "asinh", 2, MPFR(asinh)},
    {Elementary::kAcosh, "acosh", 2, MPFR(acosh)},
    {Elementary::kAcoshSlope, "acosh_slope", 2, exact_acosh_slope},
    {Elementary::kAtanh, "atanh", 2, MPFR(atanh)},
    {Elementary::kLogit, "logit", 2, exact_logit},
    {Elementary::kSinc, "sinc", 2, exact_sinc},
    {Elementary::kLog1mExp, "log1mexp", 4, exact_log1mexp},
    {Elementary::kEntropy, "entropy", 2, exact_entropy},
};

template <class T>
std::vector<T> evaluate(Elementary fn, const std::vector<T>& x) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
  return written(x, [&](T* y) { unary(fn, dtype_of<T>, {1, dims}, {x.data(), strides}, y); });
}

template <class T>
void check(const OfOne& f) {
  std::vector<T> x = points<T>();
  for (const T special : special_values<T>()) x.push_back(special);
  expect_precise_on_every_target(f.name, f.limit, x, f.exact,
                                 [&](const std::vector<T>& at) { return evaluate(f.fn, at); });
}

class ElementaryPrecision : public testing::TestWithParam<OfOne> {};
TEST_P(ElementaryPrecision, Float) { check<float>(GetParam()); }
TEST_P(ElementaryPrecision, Double) { check<double>(GetParam()); }

// A result does not depend on what stands beside it, nor on where a vector ends.
TEST_P(ElementaryPrecision, NeighboursDoNotCount) {
  const std::vector<double> x = {0.5, INFINITY, 1.5, NAN, 0.25, -INFINITY, 0.99, 1e300, 1e-310, -0.0, 0.01};
  on_every_target([&] {
    const std::vector<double> together = evaluate(GetParam().fn, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(same_bits(evaluate(GetParam().fn, std::vector<double>{x[i]}), {together[i]})) << x[i];
  });
}

INSTANTIATE_TEST_SUITE_P(Functions, ElementaryPrecision, testing::ValuesIn(kFunctions),
                         [](const auto& i) { return i.param.name; });

TEST(Elementary, SignsOfZeroAreKept) {
  on_every_target([] {
    for (const Elementary fn : {Elementary::kCbrt, Elementary::kAsin, Elementary::kAtan, Elementary::kSinh,
                                Elementary::kAsinh, Elementary::kAtanh, Elementary::kTrunc})
      EXPECT_TRUE(same_bits(evaluate<double>(fn, {-0.0, 0.0}), {-0.0, 0.0}));
  });
}

TEST(Elementary, PowersOfTheBaseAreExact) {
  on_every_target([] {
    for (int n = -300; n <= 300; ++n) {
      EXPECT_EQ(evaluate<double>(Elementary::kLog2, {std::ldexp(1.0, n)})[0], n);
      EXPECT_EQ(evaluate<double>(Elementary::kExp2, {static_cast<double>(n)})[0], std::ldexp(1.0, n));
      if (n >= 0 && n <= 22) {
        EXPECT_EQ(evaluate<double>(Elementary::kLog10, {std::pow(10.0, n)})[0], n);
      }
      EXPECT_EQ(evaluate<double>(Elementary::kCbrt, {static_cast<double>(n) * n * n})[0], n);
    }
  });
}

// ---- two operands ----

using ComputeOfTwo = std::function<void(mpfr_ptr y, mpfr_ptr a, mpfr_ptr b)>;

struct OfTwo {
  ElementaryOfTwo fn;
  const char* name;
  double limit;
  ComputeOfTwo exact;
};
void PrintTo(const OfTwo& f, std::ostream* out) { *out << f.name; }

void exact_xlogy(mpfr_ptr y, mpfr_ptr a, mpfr_ptr b) {
  mpfr_log(y, b, MPFR_RNDN);
  mpfr_mul(y, y, a, MPFR_RNDN);
  if (mpfr_zero_p(a) && !mpfr_nan_p(b)) mpfr_set_zero(y, 1);
}
void exact_xlog1py(mpfr_ptr y, mpfr_ptr a, mpfr_ptr b) {
  mpfr_log1p(y, b, MPFR_RNDN);
  mpfr_mul(y, y, a, MPFR_RNDN);
  if (mpfr_zero_p(a) && !mpfr_nan_p(b)) mpfr_set_zero(y, 1);
}

const OfTwo kFunctionsOfTwo[] = {
    // Without fused multiply-add, a subnormal angle is up to 5 of its steps off.
    {ElementaryOfTwo::kAtan2, "atan2", 6,
     [](mpfr_ptr y, mpfr_ptr a, mpfr_ptr b) { mpfr_atan2(y, a, b, MPFR_RNDN); }},
    {ElementaryOfTwo::kHypot, "hypot", 1,
     [](mpfr_ptr y, mpfr_ptr a, mpfr_ptr b) { mpfr_hypot(y, a, b, MPFR_RNDN); }},
    {ElementaryOfTwo::kXLogY, "xlogy", 3, exact_xlogy},
    {ElementaryOfTwo::kXLog1pY, "xlog1py", 3, exact_xlog1py},
};

template <class T>
std::vector<T> evaluate(ElementaryOfTwo fn, const std::vector<T>& a, const std::vector<T>& b) {
  const std::int64_t dims[] = {static_cast<std::int64_t>(a.size())}, strides[] = {1};
  return written(a, [&](T* y) {
    binary(fn, dtype_of<T>, {1, dims}, {a.data(), strides}, {b.data(), strides}, y);
  });
}

template <class T>
void check(const OfTwo& f) {
  std::vector<T> a = points<T>(), b = a;
  Rng rng(5);
  std::shuffle(b.begin(), b.end(), rng);
  for (int i = 0; i < 3000; ++i) {  // of one size
    const double size = magnitude(rng, -300, 300) * (sizeof(T) == 4 ? 0 : 1);
    a.push_back(static_cast<T>((size == 0 ? 1 : size) * uniform(rng, -4, 4)));
    b.push_back(static_cast<T>((size == 0 ? 1 : size) * uniform(rng, -4, 4)));
  }
  for (const T u : special_values<T>())
    for (const T v : special_values<T>()) {
      a.push_back(u);
      b.push_back(v);
    }
  std::vector<Reference<T>> expected;
  Exact y;
  for (std::size_t i = 0; i < a.size(); ++i) {
    Exact u(a[i]), v(b[i]);
    f.exact(y, u, v);
    expected.push_back(reference_of<T>(y));
  }
  on_every_target([&] {
    expect_precise(f.name, f.limit, evaluate(f.fn, a, b), expected, [&](std::size_t i) {
      std::ostringstream text;
      text << std::hexfloat << a[i] << ", " << b[i];
      return text.str();
    });
  });
}

class ElementaryOfTwoPrecision : public testing::TestWithParam<OfTwo> {};
TEST_P(ElementaryOfTwoPrecision, Float) { check<float>(GetParam()); }
TEST_P(ElementaryOfTwoPrecision, Double) { check<double>(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Functions, ElementaryOfTwoPrecision, testing::ValuesIn(kFunctionsOfTwo),
                         [](const auto& i) { return i.param.name; });

TEST(Elementary, SumsOfExponentialsAtTheirEdges) {
  const double inf = INFINITY;
  on_every_target([&] {
    const std::vector<double> y =
        evaluate<double>(ElementaryOfTwo::kLogAddExp, {inf, -inf, -inf, inf, NAN, 0, 0, 1000, 1, 1},
                         {inf, -inf, inf, -inf, 1, 0, -50, -1000, NAN, 3});
    const std::vector<double> expected = {
        inf, -inf, inf, inf, NAN, std::log(2.0), std::log1p(std::exp(-50.0)), 1000, NAN, 3.12692801104297250};
    for (std::size_t i = 0; i < y.size(); ++i) EXPECT_TRUE(close(expected[i], y[i], 2)) << i;
    EXPECT_EQ(evaluate<double>(ElementaryOfTwo::kLogAddExp2, {3}, {3})[0], 4);
  });
}

// ---- division with remainder ----

template <class T>
T divided(Division fn, T a, T b) {
  const std::int64_t dims[] = {1}, strides[] = {1};
  T y;
  binary(fn, dtype_of<T>, {1, dims}, {&a, strides}, {&b, strides}, &y);
  return y;
}

TEST(Division, HasTheSignsOfItsOperands) {
  using enum Division;
  for (const int a : {-7, 7})
    for (const int b : {-3, 3}) {
      EXPECT_EQ(divided<std::int32_t>(kFmod, a, b), a % b);
      EXPECT_EQ(divided<double>(kFmod, a, b), a % b);
      const int floor = static_cast<int>(std::floor(static_cast<double>(a) / b));
      EXPECT_EQ(divided<std::int64_t>(kFloorDivide, a, b), floor);
      EXPECT_EQ(divided<float>(kFloorDivide, static_cast<float>(a), static_cast<float>(b)), floor);
      EXPECT_EQ(divided<std::int32_t>(kRemainder, a, b), a - floor * b);
      EXPECT_EQ(divided<double>(kRemainder, a, b), a - floor * b);
    }
  EXPECT_EQ(divided<double>(kFloorDivide, 1.0, 0.1), 9);  // the quotient rounds to 10
  EXPECT_EQ(divided<double>(kRemainder, 1e300, 3.0), std::fmod(1e300, 3.0));
}

TEST(Division, OfTheLeastWholeNumber) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(divided<std::int64_t>(Division::kFloorDivide, least, -1), least);  // wraps
  EXPECT_EQ(divided<std::int64_t>(Division::kRemainder, least, -1), 0);
  EXPECT_EQ(divided<std::int64_t>(Division::kRemainder, least, 0), 0);  // refused before
}

}  // namespace
}  // namespace adjoint::kernels
