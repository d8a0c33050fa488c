// LU, and what is made of it: solutions, inverses, determinants. The factors are calculated once for each
// matrix: an operation that needs them takes them beside the matrix, through which all derivatives go.
// Derivatives: M. B. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
// differentiation", Advances in Automatic Differentiation (2008).
#include "kernels/elementwise.h"
#include "ops/decompose.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

constexpr const char* kSingular = "is singular";

std::int64_t order(const Shape& shape) { return shape.back(); }

// A kernel that takes row-major matrices and fails for none.
template <class Kernel>
void eval_stack(const Evaluation& e, const Kernel& kernel) {
  const Ref a = contiguous(e.inputs[0]);
  void* const y = e.allocate();
  if (e.out.count() != 0) kernel(a->dtype, element_count(stack_shape(a.shape())), a.shape(), a->data, y);
}

// A number for each matrix.
void infer_numbers(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape = stack_shape(i.in(0).shape);
}

// ---- the factors, packed as the kernels do; no derivative passes ----

const Operation kLuFactor = {
    .name = "lu_factor",
    .infer =
        [](Inference& i) {
          infer_like_operand(i);
          i.shape[i.shape.rank() - 1] += 1;
        },
    .eval =
        [](const Evaluation& e) {
          eval_stack(e, [](DType type, std::int64_t batch, const Shape& shape, const void* a, void* y) {
            kernels::lu(type, batch, shape[shape.rank() - 2], shape.back(), a, y);
          });
        },
    .batch = batch_stack,
    .blocks_gradient = true,
};

Ref lu_factor(const Ref& a) { return apply_to(kLuFactor, {}, a); }

// ---- solutions of a X = B, or of aT X = B: operands a, its factors, B ----

Ref lu_solve(const Ref& a, const Ref& factors, const Ref& b, bool transposed);

void infer_solve(Inference& i) {
  const Shape &a = i.in(0).shape, &b = i.in(2).shape;
  i.dtype = i.in(2).dtype;
  i.shape = with_matrix(broadcast_shapes("solve", stack_shape(a), stack_shape(b)), b[b.rank() - 2], b.back());
}

void eval_solve(const Evaluation& e) {
  const Shape stack = stack_shape(e.out.shape);
  void* const y = e.allocate();
  if (e.out.count() == 0) return;
  const std::int64_t failed = kernels::lu_solve(
      e.out.dtype, element_count(stack), order(e.in(0).shape), e.out.shape.back(),
      Matrices(e.in(1), stack).get(), Matrices(e.in(2), stack).get(), e.out.attributes.as<bool>(), y);
  require_results("solve", stack, failed, kSingular);
}

// b = a^-T c and a = -b XT; of the transposed system the latter is transposed.
void vjp_solve(Vjp& r) {
  const bool was_transposed = r.attributes<bool>();
  const Ref to_b = lu_solve(r.in(0), r.in(1), r.ct(), !was_transposed), x = r.out();
  if (r.wants(0))
    r.give(0, sum_to(-(was_transposed ? matmul(x, transposed(to_b)) : matmul(to_b, transposed(x))),
                     r.in_shape(0)));
  if (r.wants(2)) r.give(2, sum_to(to_b, r.in_shape(2)));
}

Ref jvp_solve(const Jvp& r) {
  const bool is_transposed = r.attributes<bool>();
  const Ref &da = r.tangent(0), &db = r.tangent(2);
  if (!da && !db) return nullptr;
  const Ref change = da ? -matmul(is_transposed ? transposed(da) : da, r.out()) : Ref();
  return lu_solve(r.in(0), r.in(1), plus(db, change), is_transposed);
}

const Operation kLuSolve = {
    .name = "solve",
    .infer = infer_solve,
    .eval = eval_solve,
    .vjp = vjp_solve,
    .jvp = jvp_solve,
    .batch = batch_elementwise,
    .reads = kReads0 | kReads1 | kReadsOut,
};

Ref lu_solve(const Ref& a, const Ref& factors, const Ref& b, bool transposed) {
  return apply_to(kLuSolve, Attributes(transposed), a, factors, b);
}

// ---- inverse: dY = -Y da Y ----

const Operation kInverse = {
    .name = "inverse",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          std::int64_t failed = kernels::kAllHaveResults;
          eval_stack(e, [&](DType type, std::int64_t batch, const Shape& shape, const void* a, void* y) {
            failed = kernels::inverse(type, batch, order(shape), a, y);
          });
          require_results("inverse", stack_shape(e.out.shape), failed, kSingular);
        },
    .vjp =
        [](Vjp& r) {
          const Ref turned = transposed(r.out());
          r.give(0, -matmul(turned, matmul(r.ct(), turned)));
        },
    .jvp =
        [](const Jvp& r) { return r.tangent(0) ? -matmul(r.out(), matmul(r.tangent(0), r.out())) : Ref(); },
    .batch = batch_stack,
    .reads = kReadsOut,
};

