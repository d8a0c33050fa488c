// Systems of complex equations, as real ones of twice the size: (A + i B)(x + i y) is [[A, -B], [B, A]] of
// (x, y). Pivots are then those of the real matrix, whose condition is that of the complex one. Besides them
// determinants of complex matrices, and eigenvalues of matrices that are not symmetric.
#include "ops/complex.h"

#include <limits>

#include "ops/decompose.h"
#include "ops/matrices.h"
#include "ops/parts.h"

namespace adjoint::ops {
namespace {

Ref joined(const Ref& a, const Ref& b, int axis_from_end) {
  const Ref parts[] = {a, b};
  return concat(parts, a.rank() - axis_from_end);
}

Ref real_form(const Ref& z) {
  const Ref a = real(z), b = imag(z);
  return joined(joined(a, b, 2), joined(-b, a, 2), 1);
}

// Of the real form's rows: those of the real parts, then those of the imaginary parts.
Ref complex_of_rows(const Ref& x) {
  const std::int64_t n = x.shape()[x.rank() - 2] / 2;
  return complex(rows_of(x, 0, n), rows_of(x, n, n));
}

// ---- determinants: the change of the logarithm is the sum of Z^-T dZ ----

Ref inverse_transposed(const Ref& a) { return transposed(complex_inverse(a)); }

template <bool kLogarithm>
Operation determinant(const char* name) {
  // The change of the result along that of a, element by element.
  static constexpr auto slope = [](const Ref& a, const Ref& y) {
    const Ref relative = inverse_transposed(a);
    return kLogarithm ? relative : beside_matrices(y) * relative;
  };
  return {
      .name = name,
      .infer =
          [](Inference& i) {
            i.dtype = i.in(0).dtype;
            i.shape = stack_shape(i.in(0).shape);
          },
      .eval =
          [](const Evaluation& e) {
            const Ref a = contiguous(e.inputs[0]);
            void* const y = e.allocate();
            if (e.out.count() != 0)
              kernels::complex_determinant(a->dtype, e.out.count(), a.shape().back(), a->data, kLogarithm, y);
          },
      .vjp = [](Vjp& r) { r.give(0, beside_matrices(r.ct()) * conj(slope(r.in(0), r.out()))); },
      .jvp =
          [](const Jvp& r) {
            if (!r.tangent(0)) return Ref();
            const Ref parts = slope(r.in(0), r.out()) * r.tangent(0);
            return sum(parts, matrix_axes(parts), false);
          },
      .batch = batch_stack,
      .reads = kReads0 | kReadsOut,
      .complex = true,
  };
}

const Operation kDet = determinant<false>("complex_det");
const Operation kLogDet = determinant<true>("complex_log_det");

// ---- eigenvalues and eigenvectors. C. B. Boeddeker, P. Hanebrink, L. Drude, J. Heymann and R. Haeb-Umbach,
// "On the computation of complex-valued gradients with application to statistically optimum beamforming",
// arXiv:1701.00392 (2017); how vectors change along themselves follows from their length and their turn. ----

struct EigenParts {
  Ref values, vectors, is_largest;  // 1 where the element of a vector is that which is real, else 0
};

EigenParts parts_of(const Ref& packed) {
  const std::int64_t n = packed.shape().back();
  const auto row = [&](std::int64_t at) {
    const Ref all = rows_of(packed, at, 1);
    AxisSet axis;
    axis.add(all.rank() - 2);
    return squeeze(all, axis);
  };
  AxisSet before;
  before.add(packed.rank() - 2);
  const Ref place = expand_dims(real(row(n + 1)), before), all = arange(0, 1, n, place.dtype());
  return {row(0), rows_of(packed, 1, n), cast(equal(place, reshape(all, {n, 1})), place.dtype())};
}

Ref as_row(const Ref& values) {
  AxisSet at;
  at.add(values.rank() - 1);
  return expand_dims(values, at);
}
Ref as_column(const Ref& values) {
  AxisSet at;
  at.add(values.rank());
  return expand_dims(values, at);
}

// 1 / (w_j - w_i), and 0 where they differ by no more than rounding.
Ref gaps(const Ref& w) {
  const double nearly = 8 * (w.dtype() == DType::kComplex64 ? 0x1p-23 : 0x1p-52);
  const Ref apart = as_row(w) - as_column(w), limit = max(abs(w), last_axis(w), true) * nearly;
  const Ref differ = greater(abs(apart), as_row(limit));
  return where(differ, reciprocal(where(differ, apart, scalar(w.dtype(), 1))), scalar(w.dtype(), 0));
}

Ref conjugate_transposed(const Ref& x) { return conj(transposed(x)); }

Ref sum_of_columns(const Ref& x) {
  AxisSet rows;
  rows.add(x.rank() - 2);
  return sum(x, rows, true);
}

Ref diagonal_matrix(const Ref& values) {
  const std::int64_t n = values.shape().back();
  return as_row(values) * eye(n, n, 0, part_type(values.dtype()));
}

Ref packed_of(const Ref& values, const Ref& vectors) {
  const Ref row = as_row(values), parts[] = {row, vectors, zeros_like(row)};
  return concat(parts, vectors.rank() - 2);
}

Ref size_of_largest(const EigenParts& e) { return sum_of_columns(e.is_largest * real(e.vectors)); }

// With P = V^-1 da V: dw = diag(P), and dV = V (F o P), with what along V keeps the length 1 and the largest
// element real.
Ref jvp_eig(const Jvp& r) {
  if (!r.tangent(0)) return nullptr;
  if (r.out()->count() == 0) return zeros_like(r.out());
  const EigenParts e = parts_of(r.out());
  const Ref p = complex_solve(e.vectors, matmul(r.tangent(0), e.vectors));
  const Ref raw = matmul(e.vectors, gaps(e.values) * p);
  const Ref longer = sum_of_columns(real(conj(e.vectors) * raw));
  const Ref turned = sum_of_columns(e.is_largest * imag(raw)) / size_of_largest(e);
  return packed_of(diagonal_of(p), raw - e.vectors * complex(longer, turned));
}

void vjp_eig(Vjp& r) {
  if (r.out()->count() == 0) return r.give(0, zeros_like(r.in(0)));
  const EigenParts e = parts_of(r.out()), ct = parts_of(r.ct());
  const Ref along = sum_of_columns(conj(ct.vectors) * e.vectors);
  const Ref turn = e.is_largest * (imag(along) / size_of_largest(e));
  const Ref raw = ct.vectors - e.vectors * real(along) + complex(zeros_like(turn), turn);
  const Ref back = conjugate_transposed(e.vectors);
  const Ref p = conj(gaps(e.values)) * matmul(back, raw) + diagonal_matrix(ct.values);
  r.give(0, complex_solve(back, matmul(p, back)));
}

const Operation kEig = {
    .name = "eig",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          i.shape[i.shape.rank() - 2] += 2;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          const Shape stack = stack_shape(a.shape());
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          require_results("eig", stack,
                          kernels::eig(a->dtype, element_count(stack), a.shape().back(), a->data, y),
                          "has eigenvalues that the iteration did not find");
        },
    .vjp = vjp_eig,
    .jvp = jvp_eig,
    .batch = batch_stack,
    .reads = kReadsOut,
    .complex = true,
};

}  // namespace

Ref complex_det(const Ref& a) { return apply_to(kDet, {}, a); }

SignAndLogarithm complex_slogdet(const Ref& a) {
  const Ref y = apply_to(kLogDet, {}, a), size = real(y), turn = imag(y);
  const Ref is_singular = equal(size, scalar(size.dtype(), -std::numeric_limits<double>::infinity()));
  return {where(is_singular, scalar(y.dtype(), 0), complex(cos(turn), sin(turn))), size};
}

Eigenpairs eig(const Ref& a) {
  require_square("eig", a);
  const Ref x = unrounded(as_floating(a));
  const Ref z = has_parts(x) ? x : complex(x, zeros_like(x));
  const EigenParts e = parts_of(apply_to(kEig, {}, z));
  return {e.values, e.vectors};
}

Ref complex_solve(const Ref& a, const Ref& b) {
  return with_columns(
      b, [&](const Ref& y) { return complex_of_rows(solve(real_form(a), joined(real(y), imag(y), 2))); });
}

Ref complex_inverse(const Ref& a) {
  const std::int64_t n = a.shape().back();
  return complex_of_rows(columns_of(inverse(real_form(a)), 0, n));
}

}  // namespace adjoint::ops
