// The innermost parts of matrix products, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

// The rows of the left operand that a panel of the right one is multiplied with.
template <class T>
struct Rows {
  const T* data;
  std::int64_t count;
  std::int64_t row_stride, column_stride;
  bool packed;  // tile after tile, each k times its height; the strides do not count
};

// Columns of the right operand, at most as many as a tile has; each row of them is contiguous.
template <class T>
struct Panel {
  const T* data;
  std::int64_t count;
  std::int64_t row_stride;
};

constexpr std::int64_t kFew = 4;  // vectors that have kernels of their own

template <class T>
struct MatmulTable {
  int rows, columns;  // of a tile

  // y (+)= rows times panel, over k. Elements of a panel beyond its count are not read.
  void (*multiply)(const Rows<T>& a, const Panel<T>& b, std::int64_t k, T* y, std::int64_t ldy,
                   bool accumulate);
  // The same for a whole panel that lies in b, whose rows are contiguous and ldb apart; packs it besides.
  void (*multiply_and_pack)(const Rows<T>& a, const T* b, std::int64_t ldb, std::int64_t k, T* packed, T* y,
                            std::int64_t ldy, bool accumulate);
  // Packs k x n of b into panels of `columns`, one after the other, each of k rows. What the last has beyond
  // n holds anything.
  void (*pack_panels)(std::int64_t k, std::int64_t n, const T* b, std::int64_t brs, std::int64_t bcs,
                      T* packed);
  // Packs m x k of a into tiles; may write up to 64 bytes more than m * k elements.
  void (*pack_rows)(std::int64_t m, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs,
                    T* packed);
  // y[i * y_row + j * y_column] (+)= row i of a times row j of x, for m and n <= kFew of them; both have
  // contiguous rows, of k elements.
  void (*rows_dot)(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t lda, const T* x,
                   std::int64_t ldx, T* y, std::int64_t y_row, std::int64_t y_column, bool accumulate);
  // y[m, n] (+)= x[m, k] (any strides) times b, whose rows are contiguous and ldb apart, for m <= kFew. Reads
  // b row by row, for when it is too large to be read otherwise.
  void (*few_rows)(std::int64_t m, std::int64_t n, std::int64_t k, const T* x, std::int64_t x_row,
                   std::int64_t x_column, const T* b, std::int64_t ldb, T* y, std::int64_t ldy,
                   bool accumulate);
};
SIMD_DECLARE_TABLE(MatmulTable<float>, matmul_float)
SIMD_DECLARE_TABLE(MatmulTable<double>, matmul_double)

}  // namespace adjoint::kernels
