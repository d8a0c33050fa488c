// Steps of recursions over alignments, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

template <class T>
struct CtcTable {
  // y = log(exp(a) + exp(b) + exp(c + leap)) + added, n elements each.
  void (*step)(const T* a, const T* b, const T* c, const T* leap, const T* added, T* y, std::int64_t n);
  // y = exp(a + b - sum)
  void (*shares)(const T* a, const T* b, T sum, T* y, std::int64_t n);
};
SIMD_DECLARE_TABLE(CtcTable<float>, ctc_float)
SIMD_DECLARE_TABLE(CtcTable<double>, ctc_double)

}  // namespace adjoint::kernels
