// Special functions against MPFR, on every target. What it does not have is made of series and inversion.
#include "kernels/special.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

using Compute = std::function<void(mpfr_ptr y, mpfr_ptr x)>;

void half_argument(mpfr_ptr y, mpfr_ptr x) {  // x / sqrt 2
  mpfr_sqrt_ui(y, 2, MPFR_RNDN);
  mpfr_div(y, x, y, MPFR_RNDN);
}
void exact_erfcx(mpfr_ptr y, mpfr_ptr x) {
  Wide square(300), tail(300);
  mpfr_sqr(square, x, MPFR_RNDN);
  mpfr_exp(square, square, MPFR_RNDN);
  mpfr_erfc(tail, x, MPFR_RNDN);
  mpfr_mul(y, tail, square, MPFR_RNDN);
}
void exact_gauss(mpfr_ptr y, mpfr_ptr x) {
  mpfr_sqr(y, x, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
}
void exact_ndtr(mpfr_ptr y, mpfr_ptr x) {
  Wide z(300);
  half_argument(z, x);
  mpfr_neg(z, z, MPFR_RNDN);
  mpfr_erfc(y, z, MPFR_RNDN);
  mpfr_div_2ui(y, y, 1, MPFR_RNDN);
}
void exact_log_ndtr(mpfr_ptr y, mpfr_ptr x) {
  Wide z(300);
  half_argument(z, x);
  if (mpfr_sgn(x) < 0) {
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_erfc(z, z, MPFR_RNDN);
    mpfr_div_2ui(z, z, 1, MPFR_RNDN);
    mpfr_log(y, z, MPFR_RNDN);
  } else {
    mpfr_erfc(z, z, MPFR_RNDN);
    mpfr_div_2ui(z, z, 1, MPFR_RNDN);
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_log1p(y, z, MPFR_RNDN);
  }
}
void exact_lgamma(mpfr_ptr y, mpfr_ptr x) {
  int sign;
  mpfr_lgamma(y, &sign, x, MPFR_RNDN);
}

// Newton's steps for erfc(y) = tail, with tail <= 1 and y >= 0.
void invert_erfc(mpfr_ptr y, mpfr_ptr tail) {
  Wide w(250), s(250), e(250), slope(250);
  mpfr_log(w, tail, MPFR_RNDN);
  mpfr_neg(w, w, MPFR_RNDN);
  mpfr_sqrt(s, w, MPFR_RNDN);
  const double from = mpfr_get_d(s, MPFR_RNDN);
  mpfr_set_d(s, from < 1 ? 0.8 * from : std::sqrt(from * from - std::log(1.7 * from)), MPFR_RNDN);
  for (int i = 0; i < 30; ++i) {
    mpfr_erfc(e, s, MPFR_RNDN);  // of the logarithm, which is nearly a parabola
    mpfr_sqr(slope, s, MPFR_RNDN);
    mpfr_exp(slope, slope, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_log(e, e, MPFR_RNDN);
    mpfr_add(e, e, w, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_const_pi(e, MPFR_RNDN);
    mpfr_sqrt(e, e, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_div_2ui(slope, slope, 1, MPFR_RNDN);
    mpfr_add(s, s, slope, MPFR_RNDN);
    // Each step doubles the digits that are right.
    if (mpfr_zero_p(static_cast<mpfr_ptr>(slope)) ||
        mpfr_get_exp(static_cast<mpfr_ptr>(slope)) < mpfr_get_exp(static_cast<mpfr_ptr>(s)) - 90)
      break;
  }
  mpfr_set(y, s, MPFR_RNDN);
}
void exact_erfinv(mpfr_ptr y, mpfr_ptr x) {
  Wide tail(400);
  mpfr_abs(tail, x, MPFR_RNDN);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) > 0 || mpfr_nan_p(x)) return mpfr_set_nan(y);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) == 0) return mpfr_set_inf(y, mpfr_sgn(x));
  if (mpfr_cmp_d(static_cast<mpfr_ptr>(tail), 0x1p-60) < 0) {  // a straight line
    mpfr_const_pi(tail, MPFR_RNDN);
    mpfr_sqrt(tail, tail, MPFR_RNDN);
    mpfr_div_2ui(tail, tail, 1, MPFR_RNDN);
    mpfr_mul(y, tail, x, MPFR_RNDN);
    return;
  }
  mpfr_ui_sub(tail, 1, tail, MPFR_RNDN);
  invert_erfc(y, tail);
  if (mpfr_sgn(x) < 0) mpfr_neg(y, y, MPFR_RNDN);
}
void exact_ndtri(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_nan_p(x) || mpfr_sgn(x) < 0 || mpfr_cmp_ui(x, 1) > 0) return mpfr_set_nan(y);
  if (mpfr_zero_p(x) || mpfr_cmp_ui(x, 1) == 0) return mpfr_set_inf(y, mpfr_zero_p(x) ? -1 : 1);
  const bool upper = mpfr_cmp_d(x, 0.5) > 0;
  Wide tail(1200);
  if (upper)
    mpfr_ui_sub(tail, 1, x, MPFR_RNDN);
  else
    mpfr_set(tail, x, MPFR_RNDN);
  mpfr_mul_2ui(tail, tail, 1, MPFR_RNDN);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) == 0) return mpfr_set_zero(y, 1);
  invert_erfc(y, tail);
  mpfr_sqrt_ui(tail, 2, MPFR_RNDN);
  mpfr_mul(y, y, tail, MPFR_RNDN);
  if (!upper) mpfr_neg(y, y, MPFR_RNDN);
}

