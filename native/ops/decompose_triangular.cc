// Triangular systems, and Cholesky's factor. Derivatives: M. B. Giles (2008); I. Murray, "Differentiation of
// the Cholesky decomposition", arXiv:1602.07527 (2016).
#include "ops/decompose.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

using kernels::Triangle;

// ---- tri(a) X = B ----

struct TriangularAttributes {
  Triangle side;
  bool unit;
};

Ref triangular(const Ref& a, const Ref& b, TriangularAttributes t);

Ref masked(const Ref& a, TriangularAttributes t) { return triangle(a, t.side, t.unit ? 0 : 1); }

void infer_triangular(Inference& i) {
  const Shape &a = i.in(0).shape, &b = i.in(1).shape;
  i.dtype = i.in(1).dtype;
  i.shape =
      with_matrix(broadcast_shapes(i.operation, stack_shape(a), stack_shape(b)), b[b.rank() - 2], b.back());
}

void eval_triangular(const Evaluation& e) {
  const auto& t = e.out.attributes.as<TriangularAttributes>();
  const Shape stack = stack_shape(e.out.shape);
  void* const y = e.allocate();
  if (e.out.count() == 0) return;
  const std::int64_t failed = kernels::triangular_solve(
      e.out.dtype, element_count(stack), e.in(0).shape.back(), e.out.shape.back(),
      Matrices(e.in(0), stack).get(), Matrices(e.in(1), stack).get(), t.side, t.unit, y);
  require_results("triangular_solve", stack, failed, "is singular: its diagonal has a zero");
}

TriangularAttributes turned(TriangularAttributes t) {
  return {t.side == Triangle::kLower ? Triangle::kUpper : Triangle::kLower, t.unit};
}

const Operation kTriangularSolve = {
    .name = "triangular_solve",
    .infer = infer_triangular,
    .eval = eval_triangular,
    // b = a^-T c, and a = -b XT in the triangle that is read.
    .vjp =
        [](Vjp& r) {
          const auto& t = r.attributes<TriangularAttributes>();
          const Ref to_b = triangular(transposed(r.in(0)), r.ct(), turned(t));
          if (r.wants(0)) r.give(0, sum_to(masked(-matmul(to_b, transposed(r.out())), t), r.in_shape(0)));
          if (r.wants(1)) r.give(1, sum_to(to_b, r.in_shape(1)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      const auto& t = r.attributes<TriangularAttributes>();
      const Ref &da = r.tangent(0), &db = r.tangent(1);
      if (!da && !db) return nullptr;
      const Ref change = da ? -matmul(masked(da, t), r.out()) : Ref();
      return triangular(r.in(0), plus(db, change), t);
    },
    .batch = batch_elementwise,
    .reads = kReads0 | kReadsOut,
};

Ref triangular(const Ref& a, const Ref& b, TriangularAttributes t) {
  return apply_to(kTriangularSolve, Attributes(t), a, b);
}

// ---- Cholesky ----

// The lower part of x with half of its diagonal.
Ref phi(const Ref& x) { return lower(x, 0.5); }

// L^-1 x L^-T of symmetric x, or L^-T x L^-1 with the transposed of a lower factor.
Ref divided_on_both_sides(const Ref& l, const Ref& x, TriangularAttributes t) {
  return triangular(l, transposed(triangular(l, x, t)), t);
}

const Operation kCholesky = {
    .name = "cholesky",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          void* const y = e.allocate();
          if (e.out.count() == 0) return;
          const Shape stack = stack_shape(a.shape());
          require_results("cholesky", stack,
                          kernels::cholesky(a->dtype, element_count(stack), a.shape().back(), a->data, y),
                          "is not positive definite");
        },
    // sym(L^-T phi(LT c) L^-1)
    .vjp =
        [](Vjp& r) {
          const Ref turned = transposed(r.out());
          const TriangularAttributes t{Triangle::kUpper, false};
          r.give(0, symmetric(divided_on_both_sides(turned, phi(matmul(turned, r.ct())), t)));
        },
    // L phi(L^-1 sym(da) L^-T)
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0)) return nullptr;
      const Ref l = r.out();
      return matmul(l, phi(divided_on_both_sides(l, symmetric(r.tangent(0)), {Triangle::kLower, false})));
    },
    .batch = batch_stack,
    .reads = kReadsOut,
};

}  // namespace

Ref triangular_solve(const Ref& a, const Ref& b, bool upper, bool unit) {
  require_square("triangular_solve", a);
  require_rows("triangular_solve", a, b);
  return in_common_type(a, b, [&](const Ref& x, const Ref& right) {
    return with_columns(right, [&](const Ref& y) {
      return triangular(x, y, {upper ? Triangle::kUpper : Triangle::kLower, unit});
    });
  });
}

Ref cholesky(const Ref& a) {
  require_square("cholesky", a);
  return in_common_type(a, [](const Ref& x) { return apply_to(kCholesky, {}, x); });
}

Ref cholesky_solve(const Ref& b, const Ref& l) {
  require_square("cholesky_solve", l);
  require_rows("cholesky_solve", l, b);
  return in_common_type(l, b, [](const Ref& x, const Ref& right) {
    return with_columns(right, [&](const Ref& y) {
      return triangular(transposed(x), triangular(x, y, {Triangle::kLower, false}),
                        {Triangle::kUpper, false});
    });
  });
}

Ref logdet(const Ref& a) {
  require_square("logdet", a);
  return in_common_type(a, [](const Ref& x) {
    const Ref pivots = diagonal_of(apply_to(kCholesky, {}, x));
    return sum(log(pivots), last_axis(pivots), false) * 2.0;
  });
}

}  // namespace adjoint::ops
