// Decompositions, solvers and functions of stacks of matrices, in float32 and float64. Matrices are row-major
// without gaps where nothing else is said.
//
// A function that may find no result gives the place in the stack of the first matrix that has none, or
// kAllHaveResults. NaN is no reason to fail: it comes out as NaN. The bits of a matrix's result do not depend
// on the others, nor on the number of threads.
#pragma once

#include <span>

#include "core/dtype.h"
#include "kernels/matmul.h"

namespace adjoint::kernels {

inline constexpr std::int64_t kAllHaveResults = -1;

// One operand of a stack: matrices with strides, and where each begins, in elements.
struct MatrixStack {
  Matrix matrix;
  const std::int64_t* offsets;
};

enum class Triangle : std::uint8_t { kLower, kUpper };

// y = the triangle of each n x m matrix x, its diagonal times a factor; zeros elsewhere.
void triangle(DType type, std::int64_t batch, std::int64_t n, std::int64_t m, MatrixStack x, Triangle side,
              double diagonal, void* y);
// y with tri(a) y = b, a n x n and b n x k; fails where an element of the diagonal is 0.
std::int64_t triangular_solve(DType type, std::int64_t batch, std::int64_t n, std::int64_t k, MatrixStack a,
                              MatrixStack b, Triangle side, bool unit, void* y);

// The lower factor of (a + aT) / 2; fails where that is not positive definite.
std::int64_t cholesky(DType type, std::int64_t batch, std::int64_t n, const void* a, void* l);

// a = P L U of m x n matrices by partial pivoting: m x (n + 1) numbers each, L below the diagonal and U above
// it, and in the last column the row of a that each row came from.
void lu(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a, void* packed);
// y with a y = b, or with aT y = b, from what `lu` made of a; fails where a is singular.
std::int64_t lu_solve(DType type, std::int64_t batch, std::int64_t n, std::int64_t k, MatrixStack packed,
                      MatrixStack b, bool transposed, void* y);
std::int64_t inverse(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y);
// The determinant, or its sign, from what `lu` made.
void lu_determinant(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y);
void lu_sign(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y);
// ln |det a| from the same.
void lu_logarithm(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y);
// The determinant of complex matrices, or its logarithm, with the angle as the imaginary part.
void complex_determinant(DType type, std::int64_t batch, std::int64_t n, const void* a, bool logarithm,
                         void* y);
// The matrix of cofactors, det(a) inverse(a)T where a has an inverse.
void cofactors(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y);

// a = Q R of m x n matrices, m >= n: (m + n) x n numbers each, Q above R; the diagonal of R is not negative.
void qr(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a, void* packed);

// The eigenvalues of (a + aT) / 2, ascending, in the first row of n + 1, and below it the eigenvectors as
// columns, the largest element of each being positive. Fails where the iteration does not converge.
std::int64_t eigh(DType type, std::int64_t batch, std::int64_t n, const void* a, void* packed);

// The eigenvalues of complex matrices in the first row of n + 2, in the order of their real parts and, of
// equal ones, of their imaginary parts; below it the eigenvectors as columns of length 1, the largest element
// of each being real and positive; and in the last row where that stands. Fails where the iteration does not
// converge.
std::int64_t eig(DType type, std::int64_t batch, std::int64_t n, const void* a, void* packed);

// a = U diag(s) Vh of m x n matrices, s descending, thin: of each of min(m, n) rows the column of U, whose
// largest element is positive, then s, then the row of Vh. Fails where the iteration does not converge.
std::int64_t svd(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a, void* packed);

// The pseudo-inverse (n x m) of m x n matrices: singular values up to `tolerance` times the largest count as
// 0.
std::int64_t pseudo_inverse(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a,
                            double tolerance, void* y);

// exp(a).
std::int64_t matrix_exp(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y);
// The principal square root and logarithm; they fail where an eigenvalue lies on the closed negative real
// axis.
std::int64_t matrix_sqrt(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y);
std::int64_t matrix_log(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y);
// The derivative of such a function f along changes of a, as many as there are operands after a: linear in
// each, and the same in every order of them.
using MatrixFunction = std::int64_t (*)(DType type, std::int64_t batch, std::int64_t n, const void* a,
                                        void* y);
std::int64_t function_change(MatrixFunction f, DType type, std::int64_t batch, std::int64_t n,
                             std::span<const void* const> operands, void* y);
// y with a y + y b = c, a m x m and b n x n; fails where an eigenvalue of a is one of -b.
std::int64_t sylvester(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, MatrixStack a,
                       MatrixStack b, MatrixStack c, void* y);

}  // namespace adjoint::kernels
