// Derivatives of functions of matrices, from the function of a larger matrix.
#include <cmath>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

// Puts a n x n block of an operand at block (i, j) of a matrix of `width` columns.
template <class T>
void put_block(std::int64_t n, const T* from, T factor, std::int64_t i, std::int64_t j, std::int64_t width,
               T* to) {
  to += i * n * width + j * n;
  for (std::int64_t r = 0; r < n; ++r)
    for (std::int64_t c = 0; c < n; ++c) to[r * width + c] = from[r * n + c] * factor;
}

// What brings the largest element to about 1, as a power of two: a change has no part in how f is calculated.
template <class T>
int exponent_of(std::int64_t count, const T* change) {
  T largest = 0;
  for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::abs(change[i]));
  int exponent = 0;
  if (largest > 0 && std::isfinite(largest)) std::frexp(largest, &exponent);
  return exponent;
}

// The matrix with a on its diagonal, and change k where the number of the column has one more bit than that
// of the row, bit k: its function has the derivative along all changes in the last block of its first row.
template <class T>
class Change {
 public:
  Change(std::int64_t n, std::span<const void* const> operands)
      : n_(n),
        changes_(static_cast<int>(operands.size()) - 1),
        blocks_(std::int64_t{1} << changes_),
        operands_(operands),
        matrix_(square(blocks_ * n)),
        result_(square(blocks_ * n)) {}

  bool run(MatrixFunction f, std::int64_t at, T* y) {
    const std::int64_t width = blocks_ * n_;
    std::fill_n(matrix_.data(), square(width), T{0});
    for (std::int64_t i = 0; i < blocks_; ++i)
      put_block(n_, operand(0, at), T{1}, i, i, width, matrix_.data());
    int exponents = 0;
    for (int k = 0; k < changes_; ++k) {
      const T* const change = operand(k + 1, at);
      const int exponent = exponent_of(square(n_), change);
      exponents += exponent;
      for (std::int64_t i = 0; i < blocks_; ++i)
        if (!(i >> k & 1))
          put_block(n_, change, std::ldexp(T{1}, -exponent), i, i | std::int64_t{1} << k, width,
                    matrix_.data());
    }
    if (f(kRealType<T>, 1, width, matrix_.data(), result_.data()) != kAllHaveResults) return false;
    for (std::int64_t r = 0; r < n_; ++r)
      for (std::int64_t c = 0; c < n_; ++c)
        y[r * n_ + c] = std::ldexp(result_.data()[r * width + width - n_ + c], exponents);
    return true;
  }

 private:
  static std::int64_t square(std::int64_t n) { return n * n; }
  const T* operand(int k, std::int64_t at) const {
    return static_cast<const T*>(operands_[static_cast<std::size_t>(k)]) + at * square(n_);
  }

  std::int64_t n_;
  int changes_;
  std::int64_t blocks_;
  std::span<const void* const> operands_;
  Workspace<T> matrix_, result_;
};

}  // namespace

std::int64_t function_change(MatrixFunction f, DType type, std::int64_t batch, std::int64_t n,
                             std::span<const void* const> operands, void* y) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 40 * cube(n << (operands.size() - 1)), [&](std::int64_t i) {
      return Change<T>(n, operands).run(f, i, static_cast<T*>(y) + i * n * n);
    });
  });
}

}  // namespace adjoint::kernels
