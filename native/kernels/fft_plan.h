// What a Fourier transform of n numbers is made of, worked out once: its steps and its roots of unity.
#pragma once

#include <memory>
#include <vector>

#include "kernels/fft_table.h"

namespace adjoint::kernels {

struct Root {
  double re, im;
};
// e^(-2 pi i k / n)
Root root_of_unity(std::int64_t k, std::int64_t n);

// A transform whose length has small prime factors only, over a block of columns.
template <class T>
class FftSteps {
 public:
  explicit FftSteps(std::int64_t length);
  std::int64_t length() const { return length_; }
  // Works in x and y in turn; gives the one that has the result.
  Parts<T> run(const FftTable<T>& table, Parts<T> x, Parts<T> y) const;
  std::size_t bytes() const;

 private:
  struct Stage {
    int radix;
    std::int64_t length;
    std::vector<T> twiddles, roots;
  };
  std::int64_t length_;
  std::vector<Stage> stages_;
};

// Up to kDirect numbers are transformed as columns of many transforms at once. More are a table of a rows and
// b columns (Bailey's four steps): its columns are transformed, twisted, and then its rows.
template <class T>
struct FftPlan {
  static constexpr std::int64_t kDirect = 32;

  explicit FftPlan(std::int64_t n);
  bool is_direct() const { return rows.length() == 1; }
  std::size_t bytes() const;

  FftSteps<T> columns, rows;  // of lengths a and b
  // The twist of row k and column c is w^(k c): base[c / 16][k] fine[k][c % 16].
  std::vector<T> base, fine_re, fine_im;
};

// A transform of any length as a convolution with a chirp (Bluestein 1970), in double precision.
struct Chirp {
  explicit Chirp(std::int64_t n);
  std::size_t bytes() const { return (factors.size() + spectrum.size()) * sizeof(double); }

  std::int64_t n, padded;        // the length of the convolution, a power of two
  std::vector<double> factors;   // e^(-pi i j^2 / n), pairs
  std::vector<double> spectrum;  // of their conjugates around 0
};

// The roots e^(-2 pi i k / n) for k up to n / 4: the others mirror them.
template <class T>
struct QuarterOfRoots {
  explicit QuarterOfRoots(std::int64_t n);
  std::size_t bytes() const { return pairs.size() * sizeof(T); }

  std::vector<T> pairs;
};

// Whether there are steps for a length: small prime factors only.
bool has_fft_steps(std::int64_t n);

// Plans are kept as long as there is room for them.
template <class Plan>
std::shared_ptr<const Plan> plan_of(std::int64_t n);

}  // namespace adjoint::kernels
