// The innermost blocks of matrix products, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

template <class T>
struct MatmulTable {
  int rows, columns;  // of the block that a kernel keeps in registers

  // y[rows, columns] (+)= a b over k. a is packed: `rows` elements for each k (those missing at the edge are
  // not read past a's packing, which pads them); b likewise holds `columns` elements, ldb apart. Writes m <=
  // rows and n <= columns.
  void (*block)(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, const T* b, std::int64_t ldb,
                T* y, std::int64_t ldy, bool accumulate);
  // The same without packing: a[i * ars + p * acs], and b's rows contiguous, ldb apart, n of them readable.
  void (*direct)(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t ars,
                 std::int64_t acs, const T* b, std::int64_t ldb, T* y, std::int64_t ldy, bool accumulate);
  // Packs k x n of b (n <= columns) into k rows of `columns`, zeros at the edge.
  void (*pack_b)(std::int64_t k, std::int64_t n, const T* b, std::int64_t brs, std::int64_t bcs, T* packed);
  void (*pack_a)(std::int64_t m, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, T* packed);
  // y[i] (+)= row i of a (contiguous, lda apart) times x (contiguous).
  void (*rows_dot)(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, const T* x, T* y,
                   std::int64_t ldy, bool accumulate);
};
SIMD_DECLARE_TABLE(MatmulTable<float>, matmul_float)
SIMD_DECLARE_TABLE(MatmulTable<double>, matmul_double)

}  // namespace adjoint::kernels
