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
  return several("slogdet", a, {{"new_sign", new_sign}, {"new_logarithm", new_logarithm}}, [](const Ref& x) {
    const auto [sign, logarithm] = ops::slogdet(x);
    return std::array{sign, logarithm};
  });
}

adj_status adj_lu(adj_tensor a, adj_tensor* new_permutation, adj_tensor* new_lower, adj_tensor* new_upper) {
  return several("lu", a,
                 {{"new_permutation", new_permutation}, {"new_lower", new_lower}, {"new_upper", new_upper}},
                 [](const Ref& x) {
                   const auto [permutation, lower, upper] = ops::lu(x);
                   return std::array{permutation, lower, upper};
                 });
}

adj_status adj_qr(adj_tensor a, adj_tensor* new_q, adj_tensor* new_r) {
  return several("qr", a, {{"new_q", new_q}, {"new_r", new_r}}, [](const Ref& x) {
    const auto [q, r] = ops::qr(x);
    return std::array{q, r};
  });
}

adj_status adj_eigh(adj_tensor a, adj_tensor* new_values, adj_tensor* new_vectors) {
  return several("eigh", a, {{"new_values", new_values}, {"new_vectors", new_vectors}}, [](const Ref& x) {
    const auto [values, vectors] = ops::eigh(x);
    return std::array{values, vectors};
  });
}

adj_status adj_eig(adj_tensor a, adj_tensor* new_values, adj_tensor* new_vectors) {
  return several("eig", a, {{"new_values", new_values}, {"new_vectors", new_vectors}}, [](const Ref& x) {
    const auto [values, vectors] = ops::eig(x);
    return std::array{values, vectors};
  });
}

adj_status adj_svd(adj_tensor a, adj_tensor* new_u, adj_tensor* new_s, adj_tensor* new_vh) {
  return several("svd", a, {{"new_u", new_u}, {"new_s", new_s}, {"new_vh", new_vh}}, [](const Ref& x) {
    const auto [u, s, vh] = ops::svd(x);
    return std::array{u, s, vh};
  });
}
