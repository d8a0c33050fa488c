// Functions of one operand, element by element.
#include "ops/unary.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_UNARY(neg)
ADJ_UNARY(abs)
ADJ_UNARY(sign)
ADJ_UNARY(square)
ADJ_UNARY(reciprocal)
ADJ_UNARY(sqrt)
ADJ_UNARY(rsqrt)
ADJ_UNARY(exp)
ADJ_UNARY(expm1)
ADJ_UNARY(log)
ADJ_UNARY(log1p)
ADJ_UNARY(sin)
ADJ_UNARY(cos)
ADJ_UNARY(tan)
ADJ_UNARY(tanh)
ADJ_UNARY(erf)
ADJ_UNARY(floor)
ADJ_UNARY(ceil)
ADJ_UNARY(round)
ADJ_UNARY(trunc)
ADJ_UNARY(log2)
ADJ_UNARY(log10)
ADJ_UNARY(exp2)
ADJ_UNARY(exp10)
ADJ_UNARY(log1mexp)
ADJ_UNARY(cbrt)
ADJ_UNARY(asin)
ADJ_UNARY(acos)
ADJ_UNARY(atan)
ADJ_UNARY(sinh)
ADJ_UNARY(cosh)
ADJ_UNARY(asinh)
ADJ_UNARY(acosh)
ADJ_UNARY(atanh)
ADJ_UNARY(entr)
ADJ_UNARY(frac)
ADJ_UNARY(deg2rad)
ADJ_UNARY(rad2deg)

adj_status adj_frexp(adj_tensor x, adj_tensor* new_mantissa, adj_tensor* new_exponent) {
  return several("frexp", x, {{"new_mantissa", new_mantissa}, {"new_exponent", new_exponent}},
                 [](const Ref& a) {
                   const auto [mantissa, exponent] = ops::frexp(a);
                   return std::array{mantissa, exponent};
                 });
}

adj_status adj_nan_to_num(adj_tensor x, double nan, double posinf, double neginf, adj_tensor* out) {
  return capi::unary("nan_to_num", x, out,
                     [&](const Ref& a) { return ops::nan_to_num(a, nan, posinf, neginf); });
}

adj_status adj_logit(adj_tensor x, double eps, adj_tensor* out) {
  return capi::unary("logit", x, out, [&](const Ref& a) { return ops::logit(a, eps); });
}
