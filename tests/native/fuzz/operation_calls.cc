// The operations that a random program calls.
#include "operation_calls.h"

#include <array>
#include <string_view>

#include "program.h"

namespace adjoint::fuzz {
namespace {

#define UNARY(name) [](Program& p) { return adj_##name(p.tensor(), p.out()); }
#define BINARY(name) [](Program& p) { return adj_##name(p.tensor(), p.tensor(), p.out()); }
#define REDUCTION(name) \
  [](Program& p) { return adj_##name(p.tensor(), p.numbers(), p.count(), p.count(), p.out()); }
#define SCAN(name) [](Program& p) { return adj_##name(p.tensor(), p.small(), p.count(), p.out()); }
#define WRITE(name) \
  [](Program& p) { return adj_##name(p.tensor(), p.tensor(), p.tensor(), p.small(), p.out()); }

// ---- operations ----

constexpr Call operations[] = {
    UNARY(neg),
    UNARY(abs),
    UNARY(sign),
    UNARY(square),
    UNARY(reciprocal),
    UNARY(sqrt),
    UNARY(rsqrt),
    UNARY(exp),
    UNARY(expm1),
    UNARY(log),
    UNARY(log1p),
    UNARY(sin),
    UNARY(cos),
    UNARY(tan),
    UNARY(tanh),
    UNARY(sigmoid),
    UNARY(softplus),
    UNARY(relu),
    UNARY(erf),
    UNARY(gelu),
    UNARY(silu),
    UNARY(selu),
    UNARY(gelu_tanh),
    UNARY(log_sigmoid),
    UNARY(hardsigmoid),
    UNARY(hardswish),
    UNARY(mish),
    UNARY(softsign),
    UNARY(tanhshrink),
    UNARY(floor),
    UNARY(ceil),
    UNARY(round),
    UNARY(trunc),
    UNARY(log2),
    UNARY(log10),
    UNARY(exp2),
    UNARY(exp10),
    UNARY(log1mexp),
    [](Program& p) { return adj_logit(p.tensor(), p.real(), p.out()); },
    UNARY(cbrt),
    UNARY(asin),
    UNARY(acos),
    UNARY(atan),
    UNARY(sinh),
    UNARY(cosh),
    UNARY(asinh),
    UNARY(acosh),
    UNARY(atanh),
    UNARY(entr),
    UNARY(frac),
    UNARY(deg2rad),
    UNARY(rad2deg),
    UNARY(isinf),
    UNARY(signbit),
    UNARY(erfc),
    UNARY(erfcx),
    UNARY(erfinv),
    UNARY(ndtr),
    UNARY(ndtri),
    UNARY(log_ndtr),
    UNARY(lgamma),
    UNARY(digamma),
    UNARY(i0),
    UNARY(i0e),
    UNARY(i1),
    UNARY(i1e),
    UNARY(sinc),
    [](Program& p) { return adj_polygamma(p.small(), p.tensor(), p.out()); },
    UNARY(isnan),
    UNARY(isfinite),
    UNARY(logical_not),
    UNARY(stop_gradient),
    UNARY(zeros_like),
    UNARY(ones_like),
    UNARY(contiguous),
    UNARY(real),
    UNARY(imag),
    UNARY(weaken),
    BINARY(add),
    BINARY(sub),
    BINARY(mul),
    BINARY(div),
    BINARY(pow),
    BINARY(maximum),
    BINARY(minimum),
    BINARY(remainder),
    BINARY(fmod),
    BINARY(floor_divide),
    BINARY(atan2),
    BINARY(hypot),
    BINARY(logaddexp),
    BINARY(logaddexp2),
    BINARY(xlogy),
    BINARY(xlog1py),
    BINARY(copysign),
    BINARY(squared_difference),
    BINARY(gammainc),
    BINARY(gammaincc),
    BINARY(betaln),
    BINARY(equal),
    BINARY(not_equal),
    BINARY(less),
    BINARY(less_equal),
    BINARY(greater),
    BINARY(greater_equal),
    BINARY(logical_and),
    BINARY(logical_or),
    BINARY(logical_xor),
    BINARY(matmul),
    [](Program& p) { return adj_nan_to_num(p.tensor(), p.real(), 1, -1, p.out()); },
    REDUCTION(sum),
    REDUCTION(mean),
    REDUCTION(prod),
    REDUCTION(max),
    REDUCTION(min),
    REDUCTION(logsumexp),
    REDUCTION(norm),
    REDUCTION(all),
    REDUCTION(any),
    [](Program& p) { return adj_cast(p.tensor(), p.dtype(), p.out()); },
    [](Program& p) { return adj_lerp(p.tensor(), p.tensor(), p.tensor(), p.out()); },
    [](Program& p) { return adj_addcmul(p.tensor(), p.tensor(), p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_addcdiv(p.tensor(), p.tensor(), p.tensor(), 1, p.out()); },
    [](Program& p) { return adj_where(p.tensor(), p.tensor(), p.tensor(), p.out()); },
    [](Program& p) { return adj_argmax(p.tensor(), p.number(), p.count(), p.out()); },
    [](Program& p) { return adj_argmin(p.tensor(), p.number(), p.count(), p.out()); },
    [](Program& p) { return adj_leaky_relu(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_elu(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_celu(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_softplus_scaled(p.tensor(), p.real(), p.real(), p.out()); },
    [](Program& p) { return adj_hardtanh(p.tensor(), p.real(), p.real(), p.out()); },
    [](Program& p) { return adj_hardshrink(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_softshrink(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_softmax(p.tensor(), p.number(), p.out()); },
    [](Program& p) { return adj_log_softmax(p.tensor(), p.small(), p.out()); },
    [](Program& p) {
      return adj_conv(p.tensor(), p.tensor(), p.pick(2) ? adj_tensor{0} : p.tensor(), p.numbers(),
                      p.other_numbers(), p.numbers(), p.count(), p.number(), p.out());
    },
    [](Program& p) {
      static constexpr std::array<std::int64_t, 6> one{1, 1, 1, 1, 1, 1};
      const adj_tensor x = p.last();
      return adj_conv(x, x, {0}, one.data(), p.pick(2) ? one.data() : nullptr, one.data(), 1 + p.count() % 3,
                      1, p.out());
    },
    [](Program& p) {
      return adj_conv_transpose(p.tensor(), p.tensor(), {0}, p.numbers(), p.other_numbers(),
                                p.other_numbers(), p.numbers(), p.count(), p.small(), p.out());
    },
    [](Program& p) {
      return adj_max_pool(p.tensor(), p.numbers(), p.other_numbers(), p.pick(2) ? nullptr : p.other_numbers(),
                          p.numbers(), p.count(), p.count(), p.out());
    },
    [](Program& p) {
      return adj_max_pool_places(p.last(), p.other_numbers(), p.other_numbers(), nullptr, p.other_numbers(),
                                 1 + p.count() % 3, 0, p.out());
    },
    [](Program& p) {
      static constexpr std::array<std::int64_t, 6> one{1, 1, 1, 1, 1, 1}, two{2, 2, 2, 2, 2, 2};
      return adj_max_pool(p.last(), two.data(), p.numbers(), one.data(), one.data(), 1 + p.count() % 3, 1,
                          p.out());
    },
    [](Program& p) {
      static constexpr std::array<std::int64_t, 6> one{1, 1, 1, 1, 1, 1}, three{3, 3, 3, 3, 3, 3};
      return adj_avg_pool(p.last(), three.data(), p.numbers(), one.data(), 1 + p.count() % 3, p.count(), 0,
                          p.out());
    },
    [](Program& p) {
      return adj_avg_pool(p.tensor(), p.numbers(), p.other_numbers(), p.numbers(), p.count(), p.count(),
                          p.count(), p.out());
    },
    [](Program& p) { return adj_adaptive_max_pool(p.last(), p.numbers(), 1 + p.count() % 3, p.out()); },
    [](Program& p) { return adj_adaptive_max_pool_places(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_adaptive_avg_pool(p.last(), p.numbers(), 1 + p.count() % 3, p.out()); },
    [](Program& p) {
      return adj_im2col(p.last(), p.numbers(), p.other_numbers(), p.pick(2) ? nullptr : p.other_numbers(),
                        p.other_numbers(), 1 + p.count() % 3, p.out());
    },
    [](Program& p) {
      return adj_col2im(p.last(), p.numbers(), p.other_numbers(), p.other_numbers(), p.numbers(),
                        p.other_numbers(), p.count(), p.out());
    },
    [](Program& p) {
      return adj_resize(p.tensor(), p.number(), p.extent(), p.count(), p.count(), p.real(), p.out());
    },
    [](Program& p) { return adj_resize(p.last(), -1, 1 + p.small(), p.count(), p.count(), 0, p.out()); },
    [](Program& p) { return adj_layer_norm(p.tensor(), p.tensor(), p.tensor(), p.real(), p.out()); },
    [](Program& p) {
      const adj_tensor x = p.tensor();
      return adj_layer_norm(x, p.pick(2) ? adj_tensor{0} : p.tensor(), {0}, 1e-5, p.out());
    },
    [](Program& p) {
      return adj_rms_norm(p.tensor(), p.pick(2) ? adj_tensor{0} : p.tensor(), p.real(), p.out());
    },
    [](Program& p) { return adj_batch_norm(p.tensor(), {0}, {0}, p.real(), p.out()); },
    [](Program& p) { return adj_batch_norm(p.tensor(), p.tensor(), p.tensor(), 1e-5, p.out()); },
    [](Program& p) {
      return adj_batch_norm_inference(p.tensor(), p.tensor(), p.tensor(), {0}, p.tensor(), p.real(), p.out());
    },
    [](Program& p) { return adj_group_norm(p.tensor(), p.small(), {0}, p.tensor(), 1e-5, p.out()); },
    [](Program& p) { return adj_reshape(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_permute(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_permute(p.tensor(), nullptr, 0, p.out()); },
    [](Program& p) { return adj_swapaxes(p.tensor(), p.number(), p.small(), p.out()); },
    [](Program& p) { return adj_squeeze(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_expand_dims(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_broadcast_to(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) {
      return adj_slice(p.tensor(), p.numbers(), p.other_numbers(), p.other_numbers(), p.count(), p.out());
    },
    [](Program& p) {
      static constexpr std::array<std::int64_t, 16> first{},
          one{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
      return adj_slice(p.tensor(), first.data(), one.data(), one.data(), p.count(), p.out());
    },
    [](Program& p) {
      return adj_slice_update(p.tensor(), p.tensor(), p.numbers(), p.other_numbers(), p.count(), p.out());
    },
    [](Program& p) { return adj_flip(p.tensor(), p.numbers(), p.count(), p.out()); },
    [](Program& p) { return adj_concat(p.list(), p.count(), p.number(), p.out()); },
    [](Program& p) { return adj_stack(p.list(), p.count(), p.number(), p.out()); },
    [](Program& p) {
      const std::array<adj_tensor, 2> twice{p.last(), p.last()};
      return adj_concat(twice.data(), 2, p.small(), p.out());
    },
    [](Program& p) { return adj_take(p.tensor(), p.tensor(), p.number(), p.out()); },
    [](Program& p) { return adj_take_along_axis(p.tensor(), p.tensor(), p.small(), p.out()); },
    [](Program& p) { return adj_one_hot(p.tensor(), p.small(), p.dtype(), p.out()); },
    UNARY(nonzero),
    SCAN(cumsum),
    SCAN(cumprod),
    SCAN(logcumsumexp),
    SCAN(cummax),
    SCAN(cummin),
    SCAN(argsort),
    [](Program& p) { return adj_topk(p.tensor(), p.small(), p.small(), p.count(), p.out()); },
    [](Program& p) { return adj_searchsorted(p.tensor(), p.tensor(), p.count(), p.out()); },
    WRITE(scatter),
    WRITE(scatter_add),
    WRITE(scatter_max),
    WRITE(scatter_min),
    WRITE(index_copy),
    WRITE(index_add),
    WRITE(index_max),
    WRITE(index_min),
    [](Program& p) {
      return adj_clip(p.tensor(), p.tensor(), p.pick(2) ? adj_tensor{0} : p.tensor(), p.out());
    },
    [](Program& p) {
      return adj_bce_with_logits(p.tensor(), p.tensor(), p.tensor(), p.tensor(), p.reduction(), p.out());
    },
    [](Program& p) { return adj_bce_with_logits(p.last(), p.last(), {0}, {0}, p.reduction(), p.out()); },
    [](Program& p) {
      return adj_cross_entropy(p.tensor(), p.tensor(), {0}, p.number(), nullptr, p.real(), p.reduction(),
                               p.out());
    },
    [](Program& p) {
      return adj_cross_entropy(p.last(), p.last(), {0}, p.small() - 1, nullptr, 0, p.reduction(), p.out());
    },
    [](Program& p) {
      const std::int64_t ignored = p.small() - 1;
      return adj_cross_entropy(p.tensor(), p.tensor(), p.tensor(), -1, &ignored, p.real(), p.reduction(),
                               p.out());
    },
    [](Program& p) {
      const std::int64_t ignored = p.small() - 1;
      return adj_nll(p.tensor(), p.tensor(), p.pick(2) ? adj_tensor{0} : p.tensor(), p.small() - 1, &ignored,
                     p.reduction(), p.out());
    },
    [](Program& p) { return adj_kl_div(p.tensor(), p.tensor(), p.count(), p.reduction(), p.out()); },
    BINARY(lstm_gates),
    [](Program& p) { return adj_gru_gates(p.tensor(), p.tensor(), p.tensor(), p.out()); },
    [](Program& p) { return adj_mse(p.tensor(), p.tensor(), p.reduction(), p.out()); },
    [](Program& p) {
      return adj_ctc(p.tensor(), p.tensor(), p.tensor(), p.tensor(), p.small() - 1, p.out());
    },
    [](Program& p) {
      const double scale = p.real();
      return adj_attention(p.tensor(), p.tensor(), p.tensor(), p.pick(2) ? adj_tensor{0} : p.tensor(),
                           p.count(), p.pick(2) ? &scale : nullptr, p.out());
    },
    [](Program& p) { return adj_attention(p.last(), p.last(), p.last(), {0}, p.count(), nullptr, p.out()); },
    UNARY(real),
    UNARY(imag),
    UNARY(conj),
    UNARY(angle),
    BINARY(complex),
    [](Program& p) { return adj_fft(p.tensor(), p.small(), p.count(), p.out()); },
    [](Program& p) { return adj_rfft(p.tensor(), p.small(), p.out()); },
    [](Program& p) { return adj_irfft(p.tensor(), p.number(), p.small(), p.out()); },
};

// ---- operations on matrices ----

constexpr Call matrices[] = {
    UNARY(inverse),
    UNARY(det),
    UNARY(cholesky),
    UNARY(logdet),
    UNARY(matrix_exp),
    UNARY(matrix_sqrt),
    UNARY(matrix_log),
    BINARY(solve),
    BINARY(cholesky_solve),
    BINARY(lstsq),
    BINARY(householder_product),
    BINARY(matrix_exp_frechet),
    [](Program& p) { return adj_triangular_solve(p.tensor(), p.tensor(), p.count(), p.count(), p.out()); },
    [](Program& p) { return adj_pseudo_inverse(p.tensor(), p.real(), p.out()); },
    [](Program& p) { return adj_sylvester(p.tensor(), p.tensor(), p.tensor(), p.out()); },
    [](Program& p) { return adj_slogdet(p.tensor(), p.outs(), p.outs() + 1); },
    [](Program& p) { return adj_lu(p.tensor(), p.outs(), p.outs() + 1, p.outs() + 2); },
    [](Program& p) { return adj_qr(p.tensor(), p.outs(), p.outs() + 1); },
    [](Program& p) { return adj_eigh(p.tensor(), p.outs(), p.outs() + 1); },
    [](Program& p) { return adj_svd(p.tensor(), p.outs(), p.outs() + 1, p.outs() + 2); },
    [](Program& p) {
      static constexpr std::array<std::string_view, 8> equations{
          "ij,jk->ik", "...ij,...jk", "ii", "i,j->ji", "ij->", "ab,bc,cd", "...->...", "i,,-> ?"};
      const std::string_view equation = equations[p.pick(equations.size())];
      return adj_einsum(equation.data(), static_cast<std::int64_t>(equation.size()), p.list(), p.count(),
                        p.out());
    },
};

}  // namespace

std::span<const Call> operation_calls() { return operations; }

std::span<const Call> matrix_calls() { return matrices; }

}  // namespace adjoint::fuzz
