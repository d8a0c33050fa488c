// Special functions against MPFR, on every target.
#include "kernels/special.h"
#include "precision.h"

namespace adjoint::kernels {
namespace {

// `rest`: where the function crosses zero, errors are compared with a number of this size.
struct Function {
  const char* name;
  double limit;
  double low, high;
  double rest;
  ExactFunction exact;
  std::function<void(DType, Extent, In, void*)> run;
};
void PrintTo(const Function& f, std::ostream* out) { *out << f.name; }

#define RUN(fn) [](DType type, Extent extent, In x, void* y) { unary(fn, type, extent, x, y); }

const Function kFunctions[] = {
    {"erfc", 4, -30, 30, 0, MPFR(erfc), RUN(Special::kErfc)},
    {"erfcx", 4, -26, 2e4, 0, exact_erfcx, RUN(Special::kErfcx)},
    {"erfinv", 4, -1.1, 1.1, 0, exact_erfinv, RUN(Special::kErfinv)},
    {"erfinv_slope", 5, -1.1, 1.1, 0, exact_erfinv_slope, RUN(Special::kErfinvSlope)},
    {"gauss", 2, -40, 40, 0, exact_gauss, RUN(Special::kGauss)},
    {"ndtr", 4, -40, 40, 0, exact_ndtr, RUN(Special::kNdtr)},
    {"ndtri", 4, -0.1, 1.1, 0, exact_ndtri, RUN(Special::kNdtri)},
    {"ndtri_slope", 6, -0.1, 1.1, 0, exact_ndtri_slope, RUN(Special::kNdtriSlope)},
    {"log_ndtr", 4, -3e4, 38, 0, exact_log_ndtr, RUN(Special::kLogNdtr)},
    {"i0", 4, -800, 800, 0, exact_i0, RUN(Special::kI0)},
    {"i0e", 4, -800, 800, 0, exact_i0e, RUN(Special::kI0e)},
    {"i0e_slope", 6, -800, 800, 0, exact_i0e_slope, RUN(Special::kI0eSlope)},
    {"i1", 4, -800, 800, 0, exact_i1, RUN(Special::kI1)},
    {"i1e", 4, -800, 800, 0, exact_i1e, RUN(Special::kI1e)},
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
