#include "precision/functions.h"

#include "adjoint/adjoint.h"

namespace adjoint::precision {
namespace {

using namespace kernels;

void exact_reciprocal(mpfr_ptr y, mpfr_ptr x) { mpfr_ui_div(y, 1, x, MPFR_RNDN); }

// A call with numbers besides x and y.
#define CALL(expression) [](adj_tensor x, adj_tensor* y) -> adj_status { return expression; }

adj_status mantissa(adj_tensor x, adj_tensor* y) {
  adj_tensor exponent;
  return adj_frexp(x, y, &exponent);
}

constexpr Domain kEverywhere, kAboveZero{0, kInfinity}, kBelowZero{-150, 0}, kBessel{-800, 800};

const Function kFunctions[] = {
    // Arithmetic.
    {"neg", adj_neg, 0, MPFR(neg)},
    {"abs", adj_abs, 0, MPFR(abs)},
    {"sign", adj_sign, 0},
    {"square", adj_square, 0.5, MPFR(sqr)},
    {"reciprocal", adj_reciprocal, 2, exact_reciprocal},
    {"sqrt", adj_sqrt, 2, MPFR(sqrt)},
    {"rsqrt", adj_rsqrt, 2, exact_rsqrt},
    {"cbrt", adj_cbrt, 2, MPFR(cbrt)},
    {"floor", adj_floor, 0},
    {"ceil", adj_ceil, 0},
    {"round", adj_round, 0},
    {"trunc", adj_trunc, 0},
    {"frac", adj_frac, 0},
    {"frexp", mantissa, 0},
    {"deg2rad", adj_deg2rad, 2},
    {"rad2deg", adj_rad2deg, 2},
    {"nan_to_num(0, 1, -1)", CALL(adj_nan_to_num(x, 0, 1, -1, y)), 0},
    // Exponential functions and logarithms.
    {"exp", adj_exp, 2, MPFR(exp)},
    {"exp2", adj_exp2, 2, MPFR(exp2)},
    {"exp10", adj_exp10, 2, MPFR(exp10)},
    {"expm1", adj_expm1, 2, MPFR(expm1)},
    {"log", adj_log, 2, MPFR(log)},
    {"log2", adj_log2, 2, MPFR(log2)},
    {"log10", adj_log10, 2, MPFR(log10)},
    {"log1p", adj_log1p, 2, MPFR(log1p)},
    {"log1mexp", adj_log1mexp, 4, exact_log1mexp},
    {"logit", CALL(adj_logit(x, -1, y)), 2, exact_logit},
    {"entr", adj_entr, 2, exact_entropy, kEverywhere, {0, 1}},
    // Trigonometric and hyperbolic functions.
    {"sin", adj_sin, 2, MPFR(sin), kEverywhere, {}, true},
    {"cos", adj_cos, 2, MPFR(cos), kEverywhere, {}, true},
    {"tan", adj_tan, 3, MPFR(tan), kEverywhere, {}, true},
    {"asin", adj_asin, 2, MPFR(asin)},
    {"acos", adj_acos, 2, MPFR(acos)},
    {"atan", adj_atan, 2, MPFR(atan)},
    {"sinh", adj_sinh, 2, MPFR(sinh)},
    {"cosh", adj_cosh, 2, MPFR(cosh)},
    {"tanh", adj_tanh, 2, MPFR(tanh)},
    {"asinh", adj_asinh, 2, MPFR(asinh)},
    {"acosh", adj_acosh, 2, MPFR(acosh)},
    {"atanh", adj_atanh, 2, MPFR(atanh)},
    {"sinc", adj_sinc, 2, exact_sinc, kEverywhere, {0, 1}, true},
    // Activations.
    {"relu", adj_relu, 0},
    {"leaky_relu(0.01)", CALL(adj_leaky_relu(x, 0.01, y)), 2},
    {"sigmoid", adj_sigmoid, 2, exact_sigmoid},
    {"log_sigmoid", adj_log_sigmoid, 2},
    {"softplus", adj_softplus, 2, exact_softplus},
    {"softplus_scaled(2, 20)", CALL(adj_softplus_scaled(x, 2, 20, y)), 4},
    {"gelu", adj_gelu, 6, exact_gelu, kEverywhere, {0, 1}},
    {"gelu_tanh", adj_gelu_tanh, 4, nullptr, kEverywhere, {0, 1}},
    {"silu", adj_silu, 3, exact_silu, kEverywhere, {0, 1}},
    {"mish", adj_mish, 4, nullptr, kEverywhere, {0, 1}},
    {"elu(1)", CALL(adj_elu(x, 1, y)), 2},
    {"celu(2)", CALL(adj_celu(x, 2, y)), 4},
    {"selu", adj_selu, 4},
    {"hardtanh(-1, 1)", CALL(adj_hardtanh(x, -1, 1, y)), 0},
    {"hardshrink(0.5)", CALL(adj_hardshrink(x, 0.5, y)), 0},
    {"softshrink(0.5)", CALL(adj_softshrink(x, 0.5, y)), 0.5},
    {"hardsigmoid", adj_hardsigmoid, 2},
    {"hardswish", adj_hardswish, 2, nullptr, kEverywhere, {0, 1}},
    {"softsign", adj_softsign, 4},
    {"tanhshrink", adj_tanhshrink, 5},
    // Special functions.
    {"erf", adj_erf, 2, MPFR(erf)},
    {"erfc", adj_erfc, 4, MPFR(erfc)},
    {"erfcx", adj_erfcx, 4, exact_erfcx, {-26, 2e4}},
    {"erfinv", adj_erfinv, 4, exact_erfinv},
    {"ndtr", adj_ndtr, 4, exact_ndtr, {-40, 40}},
    {"ndtri", adj_ndtri, 4, exact_ndtri},
    {"log_ndtr", adj_log_ndtr, 4, exact_log_ndtr, {-3e4, 38}},
    {"lgamma", adj_lgamma, 4, exact_lgamma, kAboveZero},
    {"lgamma", adj_lgamma, 4, exact_lgamma, kBelowZero, {1, 4}},
    {"digamma", adj_digamma, 4, MPFR(digamma), kAboveZero},
    {"digamma", adj_digamma, 4, MPFR(digamma), kBelowZero, {4, 0}},
    {"polygamma(1)", CALL(adj_polygamma(1, x, y)), 4, nullptr, kAboveZero},
    {"polygamma(2)", CALL(adj_polygamma(2, x, y)), 4, nullptr, kAboveZero},
    {"i0", adj_i0, 4, exact_i0, kBessel},
    {"i0e", adj_i0e, 4, exact_i0e, kBessel},
    {"i1", adj_i1, 4, exact_i1, kBessel},
    {"i1e", adj_i1e, 4, exact_i1e, kBessel, {0, 1}},
};

}  // namespace

std::span<const Function> functions() { return kFunctions; }

}  // namespace adjoint::precision
