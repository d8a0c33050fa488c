// Symmetric matrices by way of tridiagonal ones, in double precision. Bits depend on the matrix and the
// instruction set alone.
#pragma once

#include <cstdint>

namespace adjoint::kernels {

// a = Q T QT for a symmetric n x n matrix a, which is destroyed: T has `diagonal` (n numbers) and, beside it,
// `beside` (n - 1); the rows of `rows` (n x n) become the columns of Q.
void tridiagonalize(std::int64_t n, double* a, double* diagonal, double* beside, double* rows);

// T = S diag(values) ST: the diagonal becomes the eigenvalues, in no order, and what lies in `rows`, whose
// rows are the columns of a matrix Q, those of Q S. False if the iteration does not converge.
bool diagonalize(std::int64_t n, double* diagonal, double* beside, double* rows);

}  // namespace adjoint::kernels
