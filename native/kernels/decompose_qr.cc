// QR by blocks of Householder reflections, I - V T VT: R. Schreiber and C. Van Loan, "A storage-efficient WY
// representation for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10 (1989).
#include <cmath>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kPanel = 32;

// The columns of m rows from column j on that one block reflects.
template <class T>
class Panel {
 public:
  // a points at the diagonal element of the first column.
  Panel(std::int64_t m, std::int64_t columns, T* a, std::int64_t ld)
      : m_(m), k_(columns), a_(a), ld_(ld), v_(m * columns), t_(columns * columns) {}

  // R in the upper triangle; what is below is zero afterwards.
  void factor() {
    std::fill_n(v_.data(), m_ * k_, T{0});
    std::fill_n(t_.data(), k_ * k_, T{0});
    for (std::int64_t j = 0; j < k_; ++j) {
      const T tau = reflection(j);
      reflect_columns(j, tau);
      extend(j, tau);
    }
  }

  // c (m x n) -= V T' VT c, T' being T or its transpose.
  void apply(std::int64_t n, T* c, std::int64_t ld, bool transposed) {
    if (n == 0) return;
    Workspace<T> first(k_ * n), second(k_ * n);
    matmul(kRealType<T>, k_, n, m_, {v_.data(), 1, k_}, {c, ld, 1}, first.data(), n, false);
    const Matrix t = transposed ? Matrix{t_.data(), 1, k_} : Matrix{t_.data(), k_, 1};
    matmul(kRealType<T>, k_, n, k_, t, {first.data(), n, 1}, second.data(), n, false);
    subtract_product<T>(m_, n, k_, v_.data(), k_, 1, second.data(), n, 1, c, ld);
  }

 private:
  T& at(std::int64_t i, std::int64_t j) { return a_[i * ld_ + j]; }
  T& v(std::int64_t i, std::int64_t j) { return v_.data()[i * k_ + j]; }

  // Finds v, 1 in row j, with (I - tau v vT) column j = (.., beta, 0 ..). The column is scaled so that no
  // square leaves the range.
  T reflection(std::int64_t j) {
    v(j, j) = 1;
    T largest = 0;
    for (std::int64_t i = j + 1; i < m_; ++i) {
      const T size = std::abs(at(i, j));
      if (!(size <= largest)) largest = size;  // NaN stays
    }
    if (largest == 0) return 0;
    const T alpha = at(j, j), scale = std::max(std::abs(alpha), largest);
    T squares = (alpha / scale) * (alpha / scale);
    for (std::int64_t i = j + 1; i < m_; ++i) squares += (at(i, j) / scale) * (at(i, j) / scale);
    const T norm = scale * std::sqrt(squares), beta = alpha > 0 ? -norm : norm;
    for (std::int64_t i = j + 1; i < m_; ++i) {
      v(i, j) = at(i, j) / (alpha - beta);
      at(i, j) = 0;
    }
    at(j, j) = beta;
    return (beta - alpha) / beta;
  }

  void reflect_columns(std::int64_t j, T tau) {
    T sums[kPanel];
    std::fill_n(sums, k_, T{0});
    for (std::int64_t i = j; i < m_; ++i)
      for (std::int64_t c = j + 1; c < k_; ++c) sums[c] += v(i, j) * at(i, c);
    for (std::int64_t i = j; i < m_; ++i)
      for (std::int64_t c = j + 1; c < k_; ++c) at(i, c) -= tau * v(i, j) * sums[c];
  }

  // Column j of T: -tau T VT v, and tau on the diagonal.
  void extend(std::int64_t j, T tau) {
    T products[kPanel];
    std::fill_n(products, k_, T{0});
    for (std::int64_t i = j; i < m_; ++i)
      for (std::int64_t c = 0; c < j; ++c) products[c] += v(i, c) * v(i, j);
    for (std::int64_t r = 0; r < j; ++r) {
      T sum = 0;
      for (std::int64_t c = r; c < j; ++c) sum += t_.data()[r * k_ + c] * products[c];
      t_.data()[r * k_ + j] = -tau * sum;
    }
    t_.data()[j * k_ + j] = tau;
  }

  std::int64_t m_, k_;
  T* a_;
  std::int64_t ld_;
  Workspace<T> v_, t_;
};

// The columns from j on of R in r, and of Q in q: one panel before what is to its right, and after it on the
// way back.
template <class T>
void factor(std::int64_t m, std::int64_t n, std::int64_t j, T* r, T* q) {
  if (j >= n) return;
  const std::int64_t columns = std::min(kPanel, n - j), next = j + columns;
  Panel<T> panel(m - j, columns, r + j * (n + 1), n);
  panel.factor();
  panel.apply(n - next, r + j * n + next, n, true);
  factor(m, n, next, r, q);
  panel.apply(n - j, q + j * (n + 1), n, false);
}

// A column of Q and the row of R are turned where the diagonal is negative.
template <class T>
void make_diagonal_positive(std::int64_t m, std::int64_t n, T* q, T* r) {
  for (std::int64_t j = 0; j < n; ++j) {
    if (!(r[j * (n + 1)] < 0)) continue;
    for (std::int64_t i = 0; i < m; ++i) q[i * n + j] = -q[i * n + j];
    for (std::int64_t c = j; c < n; ++c) r[j * n + c] = -r[j * n + c];
  }
}

}  // namespace

void qr(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, const void* a, void* packed) {
  with_real(type, [&](auto zero) {
    using T = decltype(zero);
    for_each_matrix(batch, 4 * m * n * n, [&](std::int64_t at) {
      T* const q = static_cast<T*>(packed) + at * (m + n) * n;
      Workspace<T> r(m * n);
      std::copy_n(static_cast<const T*>(a) + at * m * n, m * n, r.data());
      std::fill_n(q, m * n, zero);
      for (std::int64_t j = 0; j < n; ++j) q[j * (n + 1)] = 1;
      factor(m, n, 0, r.data(), q);
      make_diagonal_positive(m, n, q, r.data());
      std::copy_n(r.data(), n * n, q + m * n);
      return true;
    });
  });
}

}  // namespace adjoint::kernels
