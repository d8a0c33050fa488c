/* Decompositions of matrices, systems of equations and functions of matrices, over stacks of them. */
#ifndef ADJOINT_DECOMPOSE_H_
#define ADJOINT_DECOMPOSE_H_

#include "base.h"

ADJ_C_BEGIN

/** The solution of a x = b; b is a vector or a stack of matrices. Stacks broadcast. */
ADJ_API adj_status adj_solve(adj_tensor a, adj_tensor b, adj_tensor* out);

/** The inverse of each matrix. */
ADJ_API adj_status adj_inverse(adj_tensor a, adj_tensor* out);

/** The determinant of each matrix. */
ADJ_API adj_status adj_det(adj_tensor a, adj_tensor* out);

/** The lower triangular L with L LT = (a + aT) / 2. */
ADJ_API adj_status adj_cholesky(adj_tensor a, adj_tensor* out);

/** The solution of L LT x = b from the lower factor. */
ADJ_API adj_status adj_cholesky_solve(adj_tensor b, adj_tensor l, adj_tensor* out);

/** The logarithm of the determinant of positive definite matrices. */
ADJ_API adj_status adj_logdet(adj_tensor a, adj_tensor* out);

/** The x for which |a x - b| is least, for matrices of full column rank. */
ADJ_API adj_status adj_lstsq(adj_tensor a, adj_tensor b, adj_tensor* out);

/** The exponential of each matrix. */
ADJ_API adj_status adj_matrix_exp(adj_tensor a, adj_tensor* out);

/** The derivative of the exponential at a, along a change of it. */
ADJ_API adj_status adj_matrix_exp_frechet(adj_tensor a, adj_tensor change, adj_tensor* out);

/** The principal square root of each matrix. */
ADJ_API adj_status adj_matrix_sqrt(adj_tensor a, adj_tensor* out);

/** The principal logarithm of each matrix. */
ADJ_API adj_status adj_matrix_log(adj_tensor a, adj_tensor* out);

/** The solution of a x + x b = c. */
ADJ_API adj_status adj_sylvester(adj_tensor a, adj_tensor b, adj_tensor c, adj_tensor* out);

/** The solution of tri(a) x = b, where the other triangle of a is not read, nor with unit its diagonal. */
ADJ_API adj_status adj_triangular_solve(adj_tensor a, adj_tensor b, int32_t upper, int32_t unit,
                                        adj_tensor* out);

/** The sign of the determinant of each matrix, and the logarithm of its size. */
ADJ_API adj_status adj_slogdet(adj_tensor a, adj_tensor* new_sign, adj_tensor* new_logarithm);

/** a = P L U by partial pivoting; the permutation is an int64 row of a for each row of L U. */
ADJ_API adj_status adj_lu(adj_tensor a, adj_tensor* new_permutation, adj_tensor* new_lower,
                          adj_tensor* new_upper);

/**
 * The first columns of the product of reflections I - tau v vT, as many as there are of them; v is a column
 * of a below the diagonal and 1 on it.
 */
ADJ_API adj_status adj_householder_product(adj_tensor a, adj_tensor tau, adj_tensor* out);

/** a = Q R, reduced, with a diagonal of R that is not negative. */
ADJ_API adj_status adj_qr(adj_tensor a, adj_tensor* new_q, adj_tensor* new_r);

/** The eigenvalues of (a + aT) / 2, ascending, and the eigenvectors as columns. */
ADJ_API adj_status adj_eigh(adj_tensor a, adj_tensor* new_values, adj_tensor* new_vectors);

/**
 * The eigenvalues of any matrices, complex, by their real and then their imaginary parts, and the
 * eigenvectors as columns.
 */
ADJ_API adj_status adj_eig(adj_tensor a, adj_tensor* new_values, adj_tensor* new_vectors);

/** a = U diag(s) Vh, thin, with s descending. */
ADJ_API adj_status adj_svd(adj_tensor a, adj_tensor* new_u, adj_tensor* new_s, adj_tensor* new_vh);

/**
 * The pseudo-inverse of each matrix. Singular values up to tolerance times the largest count as zero; a
 * negative tolerance stands for the longer extent times the distance of the numbers near 1.
 */
ADJ_API adj_status adj_pseudo_inverse(adj_tensor a, double tolerance, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_DECOMPOSE_H_ */
