// QR, one operation whose result holds Q above R, so that it is calculated once; the factors are its parts.
// Derivatives: S. F. Walter and L. Lehmann, "Algorithmic differentiation of linear algebra functions with
// application in optimum experimental design", arXiv:1001.1654 (2010).
#include "ops/decompose.h"
#include "ops/matrices.h"

namespace adjoint::ops {
namespace {

struct Halves {
  Ref q, r;
};

Halves halves(const Ref& packed) {
  const std::int64_t n = packed.shape().back(), m = row_count(packed.shape()) - n;
  return {rows_of(packed, 0, m), rows_of(packed, m, n)};
}

// The part on and above the diagonal, and below it that of another matrix, turned over: tril(b, -1)T +
// triu(a).
Ref folded(const Ref& a) { return upper(a) + transposed(lower(a, 0)); }

// x R^-T, with R upper.
Ref divided_by_turned(const Ref& x, const Ref& r) {
  return transposed(triangular_solve(r, transposed(x), true, false));
}

// (q + Q copyltu(R rT - qT Q)) R^-T, where copyltu repeats the lower part above the diagonal.
void vjp_qr(Vjp& r) {
  const auto [q, upper_factor] = halves(r.out());
  const auto [to_q, to_r] = halves(r.ct());
  const Ref m = matmul(upper_factor, transposed(to_r)) - matmul(transposed(to_q), q);
  const Ref copied = lower(m) + transposed(lower(m, 0));
  r.give(0, divided_by_turned(to_q + matmul(q, copied), upper_factor));
}

// With W = da R^-1 and X = QT W: dR = M R and dQ = W - Q M, where M = triu(X) + tril(X, -1)T.
Ref jvp_qr(const Jvp& r) {
  if (!r.tangent(0)) return nullptr;
  const auto [q, upper_factor] = halves(r.out());
  const Ref turned = triangular_solve(transposed(upper_factor), transposed(r.tangent(0)), false, false);
  const Ref w = transposed(turned), m = folded(matmul(transposed(q), w));
  const Ref parts[] = {w - matmul(q, m), matmul(m, upper_factor)};
  return concat(parts, w.rank() - 2);
}

const Operation kQr = {
    .name = "qr",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          i.shape[i.shape.rank() - 2] += i.shape.back();
        },
    .eval =
        [](const Evaluation& e) {
          const Ref a = contiguous(e.inputs[0]);
          void* const y = e.allocate();
          if (e.out.count() != 0)
            kernels::qr(a->dtype, element_count(stack_shape(a.shape())), row_count(a.shape()),
                        a.shape().back(), a->data, y);
        },
    .vjp = vjp_qr,
    .jvp = jvp_qr,
    .batch = batch_stack,
    .reads = kReadsOut,
};

// Of at least as many rows as columns.
QrFactors tall_qr(const Ref& a) {
  const auto [q, r] = halves(apply_to(kQr, {}, a));
  return {q, r};
}

// Of a wide matrix the first columns are decomposed, and QT times the others is the rest of R.
QrFactors qr_of(const Ref& a) {
  const std::int64_t m = row_count(a.shape()), n = a.shape().back();
  if (m >= n) return tall_qr(a);
  const auto [q, r] = tall_qr(columns_of(a, 0, m));
  const Ref parts[] = {r, matmul(transposed(q), columns_of(a, m, n - m))};
  return {q, concat(parts, a.rank() - 1)};
}

}  // namespace

QrFactors qr(const Ref& a) {
  require_matrix("qr", a);
  const DType type = floating_of(a.dtype(), a->weak);
  const auto [q, r] = qr_of(unrounded(as_type(a, type)));
  return {as_type(q, type), as_type(r, type)};
}

Ref lstsq(const Ref& a, const Ref& b) {
  require_matrix("lstsq", a);
  require_rows("lstsq", a, b);
  if (row_count(a.shape()) < a.shape().back())
    fail(ADJ_ERROR_SHAPE, "lstsq: a of shape ", to_string(a.shape()),
         " has fewer rows than columns, so that many solutions are equally good; multiply with the "
         "pseudo-inverse");
  return in_common_type(a, b, [](const Ref& x, const Ref& right) {
    const auto [q, r] = tall_qr(x);
    return with_columns(right, [&, q = q, r = r](const Ref& y) {
      return triangular_solve(r, matmul(transposed(q), y), true, false);
    });
  });
}

// All reflections at once: the product is 1 - V (1 + D triu(VT V, 1))^-1 D VT, with D = diag(tau).
Ref householder_product(const Ref& a, const Ref& tau) {
  require_matrix("householder_product", a);
  const std::int64_t m = row_count(a.shape()), n = a.shape().back();
  if (m < n || tau.rank() != a.rank() - 1 || tau.shape().back() > n)
    fail(ADJ_ERROR_SHAPE, "householder_product: a of shape ", to_string(a.shape()), " and tau of shape ",
         to_string(tau.shape()),
         " do not fit: a has a row for each column or more, and a column for each factor");
  return in_common_type(a, tau, [&](const Ref& x, const Ref& factors) {
    const std::int64_t k = factors.shape().back();
    const Ref v = lower(columns_of(x, 0, k), 0) + eye(m, k, 0, x.dtype()), turned = transposed(v);
    const Ref mixed = scale_rows(upper(matmul(turned, v), 0), factors);
    const Ref first = columns_of(scale_rows(turned, factors), 0, n);
    return eye(m, n, 0, x.dtype()) - matmul(v, triangular_solve(mixed, first, true, true));
  });
}

}  // namespace adjoint::ops
