// What attention does with blocks of weights between its products, one table an instruction set.
#pragma once

#include <cstdint>

#include "kernels/simd.h"

namespace adjoint::kernels {

// Part of a mask, from the first query and key of a block on; strides in elements.
struct MaskBlock {
  const void* data;  // null: none
  bool truth;
  std::int64_t row_stride, column_stride;
};

// The products of some queries with some keys, a row a query.
template <class T>
struct ScoreBlock {
  T* data;
  std::int64_t distance;  // between rows
  std::int64_t rows, keys;
  std::int64_t seen;  // by the first query; each later one sees one key more, as far as there are any
  MaskBlock mask;
};

template <class T>
struct AttentionTable {
  // y[rows, n], without gaps, = factor times rows of x.
  void (*scale_rows)(const T* x, std::int64_t row_stride, std::int64_t rows, std::int64_t n, T factor, T* y);
  // y[r] = a[r] . b[r], of n elements each
  void (*row_dots)(const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride, std::int64_t rows,
                   std::int64_t n, T* y);
  // y = factor (x + the same a distance further + ..., `parts` in all), n elements.
  void (*sum_parts)(const T* x, std::int64_t distance, std::int64_t parts, std::int64_t n, T factor, T* y);

  // Makes weights of scores: exponentials of what lies below the largest score so far. `largest`, `sum` and
  // the weighed values y[rows, n] are brought to that; with `first` there are none yet.
  void (*advance)(const ScoreBlock<T>& scores, T* largest, T* sum, T* y, std::int64_t n, bool first);
  // Divides weighed values by the sums, of which the logarithms go to `log_sums`.
  void (*finish)(const T* largest, const T* sum, std::int64_t rows, std::int64_t n, T* y, T* log_sums);
  // Makes weights of scores, and cotangents of scores of those of weights, which lie alike.
  void (*change)(const ScoreBlock<T>& scores, const T* log_sums, const T* dots, T* cotangents);
};
SIMD_DECLARE_TABLE(AttentionTable<float>, attention_float)
SIMD_DECLARE_TABLE(AttentionTable<double>, attention_double)

}  // namespace adjoint::kernels
