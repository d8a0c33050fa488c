// Eigen, and how matrices come to it. Its headers are included by plain files of this folder only: none that
// is compiled once an instruction set may have them (see simd.h).
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <mutex>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {

// Its own memory, which is aligned: where a matrix of ours lies would decide the order of its additions.
template <class T>
using Dense = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The blocks of its products are cut for these caches, on every machine: they decide the order of additions
// too.
inline void fix_block_sizes() {
  static std::once_flag done;
  std::call_once(done, [] { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20); });
}

template <class T>
Dense<T> dense(const T* a, std::int64_t m, std::int64_t n) {
  fix_block_sizes();
  return Eigen::Map<const RowMajor<T>>(a, m, n);
}

template <class T>
bool is_finite(const T* a, std::int64_t count) {
  return std::all_of(a, a + count, [](T x) { return std::isfinite(x); });
}

// Whether a column is to be turned so that its largest element is positive: of elements that differ by
// rounding alone it is the first.
template <class Column>
bool is_negative(const Column& column) {
  using T = typename Column::Scalar;
  const T nearly = column.cwiseAbs().maxCoeff() * (1 - 64 * std::numeric_limits<T>::epsilon());
  for (Eigen::Index i = 0; i < column.size(); ++i)
    if (std::abs(column[i]) >= nearly) return column[i] < 0;
  return false;
}

}  // namespace adjoint::kernels
