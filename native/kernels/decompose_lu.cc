// LU with partial pivoting, by halves of the columns: S. Toledo, "Locality of reference in LU decomposition
// with partial pivoting", SIAM J. Matrix Anal. Appl. 18 (1997). What is made of it: solutions and
// determinants.
#include <cmath>
#include <vector>

#include "kernels/decompose_pieces.h"
#include "kernels/elementwise.h"

namespace adjoint::kernels {
namespace {

// The rows of m x n numbers and of the column beside them.
template <class T>
class Lu {
 public:
  Lu(std::int64_t m, std::int64_t n, T* a) : m_(m), width_(n + 1), a_(a) {}

  // Columns from j, with the rows from j on.
  void factor(std::int64_t j, std::int64_t columns) {
    if (columns <= kBlock) return factor_block(j, columns);
    const std::int64_t first = half(columns), rest = columns - first, next = j + first;
    factor(j, first);
    solve_triangle<T>(first, rest, at(j, j), width_, 1, Triangle::kLower, true, at(j, next), width_);
    subtract_product<T>(m_ - next, rest, first, at(next, j), width_, 1, at(j, next), width_, 1,
                        at(next, next), width_);
    factor(next, rest);
  }

 private:
  T* at(std::int64_t i, std::int64_t j) const { return a_ + i * width_ + j; }

  std::int64_t pivot_of(std::int64_t j) const {
    std::int64_t best = j;
    for (std::int64_t i = j + 1; i < m_; ++i)
      if (std::abs(*at(i, j)) > std::abs(*at(best, j))) best = i;
    return best;
  }

  void factor_block(std::int64_t from, std::int64_t columns) {
    const std::int64_t end = from + columns;
    for (std::int64_t j = from; j < end; ++j) {
      const std::int64_t best = pivot_of(j);
      if (best != j) std::swap_ranges(at(j, 0), at(j + 1, 0), at(best, 0));
      const T pivot = *at(j, j);
      if (pivot == 0) continue;  // so is all below it
      for (std::int64_t i = j + 1; i < m_; ++i) {
        T* const row = at(i, 0);
        const T factor = row[j] / pivot;
        row[j] = factor;
        for (std::int64_t c = j + 1; c < end; ++c) row[c] -= factor * *at(j, c);
      }
    }
  }

  std::int64_t m_, width_;
  T* a_;
};

template <class T>
void factor(std::int64_t m, std::int64_t n, const T* a, T* packed) {
  for (std::int64_t i = 0; i < m; ++i) {
    std::copy_n(a + i * n, n, packed + i * (n + 1));
    packed[i * (n + 1) + n] = static_cast<T>(i);
  }
  const std::int64_t square = std::min(m, n);
  Lu<T>(m, n, packed).factor(0, square);
  if (n > m) solve_triangle<T>(m, n - m, packed, n + 1, 1, Triangle::kLower, true, packed + m, n + 1);
}

// Row i of what was permuted came from this row.
template <class T>
std::int64_t source(std::int64_t n, const T* packed, std::int64_t i) {
  return static_cast<std::int64_t>(packed[i * (n + 1) + n]);
}

// The sign of the permutation: a cycle of even length turns it.
template <class T>
bool is_odd(std::int64_t n, const T* packed) {
  std::vector<bool> seen(static_cast<std::size_t>(n));
  bool odd = false;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = source(n, packed, i); !seen[static_cast<std::size_t>(j)];
         j = source(n, packed, j)) {
      seen[static_cast<std::size_t>(j)] = true;
      if (j != i) odd = !odd;
    }
  return odd;
}

template <class T>
T determinant(std::int64_t n, const T* packed) {
  T product = is_odd(n, packed) ? -1 : 1;
  for (std::int64_t i = 0; i < n; ++i) product *= packed[i * (n + 2)];
  return product;
}

template <class T>
T sign(std::int64_t n, const T* packed) {
  T product = is_odd(n, packed) ? -1 : 1;
  for (std::int64_t i = 0; i < n; ++i) {
    const T pivot = packed[i * (n + 2)];
    product *= pivot > 0 ? T{1} : pivot < 0 ? T{-1} : pivot;  // 0 and NaN as they are
  }
  return product;
}

template <class T>
bool has_zero_pivot(std::int64_t n, const T* packed) {
  for (std::int64_t i = 0; i < n; ++i)
    if (packed[i * (n + 2)] == 0) return true;
  return false;
}

// y (n x k) = the solution for b, whose rows lie anywhere.
template <class T>
void solve(std::int64_t n, std::int64_t k, const T* packed, const T* b, std::int64_t row, std::int64_t column,
           bool transposed, T* y) {
  const auto copy_row = [&](const T* from, std::int64_t step, T* to) {
    for (std::int64_t j = 0; j < k; ++j) to[j] = from[j * step];
  };
  if (!transposed) {
    for (std::int64_t i = 0; i < n; ++i) copy_row(b + source(n, packed, i) * row, column, y + i * k);
    solve_triangle<T>(n, k, packed, n + 1, 1, Triangle::kLower, true, y, k);
    solve_triangle<T>(n, k, packed, n + 1, 1, Triangle::kUpper, false, y, k);
    return;
  }
  Workspace<T> permuted(n * k);
  T* const z = permuted.data();
  for (std::int64_t i = 0; i < n; ++i) copy_row(b + i * row, column, z + i * k);
  solve_triangle<T>(n, k, packed, 1, n + 1, Triangle::kLower, false, z, k);
  solve_triangle<T>(n, k, packed, 1, n + 1, Triangle::kUpper, true, z, k);
  for (std::int64_t i = 0; i < n; ++i) copy_row(z + i * k, 1, y + source(n, packed, i) * k);
}

// y[i] = f(what `lu` made of matrix i)
template <class F>
void for_each_packed(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y,
                     const F& f) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, n, [&](std::int64_t i) {
      static_cast<T*>(y)[i] = f(static_cast<const T*>(packed) + i * n * (n + 1));
      return true;
    });
  });
}

}  // namespace

