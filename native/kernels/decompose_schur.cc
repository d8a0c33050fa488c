// What is made of the complex Schur form a = Q T Q*, with T upper triangular: square roots and logarithms of
// matrices, Sylvester's equation, and the eigenvalues and eigenvectors of matrices that are not symmetric.
#include <Eigen/Eigenvalues>
#include <complex>
#include <limits>
#include <mutex>
#include <optional>

#include "kernels/decompose_pieces.h"

namespace adjoint::kernels {
namespace {

using Complex = std::complex<double>;
using ComplexMatrix = Eigen::MatrixXcd;
using Schur = Eigen::ComplexSchur<ComplexMatrix>;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// The blocks of Eigen's products are cut for these caches, on every machine: they decide the order of
// additions.
void fix_block_sizes() {
  static std::once_flag done;
  std::call_once(done, [] { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20); });
}

// In Eigen's own memory, which is aligned: where a matrix of ours lies would decide about that order too.
template <class T>
ComplexMatrix complex(std::int64_t m, std::int64_t n, const T* a, std::int64_t row, std::int64_t column) {
  fix_block_sizes();
  ComplexMatrix result(m, n);
  for (std::int64_t j = 0; j < n; ++j)
    for (std::int64_t i = 0; i < m; ++i) result(i, j) = static_cast<double>(a[i * row + j * column]);
  return result;
}

template <class T>
void put(const Eigen::MatrixXd& x, T* y) {
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index j = 0; j < x.cols(); ++j) *y++ = static_cast<T>(x(i, j));
}

// What counts as zero beside the elements of a matrix.
double negligible(const ComplexMatrix& t) {
  return kEpsilon * static_cast<double>(t.rows()) * t.cwiseAbs().maxCoeff();
}

// Whether a function with a cut along the negative real axis is defined for the eigenvalues of T.
bool avoids_cut(const ComplexMatrix& t, bool zero_too) {
  const double tiny = negligible(t);
  for (Eigen::Index i = 0; i < t.rows(); ++i) {
    const Complex value = t(i, i);
    if (std::abs(value) <= tiny ? !zero_too : value.real() < 0 && std::abs(value.imag()) <= 100 * tiny)
      return false;
  }
  return true;
}

// R with R R = T, column by column: Å. Björck and S. Hammarling, "A Schur method for the square root of a
// matrix", Linear Algebra Appl. 52 (1983). Nothing where a zero eigenvalue has no root.
std::optional<ComplexMatrix> root_of_triangle(const ComplexMatrix& t) {
  const Eigen::Index n = t.rows();
  const double tiny = negligible(t);
  ComplexMatrix r = ComplexMatrix::Zero(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    r(j, j) = std::abs(t(j, j)) <= tiny ? 0 : std::sqrt(t(j, j));
    for (Eigen::Index i = j - 1; i >= 0; --i) {
      Complex sum = t(i, j);
      for (Eigen::Index k = i + 1; k < j; ++k) sum -= r(i, k) * r(k, j);
      const Complex divisor = r(i, i) + r(j, j);
      if (divisor != 0.0)
        r(i, j) = sum / divisor;
      else if (std::abs(sum) > tiny)
        return std::nullopt;
    }
  }
  return r;
}

// ln T: roots are taken until T is near the identity, and a Padé approximant in partial fractions, whose
// places and weights are those of Gauss and Legendre, does the rest. S. H. Cheng, N. J. Higham, C. S. Kenney
// and A. J. Laub, "Approximating the logarithm of a matrix to specified accuracy", SIAM J. Matrix Anal. Appl.
// 22 (2001); the bound is that of A. H. Al-Mohy and N. J. Higham, SIAM J. Sci. Comput. 34 (2012).
ComplexMatrix logarithm_of_triangle(ComplexMatrix t) {
  constexpr double kNear = 0.264;
  constexpr double kPlaces[] = {0.0254460438286207377, 0.129234407200302780, 0.297077424311301417, 0.5,
                                0.702922575688698583,  0.870765592799697220, 0.974553956171379262};
  constexpr double kWeights[] = {0.0647424830844348466, 0.139852695744638334, 0.190915025252559473,
                                 0.208979591836734694,  0.190915025252559473, 0.139852695744638334,
                                 0.0647424830844348466};
  constexpr int kMostRoots = 100;
  const Eigen::Index n = t.rows();
  const ComplexMatrix identity = ComplexMatrix::Identity(n, n);
  Eigen::VectorXcd diagonal = t.diagonal();
  double factor = 1;
  for (int i = 0; i < kMostRoots && (t - identity).cwiseAbs().colwise().sum().maxCoeff() > kNear; ++i) {
    t = *root_of_triangle(t);
    factor *= 2;
  }
  const ComplexMatrix rest = t - identity;
  ComplexMatrix result = ComplexMatrix::Zero(n, n);
  for (int i = 0; i < 7; ++i)
    result +=
        kWeights[i] * (identity + kPlaces[i] * rest).eval().triangularView<Eigen::Upper>().solve(rest).eval();
  result *= factor;
  for (Eigen::Index i = 0; i < n; ++i) result(i, i) = std::log(diagonal[i]);
  return result;
}

