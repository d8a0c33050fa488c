#include "kernels/fft_plan.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <numbers>
#include <utility>

namespace adjoint::kernels {
namespace {

constexpr int kLargestRadix = 31;

// Taylor's series up to pi / 4, to the last digit; whatever the C library, the bits are these.
double sine(double x) {
  constexpr std::array terms = {
      1.0 / 355687428096000.0, -1.0 / 1307674368000.0, 1.0 / 6227020800.0, -1.0 / 39916800.0,
      1.0 / 362880.0,          -1.0 / 5040.0,          1.0 / 120.0,        -1.0 / 6.0};
  double sum = 0;
  for (const double term : terms) sum = sum * (x * x) + term;
  return x + x * (x * x * sum);
}
double cosine(double x) {
  constexpr std::array terms = {
      -1.0 / 6402373705728000.0, 1.0 / 20922789888000.0, -1.0 / 87178291200.0, 1.0 / 479001600.0,
      -1.0 / 3628800.0,          1.0 / 40320.0,          -1.0 / 720.0,         1.0 / 24.0};
  double sum = 0;
  const double y = x * x;
  for (const double term : terms) sum = sum * y + term;
  return 1 - (y / 2 - y * (y * sum));
}

// Radices whose product is n: fours, then what is left.
std::vector<int> radices_of(std::int64_t n) {
  std::vector<int> radices;
  for (const int radix : {4, 2, 3, 5})
    for (; n % radix == 0; n /= radix) radices.push_back(radix);
  for (int radix = 7; n > 1; radix += 2)
    for (; n % radix == 0; n /= radix) radices.push_back(radix);
  return radices;
}

// The divisor of n next to its square root, from below.
std::int64_t middle_divisor(std::int64_t n) {
  std::int64_t best = 1;
  for (std::int64_t a = 1; a * a <= n; ++a)
    if (n % a == 0) best = a;
  return best;
}

template <class T>
void add_root(std::vector<T>& to, std::int64_t k, std::int64_t n) {
  const Root root = root_of_unity(k, n);
  to.push_back(static_cast<T>(root.re));
  to.push_back(static_cast<T>(root.im));
}

// The plans that were asked for last.
template <class Plan>
class Plans {
 public:
  std::shared_ptr<const Plan> get(std::int64_t n) {
    {
      const std::lock_guard lock(mutex_);
      const auto at = std::ranges::find(kept_, n, &Entry::first);
      if (at != kept_.end()) {
        std::rotate(kept_.begin(), at, at + 1);
        return kept_.front().second;
      }
    }
    auto plan = std::make_shared<const Plan>(n);
    if (plan->bytes() > kMost / 2) return plan;
    const std::lock_guard lock(mutex_);
    kept_.insert(kept_.begin(), {n, plan});
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      bytes += kept_[i].second->bytes();
      if (bytes > kMost || i == kMostPlans) kept_.resize(i);
    }
    return plan;
  }

 private:
  using Entry = std::pair<std::int64_t, std::shared_ptr<const Plan>>;
  static constexpr std::size_t kMost = 16 << 20, kMostPlans = 64;
  std::mutex mutex_;
  std::vector<Entry> kept_;
};

}  // namespace

// Eighths of a turn are mirrored into the first, by whole numbers.
Root root_of_unity(std::int64_t k, std::int64_t n) {
  __extension__ using Wide = __int128;
  const Wide eight_k = Wide{8} * (k % n);
  const int octant = static_cast<int>(eight_k / n);
  Wide rest = eight_k - Wide{octant} * n;
  if (octant % 2 == 1) rest = n - rest;
  const double angle = static_cast<double>(rest) / static_cast<double>(n) * (std::numbers::pi / 4);
  const double c = cosine(angle), s = sine(angle);
  const int quarter = (octant + 1) / 2 % 4;  // the nearest quarter of a turn, and on which side of it
  const double away = octant % 2 == 1 ? -s : s;
  switch (quarter) {
    case 0:
      return {c, -away};
    case 1:
      return {-away, -c};
    case 2:
      return {-c, away};
    default:
      return {away, c};
  }
}

bool has_fft_steps(std::int64_t n) {
  for (int factor = 2; factor <= kLargestRadix; ++factor)
    while (n % factor == 0) n /= factor;
  return n == 1;
}

