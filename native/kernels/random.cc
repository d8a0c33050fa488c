// Keys, and the draws that need no parameters.
#include "kernels/random.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/threads.h"
#include "kernels/philox.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 16384;

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

// Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): the upper half of a product,
// where the few lower halves that would favour some results are drawn again.
std::uint64_t below(std::uint64_t range, RandomKey key, std::uint64_t position) {
  const std::uint64_t threshold = (0 - range) % range;
  for (std::uint64_t attempt = 0;; ++attempt) {
    const Block block = attempted(key, position, attempt);
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
  draw<2>(key, count, y, [](const Block& b, int i) { return normal_quantile(open_uniform(b.pair(i))); });
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
