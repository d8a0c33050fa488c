/* Discrete Fourier transforms along an axis. */
#ifndef ADJOINT_FFT_H_
#define ADJOINT_FFT_H_

#include "base.h"

ADJ_C_BEGIN

/**
 * The sums over j of x[j] e^(-2 pi i j k / n) along an axis, or with + in the exponent for the inverse;
 * neither is divided by n. Real numbers become complex ones.
 */
ADJ_API adj_status adj_fft(adj_tensor x, int64_t axis, int32_t inverse, adj_tensor* out);

/** The same of real numbers: the first n / 2 + 1 results, of which the others are conjugates. */
ADJ_API adj_status adj_rfft(adj_tensor x, int64_t axis, adj_tensor* out);

/**
 * The inverse of n / 2 + 1 results along an axis that stand for n: real numbers, not divided by n. Imaginary
 * parts that such a spectrum does not have are not looked at.
 */
ADJ_API adj_status adj_irfft(adj_tensor x, int64_t n, int64_t axis, adj_tensor* out);

ADJ_C_END

#endif /* ADJOINT_FFT_H_ */