// ---- determinant: its derivative are the cofactors C, which a singular matrix has too ----

Ref cofactors(const Ref& a);

Ref dot_of_matrices(const Ref& a, const Ref& b) { return sum(a * b, matrix_axes(a * b), false); }

const Operation kDet = {
    .name = "det",
    .infer = infer_numbers,
    .eval =
        [](const Evaluation& e) {
          const Ref a = e.inputs[0], packed = lu_factor(detached(*a));
          void* const y = e.allocate();
          if (e.out.count() != 0)
            kernels::lu_determinant(e.out.dtype, e.out.count(), order(a.shape()), packed->data, y);
        },
    .vjp = [](Vjp& r) { r.give(0, beside_matrices(r.ct()) * cofactors(r.in(0))); },
    .jvp =
        [](const Jvp& r) { return r.tangent(0) ? dot_of_matrices(cofactors(r.in(0)), r.tangent(0)) : Ref(); },
    .batch = batch_stack,
    .reads = kReads0,
};

// (<v, C> C - C vT C) / det: the change of C along v, and as well its transposed. Only a matrix that has an
// inverse has it in this form.
Ref cofactors_change(const Ref& a, const Ref& c, const Ref& v) {
  return (beside_matrices(dot_of_matrices(v, c)) * c - matmul(c, matmul(transposed(v), c))) /
         beside_matrices(det(a));
}

const Operation kCofactors = {
    .name = "cofactors",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          eval_stack(e, [](DType type, std::int64_t batch, const Shape& shape, const void* a, void* y) {
            kernels::cofactors(type, batch, order(shape), a, y);
          });
        },
    .vjp = [](Vjp& r) { r.give(0, cofactors_change(r.in(0), r.out(), r.ct())); },
    .jvp =
        [](const Jvp& r) { return r.tangent(0) ? cofactors_change(r.in(0), r.out(), r.tangent(0)) : Ref(); },
    .batch = batch_stack,
    .reads = kReads0 | kReadsOut,
};

Ref cofactors(const Ref& a) { return apply_to(kCofactors, {}, a); }

// ---- sign and logarithm of the determinant ----

const Operation kLuSign = {
    .name = "lu_sign",
    .infer = infer_numbers,
    .eval =
        [](const Evaluation& e) {
          const Ref packed = contiguous(e.inputs[0]);
          void* const y = e.allocate();
          if (e.out.count() != 0)
            kernels::lu_sign(e.out.dtype, e.out.count(), packed.shape()[packed.rank() - 2], packed->data, y);
        },
    .batch = batch_stack,
    .blocks_gradient = true,
};

Ref identity_like(const Ref& x) {
  const std::int64_t n = order(x.shape());
  return eye(n, n, 0, x.dtype());
}

Ref inverse_from(const Ref& a, const Ref& factors) { return lu_solve(a, factors, identity_like(a), false); }

// Operands a and its factors.
const Operation kLogAbsDet = {
    .name = "log_abs_det",
    .infer = infer_numbers,
    .eval =
        [](const Evaluation& e) {
          const Ref packed = contiguous(e.inputs[1]);
          void* const y = e.allocate();
          if (e.out.count() != 0)
            kernels::lu_logarithm(e.out.dtype, e.out.count(), packed.shape()[packed.rank() - 2], packed->data,
                                  y);
        },
    .vjp = [](Vjp& r) { r.give(0, beside_matrices(r.ct()) * transposed(inverse_from(r.in(0), r.in(1)))); },
    .jvp =
        [](const Jvp& r) {
          if (!r.tangent(0)) return Ref();
          return dot_of_matrices(transposed(inverse_from(r.in(0), r.in(1))), r.tangent(0));
        },
    .batch = batch_elementwise,
    .reads = kReads0 | kReads1,
};

// ---- the factors themselves, of square and other matrices: L and U packed, whose derivative passes ----
//
// With X = L^-1 PT da U^-1 of a square matrix, dL = L tril(X, -1) and dU = triu(X) U. The rows and columns
// that another matrix has beyond its square part are solutions with these: L2 = A2 U^-1, U2 = L^-1 A2.

