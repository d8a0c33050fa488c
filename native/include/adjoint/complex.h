/* Complex numbers and their parts. */
#ifndef ADJOINT_COMPLEX_H_
#define ADJOINT_COMPLEX_H_

#include "base.h"

ADJ_C_BEGIN

/** The real parts of complex numbers, as a view; other numbers themselves. */
ADJ_API adj_status adj_real(adj_tensor x, adj_tensor* out);

/** The imaginary parts of complex numbers, as a view; zeros for other numbers. */
ADJ_API adj_status adj_imag(adj_tensor x, adj_tensor* out);

/** The conjugates of complex numbers; other numbers themselves. */
ADJ_API adj_status adj_conj(adj_tensor x, adj_tensor* out);

/** The angles of complex numbers, from -pi to pi; of real ones 0 or pi. */
ADJ_API adj_status adj_angle(adj_tensor x, adj_tensor* out);

/**
 * a + i b: complex64 of float32, complex128 of float64. The two broadcast with each other and must be real
 * numbers.
 */
ADJ_API adj_status adj_complex(adj_tensor a, adj_tensor b, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_COMPLEX_H_ */
