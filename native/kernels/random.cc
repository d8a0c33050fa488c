// Random numbers by counting: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). One half of a key is Philox's key, the other the upper half of its counter, the
// position the lower half.
//
// The same bits everywhere: this file is compiled without fused multiply-add and calls no libm but sqrt,
// which is exact.
#include "kernels/random.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/threads.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 16384;

struct Block {
  std::uint32_t words[4];
  std::uint64_t pair(int i) const { return words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32; }
};

Block philox(RandomKey key, std::uint64_t position) {
  auto k0 = static_cast<std::uint32_t>(key.a), k1 = static_cast<std::uint32_t>(key.a >> 32);
  std::uint32_t c0 = static_cast<std::uint32_t>(position), c1 = static_cast<std::uint32_t>(position >> 32);
  std::uint32_t c2 = static_cast<std::uint32_t>(key.b), c3 = static_cast<std::uint32_t>(key.b >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c0, p1 = std::uint64_t{0xCD9E8D57} * c2;
    c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0;
    c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c1 = static_cast<std::uint32_t>(p1);
    c3 = static_cast<std::uint32_t>(p0);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return {{c0, c1, c2, c3}};
}

// Philox is a bijection of its counter. Draws, folds and splits of a key have counters of their own, which
// differ in the upper half, so that no key folded from it is ever one split from it.
RandomKey derived(RandomKey key, std::uint64_t domain, std::uint64_t number) {
  const Block block = philox({key.a, key.b ^ domain}, number);
  return {block.pair(0), block.pair(1)};
}

std::uint64_t mixed(std::uint64_t x) {  // the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

// y[i] = f(block that holds element i, its place in the block)
template <int kPerBlock, class T, class F>
void draw(RandomKey key, std::int64_t count, T* y, F f) {
  parallel_for(count, kGrain, [=](std::int64_t begin, std::int64_t end) {
    Block block = philox(key, static_cast<std::uint64_t>(begin / kPerBlock));
    for (std::int64_t i = begin; i < end; ++i) {
      const int place = static_cast<int>(i % kPerBlock);
      if (place == 0) block = philox(key, static_cast<std::uint64_t>(i / kPerBlock));
      y[i] = f(block, place);
    }
  });
}

// log of a normal number, in additions and multiplications whose rounding is the same everywhere.
double portable_log(double x) {
  int exponent;
  double m = std::frexp(x, &exponent);
  if (m < 0.70710678118654752440) {
    m += m;
    --exponent;
  }
  const double s = (m - 1) / (m + 1), z = s * s;
  double sum = 2.0 / 25;
  for (int n = 23; n >= 1; n -= 2) sum = sum * z + 2.0 / n;
  return exponent * 0.69314718055994530942 + s * sum;
}

template <std::size_t N>
double polynomial(double x, const double (&c)[N]) {
  double sum = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

// The normal distribution's inverse: M. J. Wichura, "Algorithm AS 241: the percentage points of the normal
// distribution", Applied Statistics 37 (1988). About 16 digits.
double normal_quantile(double p) {
  static constexpr double kA[] = {
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double kB[] = {1,
                                  4.2313330701600911252e+1,
                                  6.8718700749205790830e+2,
                                  5.3941960214247511077e+3,
                                  2.1213794301586595867e+4,
                                  3.9307895800092710610e+4,
                                  2.8729085735721942674e+4,
                                  5.2264952788528545610e+3};
  static constexpr double kC[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                  5.76949722146069140550e0,  3.64784832476320460504e0,
                                  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kD[] = {1,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
  static constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double kF[] = {1,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  const double centred = p - 0.5;
  if (std::fabs(centred) <= 0.425) {
    const double r = 0.180625 - centred * centred;
    return centred * polynomial(r, kA) / polynomial(r, kB);
  }
  const double r = std::sqrt(-portable_log(std::min(p, 1 - p)));
  const double tail = r <= 5 ? polynomial(r - 1.6, kC) / polynomial(r - 1.6, kD)
                             : polynomial(r - 5, kE) / polynomial(r - 5, kF);
  return centred < 0 ? -tail : tail;
}

// Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): the upper half of a product,
// where the few lower halves that would favour some results are drawn again.
std::uint64_t below(std::uint64_t range, RandomKey key, std::uint64_t position) {
  const std::uint64_t threshold = (0 - range) % range;
  for (std::uint64_t attempt = 0;; ++attempt) {
    const Block block = philox({key.a + attempt * 0x9E3779B97F4A7C15, key.b}, position);
    for (int i = 0; i < 2; ++i) {
      __extension__ using Wide = unsigned __int128;
      const Wide product = static_cast<Wide>(block.pair(i)) * range;
      if (static_cast<std::uint64_t>(product) >= threshold) return static_cast<std::uint64_t>(product >> 64);
    }
  }
}

}  // namespace

RandomKey random_key(std::uint64_t seed) { return {mixed(seed), mixed(seed ^ 0x5851F42D4C957F2D)}; }

RandomKey random_fold(RandomKey key, std::uint64_t number) { return derived(key, ~std::uint64_t{0}, number); }
RandomKey random_split(RandomKey key, std::uint64_t number) {
  return derived(key, 0x5555555555555555, number);
}

void random_uniform(RandomKey key, std::int64_t count, float* y) {
  draw<4>(key, count, y,
          [](const Block& b, int i) { return static_cast<float>(b.words[i] >> 8) * 0x1p-24f; });
}
void random_uniform(RandomKey key, std::int64_t count, double* y) {
  draw<2>(key, count, y,
          [](const Block& b, int i) { return static_cast<double>(b.pair(i) >> 11) * 0x1p-53; });
}
// In the middle of the intervals of width 2^-32 (2^-52), so that neither 0 nor 1 occurs.
void random_normal(RandomKey key, std::int64_t count, float* y) {
  draw<4>(key, count, y, [](const Block& b, int i) {
    return static_cast<float>(normal_quantile((static_cast<double>(b.words[i]) + 0.5) * 0x1p-32));
  });
}
void random_normal(RandomKey key, std::int64_t count, double* y) {
  draw<2>(key, count, y, [](const Block& b, int i) {
    return normal_quantile((static_cast<double>(b.pair(i) >> 12) + 0.5) * 0x1p-52);
  });
}

void random_integers(RandomKey key, std::int64_t count, std::int64_t low, std::int64_t high,
                     std::int64_t* y) {
  const std::uint64_t range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  parallel_for(count, kGrain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      y[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(low) +
                                       below(range, key, static_cast<std::uint64_t>(i)));
  });
}

// Sorts positions by random numbers; equal ones, which hardly occur, by position.
void random_permutation(RandomKey key, std::int64_t count, std::int64_t* y) {
  const auto order = std::make_unique<std::uint64_t[]>(static_cast<std::size_t>(count));
  draw<2>(key, count, order.get(), [](const Block& b, int i) { return b.pair(i); });
  for (std::int64_t i = 0; i < count; ++i) y[i] = i;
  std::sort(y, y + count, [&](std::int64_t a, std::int64_t b) {
    return order[static_cast<std::size_t>(a)] != order[static_cast<std::size_t>(b)]
               ? order[static_cast<std::size_t>(a)] < order[static_cast<std::size_t>(b)]
               : a < b;
  });
}

}  // namespace adjoint::kernels
