// Sampled numbers of float64 against MPFR.
#include <algorithm>
#include <cmath>

#include "core/threads.h"
#include "precision.h"
#include "precision/evaluate.h"
#include "precision/measure.h"

namespace adjoint::precision {
namespace {

using namespace kernels;

std::vector<double> sampled(const Function& f) {
  std::vector<double> all = points<double>();
  for (const double special : special_values<double>()) all.push_back(special);
  Rng rng(6);
  const double least = std::max(f.domain.low, -1e4), most = std::min(f.domain.high, 1e4);
  for (int i = 0; i < 4000; ++i) all.push_back(uniform(rng, least, most));
  for (int i = 0; i < 1000; ++i)
    all.push_back(uniform(rng, std::max(-10.0, f.domain.low), std::min(10.0, f.domain.high)));
  for (int i = 0; i < 1000; ++i) all.push_back(magnitude(rng, -1070, 0));
  std::erase_if(all, [&](double v) { return !std::isnan(v) && !(v >= f.domain.low && v <= f.domain.high); });
  return all;
}

// What is asked of one argument. The derivative may be missing: where there is none, and at 0.
struct Answer {
  Reference<double> value, slope;
  bool has_slope = false;
};

// The central difference over a step so short that its error is nothing beside float64, with so many bits;
// false where they do not do, since f hardly changes.
bool difference(const Function& f, double x, int bits, Answer& answer) {
  // Where f waves, the step is short beside 1, and x + step needs its bits before the point.
  Wide at(bits + (f.waves ? std::max(0, std::ilogb(x)) : 0)), step(bits), above(bits), below(bits);
  mpfr_set_d(step, f.waves ? std::min(std::fabs(x), 1.0) : std::fabs(x), MPFR_RNDN);
  mpfr_div_2ui(step, step, 100, MPFR_RNDN);
  mpfr_add_d(at, step, x, MPFR_RNDN);
  f.exact(above, at);
  mpfr_d_sub(at, x, step, MPFR_RNDN);
  f.exact(below, at);
  answer.has_slope =
      mpfr_number_p(static_cast<mpfr_ptr>(above)) && mpfr_number_p(static_cast<mpfr_ptr>(below));
  if (!answer.has_slope) return true;
  const bool zero = mpfr_zero_p(static_cast<mpfr_ptr>(above));
  const auto before = zero ? 0 : mpfr_get_exp(static_cast<mpfr_ptr>(above));
  mpfr_sub(above, above, below, MPFR_RNDN);
  const bool level = mpfr_zero_p(static_cast<mpfr_ptr>(above));
  const bool enough = zero || (!level && before - mpfr_get_exp(static_cast<mpfr_ptr>(above)) < bits - 90);
  mpfr_div(above, above, step, MPFR_RNDN);
  mpfr_div_2ui(above, above, 1, MPFR_RNDN);
  answer.slope = reference_of<double>(above);
  return enough;
}

Answer answer_of(const Function& f, double x) {
  Answer answer;
  Exact argument(x), y;
  f.exact(y, argument);
  answer.value = reference_of<double>(y);
  if (x == 0 || !std::isfinite(x)) return answer;
  // With the most of them, what does not change has a derivative below the range.
  for (int bits = 400; bits <= 3200 && !difference(f, x, bits, answer); bits *= 2) {
  }
  return answer;
}

using L = std::numeric_limits<double>;

double unit_in_last_place(double x) {
  const int exponent = x == 0 ? L::min_exponent : std::ilogb(x);
  return std::ldexp(1.0, std::clamp(exponent, L::min_exponent - 1, L::max_exponent - 1) - L::digits + 1);
}

// In place of infinity the number that would follow the largest.
long double bounded(double x) { return std::clamp<long double>(x, -0x1p1024L, 0x1p1024L); }

double error_beside(double actual, const Reference<double>& exact, double size) {
  if (std::isnan(actual) || std::isnan(exact.nearest))
    return std::isnan(actual) && std::isnan(exact.nearest) ? 0 : kInfinity;
  const double unit = unit_in_last_place(exact.nearest);
  const long double rest = static_cast<long double>(exact.rest) * unit;
  const long double distance = std::fabs(bounded(actual) - bounded(exact.nearest) - rest);
  return static_cast<double>(distance / std::max(unit, size * L::epsilon()));
}

}  // namespace

Errors measure_float64(const Function& f) {
  const std::vector<double> x = sampled(f);
  std::vector<Answer> answers(x.size());
  parallel_for(static_cast<std::int64_t>(x.size()), 64, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      answers[i] = answer_of(f, x[i]);
  });
  const std::vector<Target> all = targets();
  Errors errors(all.size());
  for (std::size_t t = 0; t < all.size(); ++t) {
    force_target(all[t]);
    const Evaluated<double> actual = evaluate<double>(f, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      errors.value[t].take(error_beside(actual.value[i], answers[i].value, f.roots.value), x[i]);
      if (answers[i].has_slope)
        errors.slope[t].take(error_beside(actual.slope[i], answers[i].slope, f.roots.slope), x[i]);
    }
  }
  return errors;
}

}  // namespace adjoint::precision