// y = Q f(T) Q* for every matrix; f gives nothing where there is no such result.
template <class F>
std::int64_t function(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y, const F& f) {
  if (n == 0) return kAllHaveResults;
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 40 * cube(n), [&](std::int64_t i) {
      const T* const from = static_cast<const T*>(a) + i * n * n;
      T* const to = static_cast<T*>(y) + i * n * n;
      if (!is_finite(from, n * n)) {
        std::fill_n(to, n * n, std::numeric_limits<T>::quiet_NaN());
        return true;
      }
      const Schur schur(complex(n, n, from, n, 1));
      if (schur.info() != Eigen::Success) return false;
      const std::optional<ComplexMatrix> of_triangle = f(schur.matrixT());
      if (of_triangle) put((schur.matrixU() * *of_triangle * schur.matrixU().adjoint()).real(), to);
      return of_triangle.has_value();
    });
  });
}

// Column by column: R. H. Bartels and G. W. Stewart, "Solution of the matrix equation AX + XB = C", Comm. ACM
// 15 (1972).
bool solve_triangles(const ComplexMatrix& a, const ComplexMatrix& b, ComplexMatrix& y) {
  const double tiny = kEpsilon * (a.cwiseAbs().maxCoeff() + b.cwiseAbs().maxCoeff());
  for (Eigen::Index j = 0; j < b.rows(); ++j) {
    if (j > 0) y.col(j) -= y.leftCols(j) * b.col(j).head(j);
    for (Eigen::Index i = a.rows() - 1; i >= 0; --i) {
      const Complex divisor = a(i, i) + b(j, j);
      if (std::abs(divisor) <= tiny) return false;
      y(i, j) /= divisor;
      y.col(j).head(i) -= a.col(i).head(i) * y(i, j);
    }
  }
  return true;
}

