// Sobol sequences in the order of Gray's code, by the numbers of Joe and Kuo. Scrambled as J. Matoušek has
// it, "On the L2-discrepancy for anchored boxes", J. Complexity 14 (1998): the digits of a dimension go
// through a random lower triangular matrix, and a random number is added to them, both without carry.
#include <bit>
#include <memory>

#include "core/threads.h"
#include "kernels/philox.h"
#include "kernels/sobol_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 1024;
constexpr int kDigits = 53;

// The direction numbers of a dimension, the first binary digit in bit 52, and what is added at the end.
struct Directions {
  std::uint64_t of[kDigits], shift;
};

// The bits of a number that the recurrence of a polynomial goes on with: all numbers are m_i / 2^i.
void fill_directions(std::uint32_t polynomial, const std::uint16_t* first, std::uint64_t (&of)[kDigits]) {
  const int degree = std::bit_width(polynomial) - 1;
  for (int i = 0; i < kDigits; ++i) {
    if (i < degree) {
      of[i] = std::uint64_t{first[i]} << (kDigits - 1 - i);
      continue;
    }
    of[i] = of[i - degree] ^ of[i - degree] >> degree;
    for (int k = 1; k < degree; ++k)
      if (polynomial >> (degree - k) & 1) of[i] ^= of[i - k];
  }
}

// Each digit becomes itself and a random choice of those before it.
void scramble(RandomKey key, std::int64_t dimension, Directions& d) {
  std::uint64_t words[kDigits + 1];
  for (int i = 0; i <= kDigits; ++i) {
    const auto position = static_cast<std::uint64_t>(dimension * ((kDigits + 1) / 2) + i / 2);
    words[i] = philox(key, position).pair(i % 2);
  }
  std::uint64_t scrambled[kDigits] = {};
  for (int row = 0; row < kDigits; ++row) {
    const std::uint64_t itself = std::uint64_t{1} << (kDigits - 1 - row);
    const std::uint64_t chosen = (words[row] & ~(2 * itself - 1)) | itself;
    for (int i = 0; i < kDigits; ++i)
      if (std::popcount(chosen & d.of[i]) % 2) scrambled[i] |= itself;
  }
  for (int i = 0; i < kDigits; ++i) d.of[i] = scrambled[i];
  d.shift = words[kDigits] >> (64 - kDigits);
}

std::unique_ptr<Directions[]> all_directions(RandomKey key, std::int64_t dimensions, bool scrambled) {
  auto all = std::make_unique<Directions[]>(static_cast<std::size_t>(dimensions));
  const std::uint16_t* next = kSobolTable;
  for (std::int64_t j = 0; j < dimensions; ++j) {
    Directions& d = all[static_cast<std::size_t>(j)];
    if (j == 0) {
      for (int i = 0; i < kDigits; ++i) d.of[i] = std::uint64_t{1} << (kDigits - 1 - i);
    } else {
      fill_directions(*next, next + 1, d.of);
      next += std::bit_width(std::uint32_t{*next});
    }
    d.shift = 0;
    if (scrambled) scramble(key, j, d);
  }
  return all;
}

std::uint64_t digits_at(const Directions& d, std::uint64_t gray) {
  std::uint64_t sum = d.shift;
  for (; gray != 0; gray &= gray - 1) sum ^= d.of[std::countr_zero(gray)];
  return sum;
}

float from_digits(std::uint64_t digits, float) { return static_cast<float>(digits >> 29) * 0x1p-24f; }
double from_digits(std::uint64_t digits, double) { return static_cast<double>(digits) * 0x1p-53; }

// A point after another differs in one direction number.
template <class T>
void draw(RandomKey key, const Sobol& what, T* y) {
  const auto directions = all_directions(key, what.dimensions, what.scrambled);
  parallel_for(what.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t j = 0; j < what.dimensions; ++j) {
      const Directions& d = directions[static_cast<std::size_t>(j)];
      auto at = static_cast<std::uint64_t>(what.first + begin);
      std::uint64_t digits = digits_at(d, at ^ at >> 1);
      for (std::int64_t i = begin; i < end; ++i) {
        y[i * what.dimensions + j] = from_digits(digits, T{});
        digits ^= d.of[std::countr_one(at++)];
      }
    }
  });
}

}  // namespace

void random_sobol(RandomKey key, const Sobol& what, float* y) { draw(key, what, y); }
void random_sobol(RandomKey key, const Sobol& what, double* y) { draw(key, what, y); }

}  // namespace adjoint::kernels