// I_n by its power series, whose terms are all of one sign; times exp(-|x|) where asked for.
template <int kOrder, bool kScaled>
void exact_bessel(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_nan_p(x)) return mpfr_set_nan(y);
  if (std::fabs(mpfr_get_d(x, MPFR_RNDN)) > 2000) {
    mpfr_set_ui(y, 12345, MPFR_RNDN);  // is not asked for
    return;
  }
  Wide z(200), term(200), sum(200);
  mpfr_sqr(z, x, MPFR_RNDN);
  mpfr_div_2ui(z, z, 2, MPFR_RNDN);
  if (kOrder == 0)
    mpfr_set_ui(term, 1, MPFR_RNDN);
  else
    mpfr_div_2ui(term, x, 1, MPFR_RNDN);
  mpfr_set(sum, term, MPFR_RNDN);
  for (unsigned k = 1; k < 4000; ++k) {
    mpfr_mul(term, term, z, MPFR_RNDN);
    mpfr_div_ui(term, term, k * (k + kOrder), MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
    if (mpfr_zero_p(static_cast<mpfr_ptr>(term)) ||
        mpfr_get_exp(static_cast<mpfr_ptr>(term)) < mpfr_get_exp(static_cast<mpfr_ptr>(sum)) - 200)
      break;
  }
  if (kScaled) {
    mpfr_abs(z, x, MPFR_RNDN);
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_exp(z, z, MPFR_RNDN);
    mpfr_mul(sum, sum, z, MPFR_RNDN);
  }
  mpfr_set(y, sum, MPFR_RNDN);
}

// `rest`: where the function crosses zero, errors are compared with a number of this size.
struct Function {
  const char* name;
  double limit;
  double low, high;
  double rest;
  Compute exact;
  std::function<void(DType, Extent, In, void*)> run;
};
void PrintTo(const Function& f, std::ostream* out) { *out << f.name; }

#define MPFR(name) [](mpfr_ptr y, mpfr_ptr x) { mpfr_##name(y, x, MPFR_RNDN); }
#define RUN(fn) [](DType type, Extent extent, In x, void* y) { unary(fn, type, extent, x, y); }

