// Counter-based random numbers: each value is a function of the key and its position alone, so the
// bits are the same on every platform, instruction set and number of threads.
#pragma once

#include <cstdint>

namespace adjoint::kernels {

struct RandomKey {
  std::uint64_t a, b;
};

RandomKey random_key(std::uint64_t seed);
RandomKey random_fold(RandomKey key, std::uint64_t number);
RandomKey random_split(RandomKey key, std::uint64_t number);
// Uniform in [0, 1): multiples of 2^-24 for float, 2^-53 for double.
void random_uniform(RandomKey key, std::int64_t count, float* y);
void random_uniform(RandomKey key, std::int64_t count, double* y);
void random_normal(RandomKey key, std::int64_t count, float* y);
void random_normal(RandomKey key, std::int64_t count, double* y);
// Uniform in [low, high) without bias.
void random_integers(RandomKey key, std::int64_t count, std::int64_t low, std::int64_t high, std::int64_t* y);
void random_permutation(RandomKey key, std::int64_t count, std::int64_t* y);

}  // namespace adjoint::kernels
