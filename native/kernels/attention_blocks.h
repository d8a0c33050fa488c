// What both directions of attention share: operands by type, the sizes of blocks, and products of blocks.
#pragma once

#include <algorithm>

#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/attention.h"
#include "kernels/attention_table.h"
#include "kernels/matmul_table.h"

namespace adjoint::kernels {

inline const MatmulTable<float>& matmul_table(float) { return matmul_float(); }
inline const MatmulTable<double>& matmul_table(double) { return matmul_double(); }
inline const AttentionTable<float>& attention_table(float) { return attention_float(); }
inline const AttentionTable<double>& attention_table(double) { return attention_double(); }

// Matrices of a stack whose rows are contiguous.
template <class T>
struct RowMatrices {
  const T* data;
  const std::int64_t* offsets;
  std::int64_t stride;  // between rows

  explicit RowMatrices(const MatrixStack& m)
      : data(static_cast<const T*>(m.matrix.data)), offsets(m.offsets), stride(m.matrix.row_stride) {}
  const T* row(std::int64_t which, std::int64_t i) const { return data + offsets[which] + i * stride; }
};

// Sizes of blocks. They and the order in which blocks are gone through decide the order of additions.
template <class T>
class AttentionBlocks {
 public:
  explicit AttentionBlocks(const AttentionShape& shape)
      : t(matmul_table(T{})), a(attention_table(T{})), s(shape), rows(kQueries / t.rows * t.rows) {}

  const MatmulTable<T>& t;
  const AttentionTable<T>& a;
  const AttentionShape& s;
  const std::int64_t rows;  // of queries

  static constexpr std::int64_t kQueries = 64;
  static constexpr std::int64_t kKeys = 1024 / sizeof(T);  // whole panels

  std::int64_t row_blocks() const { return (s.queries + rows - 1) / rows; }
  std::int64_t panels_of(std::int64_t n) const { return (n + t.columns - 1) / t.columns; }
  std::int64_t packed_size(std::int64_t n, std::int64_t depth) const {
    return panels_of(n) * t.columns * depth;
  }

  // Keys that the queries before `end` see, of those before `last`.
  std::int64_t seen(std::int64_t end, std::int64_t last) const {
    return s.causal ? std::min(end, last) : last;
  }

  ScoreBlock<T> scores(T* data, const AttentionMask& mask, std::int64_t which, std::int64_t query,
                       std::int64_t count, std::int64_t key, std::int64_t keys) const {
    return {data,
            kKeys,
            count,
            keys,
            s.causal ? query + 1 - key : keys,
            mask.data ? mask_block(mask, which, query, key) : MaskBlock{nullptr, false, 0, 0}};
  }

  // y[m, n] (+)= rows times b[k, n], whose rows are contiguous.
  void multiply(const Rows<T>& left, const T* b, std::int64_t ldb, std::int64_t n, std::int64_t k, T* y,
                std::int64_t ldy, bool accumulate) const {
    for (std::int64_t j = 0; j < n; j += t.columns)
      t.multiply(left, {b + j, std::min<std::int64_t>(t.columns, n - j), ldb}, k, y + j, ldy, accumulate);
  }

  // scores = rows of `left`, of contiguous elements, times packed columns.
  void multiply_packed(const T* left, std::int64_t stride, std::int64_t m, const T* packed, std::int64_t n,
                       std::int64_t k, T* y) const {
    const Rows<T> in_place{left, m, stride, 1, false};
    for (std::int64_t j = 0; j < n; j += t.columns)
      t.multiply(in_place, {packed + j * k, std::min<std::int64_t>(t.columns, n - j), t.columns}, k, y + j,
                 kKeys, false);
  }

  // Tasks of about `work` multiplications each that are worth another thread.
  static std::int64_t grain(std::int64_t work) {
    constexpr std::int64_t kWorth = 96 * 96 * 96;
    return std::max<std::int64_t>(1, kWorth / std::max<std::int64_t>(1, work));
  }

 private:
  static MaskBlock mask_block(const AttentionMask& m, std::int64_t which, std::int64_t query,
                              std::int64_t key) {
    const std::int64_t at = m.offsets[which] + query * m.row_stride + key * m.column_stride;
    const void* from = m.truth ? static_cast<const void*>(static_cast<const std::uint8_t*>(m.data) + at)
                               : static_cast<const T*>(m.data) + at;
    return {from, m.truth, m.row_stride, m.column_stride};
  }
};

}  // namespace adjoint::kernels