const Function kFunctions[] = {
    {"erfc", 4, -30, 30, 0, MPFR(erfc), RUN(Special::kErfc)},
    {"erfcx", 4, -26, 2e4, 0, exact_erfcx, RUN(Special::kErfcx)},
    {"erfinv", 4, -1.1, 1.1, 0, exact_erfinv, RUN(Special::kErfinv)},
    {"gauss", 2, -40, 40, 0, exact_gauss, RUN(Special::kGauss)},
    {"ndtr", 4, -40, 40, 0, exact_ndtr, RUN(Special::kNdtr)},
    {"ndtri", 4, -0.1, 1.1, 0, exact_ndtri, RUN(Special::kNdtri)},
    {"log_ndtr", 4, -3e4, 38, 0, exact_log_ndtr, RUN(Special::kLogNdtr)},
    {"i0", 4, -800, 800, 0, exact_bessel<0, false>, RUN(Special::kI0)},
    {"i0e", 4, -800, 800, 0, exact_bessel<0, true>, RUN(Special::kI0e)},
    {"i1", 4, -800, 800, 0, exact_bessel<1, false>, RUN(Special::kI1)},
    {"i1e", 4, -800, 800, 0, exact_bessel<1, true>, RUN(Special::kI1e)},
    {"lgamma", 4, 0, 1e308, 0, exact_lgamma, RUN(Gamma::kLGamma)},
    {"lgamma_below_zero", 4, -150, 0, 1, exact_lgamma, RUN(Gamma::kLGamma)},
    {"digamma", 4, 0, 1e308, 0, MPFR(digamma), RUN(Gamma::kDigamma)},
    {"digamma_below_zero", 4, -150, 0, 4, MPFR(digamma), RUN(Gamma::kDigamma)},
};

template <class T>
std::vector<T> points_of(const Function& f) {
  std::vector<T> all;
  for (const T v : points<T>())
    if (v >= f.low && v <= f.high) all.push_back(v);
  Rng rng(6);
  const double most = std::min<double>(f.high, 1e4), least = std::max<double>(f.low, -1e4);
  for (int i = 0; i < 4000; ++i) all.push_back(static_cast<T>(uniform(rng, least, most)));
  for (int i = 0; i < 1000; ++i)
    all.push_back(static_cast<T>(uniform(rng, std::max(-10.0, f.low), std::min(10.0, f.high))));
  for (int i = 0; i < 1000; ++i) all.push_back(static_cast<T>(magnitude(rng, -1070, 0)));
  std::erase_if(all, [&](T v) { return !(v >= f.low && v <= f.high); });
  return all;
}

template <class T>
void check(const Function& f) {
  const std::vector<T> x = points_of<T>(f);
  std::vector<Reference<T>> expected;
  Exact y;
  for (const T v : x) {
    Exact argument(v);
    f.exact(y, argument);
    Reference<T> r = reference_of<T>(y);
    expected.push_back(r);
  }
  on_every_target([&] {
    const std::int64_t dims[] = {static_cast<std::int64_t>(x.size())}, strides[] = {1};
    std::vector<T> actual = written(x, [&](T* to) {
      f.run(dtype_of<T>, {1, dims}, {x.data(), strides}, to);
    });
    for (std::size_t i = 0; i < x.size(); ++i)
      if (std::fabs(actual[i] - expected[i].nearest) <=
          f.limit * f.rest * std::numeric_limits<T>::epsilon()) {
        actual[i] = expected[i].nearest;
        expected[i].rest = 0;
      }
    expect_precise(f.name, f.limit, actual, expected, [&](std::size_t i) {
      std::ostringstream text;
      text << std::hexfloat << x[i];
      return text.str();
    });
  });
}

class SpecialPrecision : public testing::TestWithParam<Function> {};
TEST_P(SpecialPrecision, Float) { check<float>(GetParam()); }
TEST_P(SpecialPrecision, Double) { check<double>(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Functions, SpecialPrecision, testing::ValuesIn(kFunctions),
                         [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace adjoint::kernels
