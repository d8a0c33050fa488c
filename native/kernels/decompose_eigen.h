// Eigen, and how matrices come to it. Its headers are included by plain files of this folder only: none that
// is compiled once an instruction set may have them (see simd.h).
#pragma once

#include <Eigen/Core>
#include <mutex>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {

// Its own memory, which is aligned: where a matrix of ours lies would decide the order of its additions.
// Always in double precision: solvers take compilers long and much room, and float32 gains digits.
using Dense = Eigen::MatrixXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// The blocks of its products are cut for these caches, on every machine: they decide the order of additions
// too.
inline void fix_block_sizes() {
  static std::once_flag done;
  std::call_once(done, [] { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20); });
}

template <class T>
Dense dense(const T* a, std::int64_t m, std::int64_t n) {
  fix_block_sizes();
  Dense result(m, n);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) result(i, j) = a[i * n + j];
  return result;
}

// The elements in the order of rows.
template <class T>
void put(const Dense& x, T* y) {
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < x.cols(); ++j) *y++ = static_cast<T>(x(i, j));
}

}  // namespace adjoint::kernels
