// Singular values of square matrices by way of bidiagonal ones, in double precision. Bits depend on the
// matrix and the instruction set alone.
#pragma once

#include <cstdint>

namespace adjoint::kernels {

// a = U B VT for an n x n matrix a, which is destroyed: B has `diagonal` (n numbers) and, right of it,
// `beside` (n - 1); the rows of `left` and `right` (n x n) become the columns of U and V.
void bidiagonalize(std::int64_t n, double* a, double* diagonal, double* beside, double* left, double* right);

// B = P diag(values) QT: the diagonal becomes the singular values, in no order, and what lies in `left` and
// `right`, whose rows are the columns of U and V, those of U P and V Q. False if the iteration does not
// converge.
bool diagonalize(std::int64_t n, double* diagonal, double* beside, double* left, double* right);

}  // namespace adjoint::kernels
