// Random numbers by counting: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). One half of a key is Philox's key, the other the upper half of its counter, the
// position the lower half.
//
// The same bits everywhere: files that include this are compiled without fused multiply-add, and call no libm
// but sqrt, floor, frexp and ldexp, which are exact.
#pragma once

#include "kernels/random.h"

namespace adjoint::kernels {

struct Block {
  std::uint32_t words[4];
  std::uint64_t pair(int i) const { return words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32; }
};

inline Block philox(RandomKey key, std::uint64_t position) {
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

// The block of a draw that takes as many attempts as it needs, each element for itself.
inline Block attempted(RandomKey key, std::uint64_t position, std::uint64_t attempt) {
  return philox({key.a + attempt * 0x9E3779B97F4A7C15, key.b}, position);
}

// In the middle of the intervals of width 2^-52, so that neither 0 nor 1 occurs.
inline double open_uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

// The quantile of the normal distribution. About 16 digits.
double normal_quantile(double p);

// Elementary functions in additions and multiplications whose rounding is the same everywhere; logarithms of
// normal numbers.
double portable_log(double x);
double portable_log1p(double x);
double portable_exp(double x);

}  // namespace adjoint::kernels