template <class T>
FftSteps<T>::FftSteps(std::int64_t length) : length_(length) {
  for (const int radix : radices_of(length)) {
    Stage stage{radix, length, {}, {}};
    const std::int64_t m = length / radix;
    for (std::int64_t p = 0; p < m; ++p)
      for (int k = 1; k < radix; ++k) add_root(stage.twiddles, k * p, length);
    for (int j = 0; j < radix; ++j) add_root(stage.roots, j, radix);
    stages_.push_back(std::move(stage));
    length = m;
  }
}

template <class T>
Parts<T> FftSteps<T>::run(const FftTable<T>& table, Parts<T> x, Parts<T> y) const {
  std::int64_t stride = 1;
  for (const Stage& stage : stages_) {
    table.step({stage.radix, stage.length, stride, stage.twiddles.data(), stage.roots.data()}, x, y);
    stride *= stage.radix;
    std::swap(x, y);
  }
  return x;
}

template <class T>
std::size_t FftSteps<T>::bytes() const {
  std::size_t count = 0;
  for (const Stage& stage : stages_) count += stage.twiddles.size() + stage.roots.size();
  return count * sizeof(T);
}

template <class T>
FftPlan<T>::FftPlan(std::int64_t n)
    : columns(n <= kDirect ? n : middle_divisor(n)), rows(n / columns.length()) {
  if (is_direct()) return;
  for (std::int64_t c = 0; c < rows.length(); c += kFftColumns)
    for (std::int64_t k = 0; k < columns.length(); ++k) add_root(base, k * c, n);
  for (std::int64_t k = 0; k < columns.length(); ++k)
    for (std::int64_t c = 0; c < kFftColumns; ++c) {
      const Root root = root_of_unity(k * c, n);
      fine_re.push_back(static_cast<T>(root.re));
      fine_im.push_back(static_cast<T>(root.im));
    }
}

template <class T>
QuarterOfRoots<T>::QuarterOfRoots(std::int64_t n) {
  for (std::int64_t k = 0; k <= n / 4; ++k) add_root(pairs, k, n);
}

template <class T>
std::size_t FftPlan<T>::bytes() const {
  return columns.bytes() + rows.bytes() + (base.size() + fine_re.size() + fine_im.size()) * sizeof(T);
}

template <class Plan>
std::shared_ptr<const Plan> plan_of(std::int64_t n) {
  static auto& plans = *new Plans<Plan>;  // threads may outlive what is destroyed at the end
  return plans.get(n);
}

Chirp::Chirp(std::int64_t length) : n(length), padded(1) {
  while (padded < 2 * n - 1) padded *= 2;
  __extension__ using Wide = __int128;
  for (std::int64_t j = 0; j < n; ++j)
    add_root(factors, static_cast<std::int64_t>(Wide{j} * j % (Wide{2} * n)), 2 * n);
  std::vector<double> around(static_cast<std::size_t>(2 * padded));
  const auto set = [&](std::int64_t at, std::int64_t j) {
    const auto to = static_cast<std::size_t>(2 * at), from = static_cast<std::size_t>(2 * j);
    around[to] = factors[from];
    around[to + 1] = -factors[from + 1];
  };
  for (std::int64_t j = 0; j < n; ++j) {
    set(j, j);
    if (j > 0) set(padded - j, j);
  }
  spectrum.resize(around.size());
  fft(DType::kFloat64, {1, padded, padded, padded}, false, around.data(), spectrum.data());
}

template class FftSteps<float>;
template class FftSteps<double>;
template struct FftPlan<float>;
template struct FftPlan<double>;
template struct QuarterOfRoots<float>;
template struct QuarterOfRoots<double>;
template std::shared_ptr<const QuarterOfRoots<float>> plan_of(std::int64_t n);
template std::shared_ptr<const QuarterOfRoots<double>> plan_of(std::int64_t n);
template std::shared_ptr<const FftPlan<float>> plan_of(std::int64_t n);
template std::shared_ptr<const FftPlan<double>> plan_of(std::int64_t n);
template std::shared_ptr<const Chirp> plan_of(std::int64_t n);

}  // namespace adjoint::kernels
