// Discrete Fourier transforms of rows: y_k = sum of x_j e^(-2 pi i j k / n), and its inverse, with + in the
// exponent; neither is divided by n.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// Rows of n numbers each, `x_distance` and `y_distance` numbers from one to the next.
struct FftRows {
  std::int64_t rows, n, x_distance, y_distance;
};

// Complex numbers, whose parts are of this floating type.
void fft(DType part, const FftRows& shape, bool inverse, const void* x, void* y);
// Of n real numbers the first n / 2 + 1 results: the others are their conjugates. Distances are in real
// numbers of x, complex ones of y.
void fft_of_real(DType part, const FftRows& shape, const void* x, void* y);
// The inverse of n / 2 + 1 complex numbers that stand for n: real numbers. What cannot be of such (the
// imaginary parts of the first, and for even n of the last) is not looked at.
void fft_to_real(DType part, const FftRows& shape, const void* x, void* y);

}  // namespace adjoint::kernels
