// All numbers of float32, or every so many-th, against our own results in float64.
#include <algorithm>
#include <bit>
#include <cmath>
#include <mutex>

#include "core/threads.h"
#include "precision/evaluate.h"
#include "precision/measure.h"

namespace adjoint::precision {
namespace {

constexpr std::uint64_t kChunk = 1 << 18, kAll = std::uint64_t{1} << 32;
constexpr double kBeyond = 0x1p128;  // in place of infinity: the number that would follow the largest

double unit_in_last_place(double x) {
  const auto exponent = static_cast<int>(std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) - 1023;
  return std::bit_cast<double>(static_cast<std::uint64_t>(std::clamp(exponent, -126, 127) - 23 + 1023) << 52);
}

double error_of(float actual, double exact, double size) {
  if (std::isnan(actual) || std::isnan(exact)) return std::isnan(actual) && std::isnan(exact) ? 0 : kInfinity;
  const double a = std::clamp<double>(actual, -kBeyond, kBeyond), e = std::clamp(exact, -kBeyond, kBeyond);
  return std::fabs(a - e) / std::max(unit_in_last_place(e), size * std::numeric_limits<float>::epsilon());
}

// Numbers of one chunk that lie where the function is measured.
std::vector<float> arguments(const Function& f, std::uint64_t first, std::uint64_t stride) {
  std::vector<float> x;
  for (std::uint64_t i = 0, bits = first; i < kChunk && bits < kAll; ++i, bits += stride) {
    const auto v = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isnan(v) || (v >= f.domain.low && v <= f.domain.high)) x.push_back(v);
  }
  return x;
}

// Where the function itself is no number, nothing is asked of a derivative.
template <class T>
void forget_outside(const std::vector<double>& values, std::vector<T>& slope) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isnan(values[i])) slope[i] = 0;
}

Worst worst_of(const std::vector<float>& x, const std::vector<float>& actual,
               const std::vector<double>& exact, double size) {
  std::mutex mutex;
  Worst worst;
  parallel_for(static_cast<std::int64_t>(x.size()), 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    Worst part;
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      part.take(error_of(actual[i], exact[i], size), x[i]);
    const std::lock_guard lock(mutex);
    worst.take(part.error, part.at);
  });
  return worst;
}

void measure_chunk(const Function& f, const std::vector<float>& x, Errors& errors) {
  const std::vector<kernels::Target> all = targets();
  const std::vector<double> wide(x.begin(), x.end());
  kernels::force_target(all.back());
  Evaluated<double> exact = evaluate<double>(f, wide);
  forget_outside(exact.value, exact.slope);
  for (std::size_t t = 0; t < all.size(); ++t) {
    kernels::force_target(all[t]);
    Evaluated<float> actual = evaluate<float>(f, x);
    forget_outside(exact.value, actual.slope);
    const Worst value = worst_of(x, actual.value, exact.value, f.roots.value);
    const Worst slope = worst_of(x, actual.slope, exact.slope, f.roots.slope);
    errors.value[t].take(value.error, value.at);
    errors.slope[t].take(slope.error, slope.at);
  }
}

}  // namespace

std::vector<kernels::Target> targets() {
  kernels::Target all[4];
  return {all, all + kernels::supported_targets(all)};
}

Errors measure_float32(const Function& f, std::uint64_t stride) {
  Errors errors(targets().size());
  for (std::uint64_t first = 0; first < kAll; first += kChunk * stride) {
    const std::vector<float> x = arguments(f, first, stride);
    if (!x.empty()) measure_chunk(f, x, errors);
  }
  return errors;
}

}  // namespace adjoint::precision