void lu(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a, void* packed) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, m * n * std::min(m, n), [&](std::int64_t i) {
      factor(m, n, static_cast<const T*>(a) + i * m * n, static_cast<T*>(packed) + i * m * (n + 1));
      return true;
    });
  });
}

std::int64_t lu_solve(DType type, std::int64_t batch, std::int64_t n, std::int64_t k, MatrixStack packed,
                      MatrixStack b, bool transposed, void* y) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 2 * n * n * k, [&](std::int64_t i) {
      const T* const factors = begin_of<T>(packed, i);
      if (has_zero_pivot(n, factors)) return false;
      solve(n, k, factors, begin_of<T>(b, i), b.matrix.row_stride, b.matrix.column_stride, transposed,
            static_cast<T*>(y) + i * n * k);
      return true;
    });
  });
}

std::int64_t inverse(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y) {
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 2 * cube(n), [&](std::int64_t i) {
      Workspace<T> packed(n * (n + 1));
      T* const to = static_cast<T*>(y) + i * n * n;
      factor(n, n, static_cast<const T*>(a) + i * n * n, packed.data());
      if (has_zero_pivot(n, packed.data())) return false;
      std::fill_n(to, n * n, zero);
      for (std::int64_t row = 0; row < n; ++row) to[row * n + source(n, packed.data(), row)] = 1;
      solve_triangle<T>(n, n, packed.data(), n + 1, 1, Triangle::kLower, true, to, n);
      solve_triangle<T>(n, n, packed.data(), n + 1, 1, Triangle::kUpper, false, to, n);
      return true;
    });
  });
}

void lu_determinant(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y) {
  for_each_packed(type, batch, n, packed, y, [&](const auto* factors) { return determinant(n, factors); });
}

void lu_sign(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y) {
  for_each_packed(type, batch, n, packed, y, [&](const auto* factors) { return sign(n, factors); });
}

void lu_logarithm(DType type, std::int64_t batch, std::int64_t n, const void* packed, void* y) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    Workspace<T> pivots(batch * n);
    for (std::int64_t i = 0; i < batch; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        pivots.data()[i * n + j] = std::abs(static_cast<const T*>(packed)[i * n * (n + 1) + j * (n + 2)]);
    const std::int64_t count = batch * n, stride = 1;
    unary(Unary::kLog, type, {1, &count}, {pivots.data(), &stride}, pivots.data());
    for (std::int64_t i = 0; i < batch; ++i) {
      T sum = 0;
      for (std::int64_t j = 0; j < n; ++j) sum += pivots.data()[i * n + j];
      static_cast<T*>(y)[i] = sum;
    }
  });
}

}  // namespace adjoint::kernels