Ref as_row_numbers(const Ref& packed, std::int64_t n) {
  const Ref last = columns_of(packed, n, 1);
  return cast(squeeze(last, last_axis(last)), DType::kInt64);
}

// The rows of a in the order of the permutation.
Ref permuted_rows(const Ref& a, const Ref& permutation) {
  AxisSet column;
  column.add(permutation.rank());
  const Ref index = broadcast_to(expand_dims(permutation, column), a.shape());
  return take_along_axis(a, index, a.rank() - 2);
}

// Operands: the permuted square matrix, and the packed factors of it without derivative; the result has L
// below the diagonal and U above it.
Ref square_factors(const Ref& permuted, const Ref& packed);

const Operation kLu = {
    .name = "lu",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          std::byte* const y = e.allocate();
          kernels::copy(e.out.dtype, extent_of(e.out.shape), operand(e.in(1)), {y, e.out.strides.data()});
        },
    // b with L b = tril(LT c_L, -1) + triu(c_U UT), divided by U on the other side.
    .vjp =
        [](Vjp& r) {
          const Ref l = r.out(), turned = transposed(l), c = r.ct();
          const Ref unit = lower(l, 0) + identity_like(l), u = upper(l);
          const Ref inner =
              lower(matmul(transposed(unit), lower(c, 0)), 0) + upper(matmul(upper(c), transposed(u)));
          const Ref half = triangular_solve(turned, inner, true, true);
          r.give(0, transposed(triangular_solve(l, transposed(half), true, false)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0)) return nullptr;
      const Ref l = r.out(), unit = lower(l, 0) + identity_like(l), u = upper(l);
      const Ref half = triangular_solve(l, r.tangent(0), false, true);
      const Ref x = transposed(triangular_solve(transposed(l), transposed(half), false, false));
      return matmul(unit, lower(x, 0)) + matmul(upper(x), u);
    },
    .batch = batch_alike,
    .reads = kReadsOut,
};

Ref square_factors(const Ref& permuted, const Ref& packed) { return apply_to(kLu, {}, permuted, packed); }

}  // namespace

Ref solve(const Ref& a, const Ref& b) {
  require_square("solve", a);
  require_rows("solve", a, b);
  return in_common_type(a, b, [](const Ref& matrix, const Ref& right) {
    if (is_complex(matrix.dtype())) return complex_solve(matrix, right);
    const Ref factors = lu_factor(matrix);
    return with_columns(right, [&](const Ref& y) { return lu_solve(matrix, factors, y, false); });
  });
}

Ref inverse(const Ref& a) {
  require_square("inverse", a);
  return in_common_type(
      a, [](const Ref& x) { return is_complex(x.dtype()) ? complex_inverse(x) : apply_to(kInverse, {}, x); });
}

Ref det(const Ref& a) {
  require_square("det", a);
  return in_common_type(
      a, [](const Ref& x) { return is_complex(x.dtype()) ? complex_det(x) : apply_to(kDet, {}, x); });
}

SignAndLogarithm slogdet(const Ref& a) {
  require_square("slogdet", a);
  const DType type = floating_of(a.dtype(), a->weak);
  if (is_complex(type)) return complex_slogdet(as_type(a, type));
  const Ref x = unrounded(as_type(a, type)), factors = lu_factor(x);
  return {as_type(apply_to(kLuSign, {}, factors), type), as_type(apply_to(kLogAbsDet, {}, x, factors), type)};
}

LuFactors lu(const Ref& a) {
  require_matrix("lu", a);
  const DType type = floating_of(a.dtype(), a->weak);
  const Ref x = unrounded(as_type(a, type)), packed = lu_factor(x);
  const std::int64_t m = x.shape()[x.rank() - 2], n = order(x.shape()), square = std::min(m, n);
  const Ref permutation = as_row_numbers(packed, n), permuted = permuted_rows(x, permutation);
  const auto corner = [&](const Ref& of) { return columns_of(rows_of(of, 0, square), 0, square); };
  const Ref both = square_factors(corner(permuted), corner(packed));
  Ref l = lower(both, 0) + identity_like(both), u = upper(both);
  if (m > n) {
    const Ref rest = transposed(rows_of(permuted, n, m - n));
    const Ref below[] = {l, transposed(triangular_solve(transposed(both), rest, false, false))};
    l = concat(below, l.rank() - 2);
  } else if (n > m) {
    const Ref beside[] = {u, triangular_solve(both, columns_of(permuted, m, n - m), false, true)};
    u = concat(beside, u.rank() - 1);
  }
  return {permutation, as_type(l, type), as_type(u, type)};
}

}  // namespace adjoint::ops