template <class T>
bool solve_sylvester(std::int64_t m, std::int64_t n, const ComplexMatrix& a, const ComplexMatrix& b,
                     const ComplexMatrix& c, T* y) {
  if (!a.allFinite() || !b.allFinite()) {
    std::fill_n(y, m * n, std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  const Schur left(a), right(b);
  if (left.info() != Eigen::Success || right.info() != Eigen::Success) return false;
  ComplexMatrix x = left.matrixU().adjoint() * c * right.matrixU();
  if (!solve_triangles(left.matrixT(), right.matrixT(), x)) return false;
  put((left.matrixU() * x * right.matrixU().adjoint()).real(), y);
  return true;
}

// The places of eigenvalues in their order. Real parts that differ by rounding alone count as equal.
std::vector<Eigen::Index> ordered(const Eigen::VectorXcd& values) {
  std::vector<Eigen::Index> places(static_cast<std::size_t>(values.size()));
  std::iota(places.begin(), places.end(), 0);
  std::sort(places.begin(), places.end(),
            [&](auto i, auto j) { return values[i].real() < values[j].real(); });
  const double nearly = 64 * kEpsilon * values.cwiseAbs().maxCoeff();
  for (auto first = places.begin(); first != places.end();) {
    const auto last = std::find_if(first, places.end(), [&](Eigen::Index i) {
      return values[i].real() - values[*first].real() > nearly;
    });
    std::sort(first, last, [&](auto i, auto j) { return values[i].imag() < values[j].imag(); });
    first = last;
  }
  return places;
}

// Of elements whose sizes differ by rounding alone the first counts as the largest.
Eigen::Index largest_of(const Eigen::VectorXcd& vector) {
  const Eigen::VectorXd sizes = vector.cwiseAbs2();
  const double nearly = sizes.maxCoeff() * (1 - 64 * kEpsilon);
  Eigen::Index at = 0;
  while (at + 1 < sizes.size() && !(sizes[at] >= nearly)) ++at;
  return at;
}

template <class T>
void put(Complex x, T* y) {
  y[0] = static_cast<T>(x.real());
  y[1] = static_cast<T>(x.imag());
}

template <class T>
bool eigenpairs(std::int64_t n, const T* a, T* packed) {
  if (!is_finite(a, 2 * n * n)) {
    std::fill_n(packed, 2 * n * (n + 2), std::numeric_limits<T>::quiet_NaN());
    return true;
  }
  fix_block_sizes();
  ComplexMatrix matrix(n, n);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      matrix(i, j) = {static_cast<double>(a[2 * (i * n + j)]), static_cast<double>(a[2 * (i * n + j) + 1])};
  const Eigen::ComplexEigenSolver<ComplexMatrix> solver(matrix);
  if (solver.info() != Eigen::Success) return false;
  const std::vector<Eigen::Index> places = ordered(solver.eigenvalues());
  for (std::int64_t j = 0; j < n; ++j) {
    const Eigen::Index place = places[static_cast<std::size_t>(j)];
    const Eigen::VectorXcd vector = solver.eigenvectors().col(place);
    const Eigen::Index largest = largest_of(vector);
    const double size = std::sqrt(std::norm(vector[largest]));
    const Complex turn = std::conj(vector[largest]) / size;
    put(solver.eigenvalues()[place], packed + 2 * j);
    for (std::int64_t i = 0; i < n; ++i)
      put(i == largest ? Complex(size) : vector[i] * turn, packed + 2 * ((i + 1) * n + j));
    put(Complex(static_cast<double>(largest)), packed + 2 * ((n + 1) * n + j));
  }
  return true;
}

}  // namespace

std::int64_t eig(DType type, std::int64_t batch, std::int64_t n, const void* a, void* packed) {
  if (n == 0) return kAllHaveResults;
  const auto of_parts = [&](auto zero) {
    using T = decltype(zero);
    return for_each_matrix(batch, 80 * cube(n), [&](std::int64_t i) {
      return eigenpairs(n, static_cast<const T*>(a) + 2 * i * n * n,
                        static_cast<T*>(packed) + 2 * i * n * (n + 2));
    });
  };
  return type == DType::kComplex64 ? of_parts(float{}) : of_parts(double{});
}

std::int64_t matrix_sqrt(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y) {
  return function(type, batch, n, a, y, [](const ComplexMatrix& t) -> std::optional<ComplexMatrix> {
    return avoids_cut(t, true) ? root_of_triangle(t) : std::nullopt;
  });
}

std::int64_t matrix_log(DType type, std::int64_t batch, std::int64_t n, const void* a, void* y) {
  return function(type, batch, n, a, y, [](const ComplexMatrix& t) -> std::optional<ComplexMatrix> {
    if (!avoids_cut(t, false)) return std::nullopt;
    return logarithm_of_triangle(t);
  });
}

std::int64_t sylvester(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, MatrixStack a,
                       MatrixStack b, MatrixStack c, void* y) {
  if (m == 0 || n == 0) return kAllHaveResults;
  return with_real(type, [&](auto zero) {
    using T = decltype(zero);
    const auto matrix = [](const MatrixStack& x, std::int64_t at, std::int64_t rows, std::int64_t columns) {
      return complex(rows, columns, begin_of<T>(x, at), x.matrix.row_stride, x.matrix.column_stride);
    };
    return for_each_matrix(batch, 40 * cube(std::max(m, n)), [&](std::int64_t i) {
      return solve_sylvester(m, n, matrix(a, i, m, m), matrix(b, i, n, n), matrix(c, i, m, n),
                             static_cast<T*>(y) + i * m * n);
    });
  });
}

}  // namespace adjoint::kernels
