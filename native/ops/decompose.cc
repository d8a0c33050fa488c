// Eigenvalues, singular values and their vectors. Each decomposition is one operation whose result holds all
// of it, so that it is calculated once; values and vectors are its parts.
//
// Derivatives: M. B. Giles (2008); J. Townsend, "Differentiating the singular value decomposition" (2016);
// Z.-Q. Wan and S.-X. Zhang, "Automatic differentiation for complex valued SVD", arXiv:1909.02659 (2019).
// Those of the vectors have the reciprocals of differences of values in them. Where values are equal, vectors
// have no derivative of their own; what they would add is left out, so that whatever does not depend on the
// choice among them, the values' own sums above all, keeps its derivative.
#include "ops/decompose.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

double epsilon_of(DType type) { return type == DType::kFloat32 ? 0x1p-23 : 0x1p-52; }

// Values as the rows of matrices, and as their columns.
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

Ref diagonal_matrix(const Ref& values) {
  const std::int64_t n = values.shape().back();
  return as_row(values) * eye(n, n, 0, values.dtype());
}

// 1 / x where a condition holds, else 0, and so its derivatives.
Ref reciprocal_where(const Ref& condition, const Ref& x) {
  const Ref one = scalar(x.dtype(), 1), zero = scalar(x.dtype(), 0);
  return where(condition, one / where(condition, x, one), zero);
}

// What differs by less may do so by rounding alone.
Ref negligible(const Ref& values) {
  return max(abs(values), last_axis(values), true) * (8 * epsilon_of(values.dtype()));
}

// At row i and column j whether values i and j are apart.
Ref are_apart(const Ref& values) {
  return greater(abs(as_row(values) - as_column(values)), as_row(negligible(values)));
}

// Where there are no elements, cotangents and tangents have none either.
bool is_empty(const Ref& x) { return x->count() == 0; }

// ---- eigenvalues: a row of values above the vectors ----

struct Pairs {
  Ref values, vectors;
};

Pairs pairs(const Ref& packed) {
  const Ref row = rows_of(packed, 0, 1);
  AxisSet at;
  at.add(row.rank() - 2);
  return {squeeze(row, at), rows_of(packed, 1, packed.shape().back())};
}

// 1 / (w_j - w_i)
Ref gaps_of_eigenvalues(const Ref& w) { return reciprocal_where(are_apart(w), as_row(w) - as_column(w)); }

// sym(V (diag(c) + F o (VT C)) VT)
void vjp_eigh(Vjp& r) {
  if (is_empty(r.in(0))) return r.give(0, zeros_like(r.in(0)));
  const auto [w, v] = pairs(r.out());
  const auto [to_w, to_v] = pairs(r.ct());
  const Ref turned = transposed(v);
  const Ref inner = diagonal_matrix(to_w) + gaps_of_eigenvalues(w) * matmul(turned, to_v);
  r.give(0, symmetric(matmul(v, matmul(inner, turned))));
}

// With P = VT sym(da) V: dw = diag(P), dV = V (F o P).
Ref jvp_eigh(const Jvp& r) {
  if (!r.tangent(0)) return nullptr;
  if (is_empty(r.in(0))) return zeros_like(r.out());
  const auto [w, v] = pairs(r.out());
  const Ref p = matmul(transposed(v), matmul(symmetric(r.tangent(0)), v));
  const Ref parts[] = {as_row(diagonal_of(p)), matmul(v, gaps_of_eigenvalues(w) * p)};
  return concat(parts, p.rank() - 2);
}

const Operation kEigh = {
    .name = "eigh",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          i.shape[i.shape.rank() - 2] += 1;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          const Shape stack = stack_shape(a.shape());
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          require_results("eigh", stack,
                          kernels::eigh(a->dtype, element_count(stack), a.shape().back(), a->data, y),
                          "has eigenvalues that the iteration did not find");
        },
    .vjp = vjp_eigh,
    .jvp = jvp_eigh,
    .batch = batch_stack,
    .reads = kReads0 | kReadsOut,
};

constexpr const char* kNotFound = "has singular values that the iteration did not find";

// ---- singular values: rows of a column of U, a value, and a row of Vh ----

struct Triplets {
  Ref u, s, v;  // V, whose columns are the rows of Vh
};

Triplets triplets(const Ref& packed, std::int64_t m) {
  const std::int64_t n = packed.shape().back() - m - 1;
  const Ref s = columns_of(packed, m, 1);
  return {transposed(columns_of(packed, 0, m)), squeeze(s, last_axis(s)),
          transposed(columns_of(packed, m + 1, n))};
}

// 1 / (s_j^2 - s_i^2), and 1 / s.
Ref gaps_of_squares(const Ref& s) {
  const Ref to = as_row(s), from = as_column(s);
  return reciprocal_where(are_apart(s), (to - from) * (to + from));
}
Ref reciprocals(const Ref& s) { return reciprocal_where(greater(s, negligible(s)), s); }

// x - q qT x: what lies outside of the space of q's columns, which is nothing when they are as many as its
// rows.
bool spans_all(const Ref& q) { return row_count(q.shape()) == q.shape().back(); }
Ref outside(const Ref& q, const Ref& x) { return x - matmul(q, matmul(transposed(q), x)); }

