// Steps of a fast Fourier transform over a block of columns, one table an instruction set.
#pragma once

#include "kernels/fft.h"
#include "kernels/simd.h"

namespace adjoint::kernels {

// So many transforms go side by side, real and imaginary parts apart: element j of column c lies at
// 16 j + c.
inline constexpr std::int64_t kFftColumns = 16;

template <class T>
struct Parts {
  T *re, *im;
};

// Stockham's step: what is left are transforms of `length` = radix m numbers, `stride` of them interleaved.
template <class T>
struct FftStep {
  int radix;
  std::int64_t length, stride;
  const T* twiddles;  // w^(k p) of w = e^(-2 pi i / length), k from 1 and p from 0 to m; pairs
  const T* roots;     // e^(-2 pi i j / radix), pairs
};

template <class T>
struct FftTable {
  void (*step)(const FftStep<T>& step, Parts<T> x, Parts<T> y);
  // Rows of `width` complex numbers, in memory `distance` apart.
  void (*load)(const T* x, std::int64_t rows, std::int64_t width, std::int64_t distance, Parts<T> to);
  void (*store)(Parts<T> from, std::int64_t rows, std::int64_t width, T* y, std::int64_t distance);
  // Element c of row k times base[k] fine[k][c].
  void (*twist)(Parts<T> x, std::int64_t rows, const T* base, const T* fine_re, const T* fine_im);
};
SIMD_DECLARE_TABLE(FftTable<float>, fft_float)
SIMD_DECLARE_TABLE(FftTable<double>, fft_double)

}  // namespace adjoint::kernels
