// Decompositions of matrices, systems of equations and functions of matrices.
#include "ops/decompose.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_BINARY(solve)
ADJ_UNARY(inverse)
ADJ_UNARY(det)
ADJ_UNARY(cholesky)
ADJ_UNARY(logdet)
ADJ_BINARY(lstsq)
ADJ_BINARY(householder_product)
ADJ_UNARY(matrix_exp)
ADJ_UNARY(matrix_sqrt)
ADJ_UNARY(matrix_log)

adj_status adj_cholesky_solve(adj_tensor b, adj_tensor l, adj_tensor* out) {
  return binary("cholesky_solve", b, l, out, ops::cholesky_solve);
}

adj_status adj_matrix_exp_frechet(adj_tensor a, adj_tensor change, adj_tensor* out) {
  return binary("matrix_exp_frechet", a, change, out, ops::matrix_exp_frechet);
}

adj_status adj_sylvester(adj_tensor a, adj_tensor b, adj_tensor c, adj_tensor* out) {
  return guarded([&] {
    require("sylvester", "out", out);
    const Argument left("sylvester", a), right("sylvester", b), sum("sylvester", c);
    *out = publish(ops::sylvester(left.ref(), right.ref(), sum.ref()));
  });
}

adj_status adj_triangular_solve(adj_tensor a, adj_tensor b, int32_t upper, int32_t unit, adj_tensor* out) {
  return binary("triangular_solve", a, b, out, [&](const Ref& x, const Ref& y) {
    return ops::triangular_solve(x, y, upper != 0, unit != 0);
  });
}

adj_status adj_pseudo_inverse(adj_tensor a, double tolerance, adj_tensor* out) {
  return unary("pseudo_inverse", a, out, [&](const Ref& x) { return ops::pseudo_inverse(x, tolerance); });
}

// ---- several results ----

adj_status adj_slogdet(adj_tensor a, adj_tensor* new_sign, adj_tensor* new_logarithm) {
  return guarded([&] {
    require("slogdet", "new_sign", new_sign);
    require("slogdet", "new_logarithm", new_logarithm);
    const Argument x("slogdet", a);
    const auto [sign, logarithm] = ops::slogdet(x.ref());
    *new_sign = publish(sign);
    *new_logarithm = publish(logarithm);
  });
}

adj_status adj_lu(adj_tensor a, adj_tensor* new_permutation, adj_tensor* new_lower, adj_tensor* new_upper) {
  return guarded([&] {
    require("lu", "new_permutation", new_permutation);
    require("lu", "new_lower", new_lower);
    require("lu", "new_upper", new_upper);
    const Argument x("lu", a);
    const auto [permutation, lower, upper] = ops::lu(x.ref());
    *new_permutation = publish(permutation);
    *new_lower = publish(lower);
    *new_upper = publish(upper);
  });
}

adj_status adj_qr(adj_tensor a, adj_tensor* new_q, adj_tensor* new_r) {
  return guarded([&] {
    require("qr", "new_q", new_q);
    require("qr", "new_r", new_r);
    const Argument x("qr", a);
    const auto [q, r] = ops::qr(x.ref());
    *new_q = publish(q);
    *new_r = publish(r);
  });
}

adj_status adj_eigh(adj_tensor a, adj_tensor* new_values, adj_tensor* new_vectors) {
  return guarded([&] {
    require("eigh", "new_values", new_values);
    require("eigh", "new_vectors", new_vectors);
    const Argument x("eigh", a);
    const auto [values, vectors] = ops::eigh(x.ref());
    *new_values = publish(values);
    *new_vectors = publish(vectors);
  });
}

adj_status adj_svd(adj_tensor a, adj_tensor* new_u, adj_tensor* new_s, adj_tensor* new_vh) {
  return guarded([&] {
    require("svd", "new_u", new_u);
    require("svd", "new_s", new_s);
    require("svd", "new_vh", new_vh);
    const Argument x("svd", a);
    const auto [u, s, vh] = ops::svd(x.ref());
    *new_u = publish(u);
    *new_s = publish(s);
    *new_vh = publish(vh);
  });
}