void vjp_svd(Vjp& r) {
  if (is_empty(r.in(0))) return r.give(0, zeros_like(r.in(0)));
  const std::int64_t m = row_count(r.in_shape(0));
  const auto [u, s, v] = triplets(r.out(), m);
  const auto [to_u, to_s, to_v] = triplets(r.ct(), m);
  const Ref f = gaps_of_squares(s), inverse = reciprocals(s), uc = matmul(transposed(u), to_u),
            vc = matmul(transposed(v), to_v);
  const Ref inner = scale_columns(f * (uc - transposed(uc)), s) + scale_rows(f * (vc - transposed(vc)), s) +
                    diagonal_matrix(to_s);
  Ref sum = matmul(u, matmul(inner, transposed(v)));
  if (!spans_all(u)) sum = sum + matmul(scale_columns(outside(u, to_u), inverse), transposed(v));
  if (!spans_all(v)) sum = sum + matmul(scale_columns(u, inverse), transposed(outside(v, to_v)));
  r.give(0, sum);
}

Ref jvp_svd(const Jvp& r) {
  const Ref& da = r.tangent(0);
  if (!da) return nullptr;
  if (is_empty(r.in(0))) return zeros_like(r.out());
  const auto [u, s, v] = triplets(r.out(), row_count(r.in(0).shape()));
  const Ref f = gaps_of_squares(s), inverse = reciprocals(s), av = matmul(da, v),
            au = matmul(transposed(da), u);
  const Ref p = matmul(transposed(u), av), turned = transposed(p);
  Ref du = matmul(u, f * (scale_columns(p, s) + scale_rows(turned, s)));
  Ref dv = matmul(v, f * (scale_rows(p, s) + scale_columns(turned, s)));
  if (!spans_all(u)) du = du + scale_columns(outside(u, av), inverse);
  if (!spans_all(v)) dv = dv + scale_columns(outside(v, au), inverse);
  const Ref parts[] = {transposed(du), as_column(diagonal_of(p)), transposed(dv)};
  return concat(parts, du.rank() - 1);
}

const Operation kSvd = {
    .name = "svd",
    .infer =
        [](Inference& i) {
          const Shape& shape = i.in(0).shape;
          const std::int64_t m = row_count(shape), n = shape.back();
          i.dtype = i.in(0).dtype;
          i.shape = with_matrix(stack_shape(shape), std::min(m, n), m + 1 + n);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          const Shape stack = stack_shape(a.shape());
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          require_results("svd", stack,
                          kernels::svd(a->dtype, element_count(stack), row_count(a.shape()), a.shape().back(),
                                       a->data, y),
                          kNotFound);
        },
    .vjp = vjp_svd,
    .jvp = jvp_svd,
    .batch = batch_stack,
    .reads = kReads0 | kReadsOut,
};

// ---- the pseudo-inverse P. G. H. Golub and V. Pereyra, "The differentiation of pseudo-inverses and
// nonlinear least squares problems whose variables separate", SIAM J. Numer. Anal. 10 (1973): while the rank
// stays, dP = -P da P + P PT daT (1 - A P) + (1 - P A) daT PT P ----

Ref transposed_product(const Ref& a, const Ref& b) { return matmul(a, transposed(b)); }

void vjp_pseudo_inverse(Vjp& r) {
  const Ref a = r.in(0), p = r.out(), turned = transposed(p), c = transposed(r.ct());
  const Ref within = matmul(turned, matmul(r.ct(), turned));
  const Ref left = matmul(c, transposed_product(p, p)), right = matmul(matmul(turned, p), c);
  r.give(0, (left - matmul(a, matmul(p, left))) + (right - matmul(matmul(right, p), a)) - within);
}

Ref jvp_pseudo_inverse(const Jvp& r) {
  if (!r.tangent(0)) return nullptr;
  const Ref &a = r.in(0), p = r.out(), &da = r.tangent(0), turned = transposed(da);
  const Ref left = matmul(transposed_product(p, p), turned), right = matmul(turned, matmul(transposed(p), p));
  return (left - matmul(matmul(left, a), p)) + (right - matmul(p, matmul(a, right))) -
         matmul(p, matmul(da, p));
}

const Operation kPseudoInverse = {
    .name = "pseudo_inverse",
    .infer =
        [](Inference& i) {
          const Shape& shape = i.in(0).shape;
          i.dtype = i.in(0).dtype;
          i.shape = with_matrix(stack_shape(shape), shape.back(), row_count(shape));
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          const Shape stack = stack_shape(a.shape());
          require_results(
              "pseudo_inverse", stack,
              kernels::pseudo_inverse(a->dtype, element_count(stack), row_count(a.shape()), a.shape().back(),
                                      a->data, e.out.attributes.as<double>(), y),
              kNotFound);
        },
    .vjp = vjp_pseudo_inverse,
    .jvp = jvp_pseudo_inverse,
    .batch = batch_stack,
    .reads = kReads0 | kReadsOut,
};

}  // namespace

Eigenpairs eigh(const Ref& a) {
  require_square("eigh", a);
  const DType type = floating_of(a.dtype(), a->weak);
  const auto [w, v] = pairs(apply_to(kEigh, {}, unrounded(as_type(a, type))));
  return {as_type(w, type), as_type(v, type)};
}

SingularTriplets svd(const Ref& a) {
  require_matrix("svd", a);
  const DType type = floating_of(a.dtype(), a->weak);
  const auto [u, s, v] = triplets(apply_to(kSvd, {}, unrounded(as_type(a, type))), row_count(a.shape()));
  return {as_type(u, type), as_type(s, type), as_type(transposed(v), type)};
}

Ref pseudo_inverse(const Ref& a, double tolerance) {
  require_matrix("pseudo_inverse", a);
  return in_common_type(a, [&](const Ref& x) {
    const double size = static_cast<double>(std::max(row_count(x.shape()), x.shape().back()));
    const double own = size * epsilon_of(x.dtype());
    return apply_to(kPseudoInverse, Attributes(tolerance < 0 ? own : tolerance), x);
  });
}

}  // namespace adjoint::ops
