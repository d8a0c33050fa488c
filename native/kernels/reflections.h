// Householder's reflections I - tau v vT of vectors of n numbers, each with one more zero at its beginning
// than the one before it, and products of them.
#pragma once

#include <cstdint>

#include "core/workspace.h"

namespace adjoint::kernels {

class Reflections {
 public:
  static constexpr std::int64_t kPanel = 32;  // reflections that are worked on together

  // The first has `zeros` zeros at its beginning.
  Reflections(std::int64_t n, std::int64_t zeros) : n_(n), zeros_(zeros), rows_(n * n), tau_(n) {}

  // How many there are.
  std::int64_t count() const { return n_ - zeros_; }
  // Where the numbers of one lie; those before its beginning are not looked at.
  double* vector(std::int64_t i) { return rows_.data() + i * n_; }
  double tau(std::int64_t i) { return tau_.data()[i]; }

  // Makes the i-th, whose first number is 1, of the numbers at its place, so that it turns these into
  // (beta, 0 ...). Gives beta.
  double reflect(std::int64_t i);

  // The rows (n x n) become the columns of the product of all, the first one leftmost.
  void form(double* rows);

 private:
  // rows (m x m) -= rows V TT VT, with the reflections I - V T VT of a block.
  void apply(std::int64_t first, std::int64_t count, std::int64_t m, double* rows);
  void block_factor(std::int64_t first, std::int64_t count, std::int64_t m, const double* vectors, double* t);

  std::int64_t n_, zeros_;
  Workspace<double> rows_, tau_;
};

}  // namespace adjoint::kernels
