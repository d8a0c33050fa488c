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

// A parameter of a draw: one number for all elements, or one for each.
template <class T>
struct Parameter {
  const T* values;
  bool same;
  T operator[](std::int64_t i) const { return values[same ? 0 : i]; }
};

// Gamma variables of scale 1, and their logarithms, which do not underflow where the shape is small.
void random_gamma(RandomKey key, std::int64_t count, Parameter<float> shape, float* y);
void random_gamma(RandomKey key, std::int64_t count, Parameter<double> shape, double* y);
void random_log_gamma(RandomKey key, std::int64_t count, Parameter<float> shape, float* y);
void random_log_gamma(RandomKey key, std::int64_t count, Parameter<double> shape, double* y);
// Means lie from 0 to 2^60.
void random_poisson(RandomKey key, std::int64_t count, Parameter<double> mean, std::int64_t* y);
// n is whole, from 0 to 2^53, and p lies from 0 to 1.
void random_binomial(RandomKey key, std::int64_t count, Parameter<double> n, Parameter<double> p,
                     std::int64_t* y);

// Points `first`, first + 1, ... of a Sobol sequence, as rows. There are at most 2^52, and 256 dimensions.
inline constexpr int kSobolDimensions = 256;
struct Sobol {
  std::int64_t count, dimensions, first;
  bool scrambled;
};
void random_sobol(RandomKey key, const Sobol& what, float* y);
void random_sobol(RandomKey key, const Sobol& what, double* y);

}  // namespace adjoint::kernels
