// Decompositions of matrices, systems of equations and functions of matrices, over stacks in the leading
// dimensions.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// ---- systems of equations ----
Ref solve(const Ref& a, const Ref& b);
Ref inverse(const Ref& a);
Ref complex_solve(const Ref& a, const Ref& b);
Ref complex_inverse(const Ref& a);
Ref complex_det(const Ref& a);
Ref det(const Ref& a);
struct SignAndLogarithm {
  Ref sign, logarithm;
};
SignAndLogarithm slogdet(const Ref& a);
SignAndLogarithm complex_slogdet(const Ref& a);
struct LuFactors {
  Ref permutation, lower, upper;  // a = P L U, the permutation as the row of a that each row of L U is
};
LuFactors lu(const Ref& a);

// ---- triangles ----
Ref triangular_solve(const Ref& a, const Ref& b, bool upper, bool unit);
Ref cholesky(const Ref& a);
Ref cholesky_solve(const Ref& b, const Ref& l);
Ref logdet(const Ref& a);

// ---- orthogonal factors ----
struct QrFactors {
  Ref q, r;
};
QrFactors qr(const Ref& a);
Ref householder_product(const Ref& a, const Ref& tau);
struct Eigenpairs {
  Ref values, vectors;
};
Eigenpairs eigh(const Ref& a);
Eigenpairs eig(const Ref& a);  // complex
struct SingularTriplets {
  Ref u, s, vh;
};
SingularTriplets svd(const Ref& a);
Ref pseudo_inverse(const Ref& a, double tolerance);  // a negative one stands for the type's own
Ref lstsq(const Ref& a, const Ref& b);

// ---- functions of matrices ----
Ref matrix_exp(const Ref& a);
Ref matrix_exp_frechet(const Ref& a, const Ref& change);  // the derivative of exp at a, along a change
Ref matrix_sqrt(const Ref& a);
Ref matrix_log(const Ref& a);
Ref sylvester(const Ref& a, const Ref& b, const Ref& c);

}  // namespace adjoint::ops
