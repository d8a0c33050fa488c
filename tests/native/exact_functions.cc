#include "exact_functions.h"

#include <cmath>

namespace adjoint::kernels {
namespace {

int bits_of(mpfr_ptr y) { return static_cast<int>(mpfr_get_prec(y)); }

void half_argument(mpfr_ptr y, mpfr_ptr x) {  // x / sqrt 2
  mpfr_sqrt_ui(y, 2, MPFR_RNDN);
  mpfr_div(y, x, y, MPFR_RNDN);
}

// Newton's steps for erfc(y) = tail, with tail <= 1 and y >= 0.
void invert_erfc(mpfr_ptr y, mpfr_ptr tail) {
  const int bits = bits_of(y) + 130;
  Wide w(bits), s(bits), e(bits), slope(bits);
  mpfr_log(w, tail, MPFR_RNDN);
  mpfr_neg(w, w, MPFR_RNDN);
  mpfr_sqrt(s, w, MPFR_RNDN);
  const double from = mpfr_get_d(s, MPFR_RNDN);
  mpfr_set_d(s, from < 1 ? 0.8 * from : std::sqrt(from * from - std::log(1.7 * from)), MPFR_RNDN);
  for (int i = 0; i < 30; ++i) {
    mpfr_erfc(e, s, MPFR_RNDN);  // of the logarithm, which is nearly a parabola
    mpfr_sqr(slope, s, MPFR_RNDN);
    mpfr_exp(slope, slope, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_log(e, e, MPFR_RNDN);
    mpfr_add(e, e, w, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_const_pi(e, MPFR_RNDN);
    mpfr_sqrt(e, e, MPFR_RNDN);
    mpfr_mul(slope, slope, e, MPFR_RNDN);
    mpfr_div_2ui(slope, slope, 1, MPFR_RNDN);
    mpfr_add(s, s, slope, MPFR_RNDN);
    // Each step doubles the digits that are right.
    if (mpfr_zero_p(static_cast<mpfr_ptr>(slope)) ||
        mpfr_get_exp(static_cast<mpfr_ptr>(slope)) <
            mpfr_get_exp(static_cast<mpfr_ptr>(s)) - bits_of(y) * 3 / 4)
      break;
  }
  mpfr_set(y, s, MPFR_RNDN);
}

// I_n by its power series, whose terms are all of one sign; times exp(-|x|) where asked for.
void bessel(int order, bool scaled, mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_nan_p(x)) return mpfr_set_nan(y);
  if (std::fabs(mpfr_get_d(x, MPFR_RNDN)) > 2000) {
    mpfr_set_ui(y, 12345, MPFR_RNDN);  // is not asked for
    return;
  }
  const int bits = bits_of(y) + 80;
  Wide z(bits), term(bits), sum(bits);
  mpfr_sqr(z, x, MPFR_RNDN);
  mpfr_div_2ui(z, z, 2, MPFR_RNDN);
  if (order == 0)
    mpfr_set_ui(term, 1, MPFR_RNDN);
  else
    mpfr_div_2ui(term, x, 1, MPFR_RNDN);
  mpfr_set(sum, term, MPFR_RNDN);
  for (unsigned k = 1; k < 4000; ++k) {
    mpfr_mul(term, term, z, MPFR_RNDN);
    mpfr_div_ui(term, term, k * (k + static_cast<unsigned>(order)), MPFR_RNDN);
    mpfr_add(sum, sum, term, MPFR_RNDN);
    if (mpfr_zero_p(static_cast<mpfr_ptr>(term)) ||
        mpfr_get_exp(static_cast<mpfr_ptr>(term)) < mpfr_get_exp(static_cast<mpfr_ptr>(sum)) - bits)
      break;
  }
  if (scaled) {
    mpfr_abs(z, x, MPFR_RNDN);
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_exp(z, z, MPFR_RNDN);
    mpfr_mul(sum, sum, z, MPFR_RNDN);
  }
  mpfr_set(y, sum, MPFR_RNDN);
}

}  // namespace

// ---- elementary functions and activations ----

void exact_sigmoid(mpfr_ptr y, mpfr_ptr x) {
  mpfr_neg(y, x, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
  mpfr_add_ui(y, y, 1, MPFR_RNDN);
  mpfr_ui_div(y, 1, y, MPFR_RNDN);
}
void exact_tanh_slope(mpfr_ptr y, mpfr_ptr x) {
  mpfr_sech(y, x, MPFR_RNDN);
  mpfr_sqr(y, y, MPFR_RNDN);
}
void exact_sigmoid_slope(mpfr_ptr y, mpfr_ptr x) {
  Wide half(bits_of(y));
  mpfr_div_2ui(half, x, 1, MPFR_RNDN);
  exact_tanh_slope(y, half);
  mpfr_div_2ui(y, y, 2, MPFR_RNDN);
}
void exact_atan_slope(mpfr_ptr y, mpfr_ptr x) {
  mpfr_sqr(y, x, MPFR_RNDN);
  mpfr_add_ui(y, y, 1, MPFR_RNDN);
  mpfr_ui_div(y, 1, y, MPFR_RNDN);
}
void exact_acosh_slope(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_nan_p(x) || mpfr_cmp_ui(x, 1) < 0) return mpfr_set_nan(y);
  Wide square(bits_of(y) + 110);  // near 1 the difference is that of all its bits
  mpfr_sqr(square, x, MPFR_RNDN);
  mpfr_sub_ui(square, square, 1, MPFR_RNDN);
  mpfr_rec_sqrt(y, square, MPFR_RNDN);
}
void exact_cbrt_slope(mpfr_ptr y, mpfr_ptr x) {
  mpfr_cbrt(y, x, MPFR_RNDN);
  mpfr_sqr(y, y, MPFR_RNDN);
  mpfr_mul_ui(y, y, 3, MPFR_RNDN);
  mpfr_ui_div(y, 1, y, MPFR_RNDN);
}
void exact_softplus(mpfr_ptr y, mpfr_ptr x) {
  mpfr_exp(y, x, MPFR_RNDN);
  mpfr_log1p(y, y, MPFR_RNDN);
  if (mpfr_inf_p(y)) mpfr_set(y, x, MPFR_RNDN);  // even MPFR's range ends at e^744261117
}
void exact_rsqrt(mpfr_ptr y, mpfr_ptr x) {  // MPFR gives +infinity at -0, IEEE 754 -infinity
  if (mpfr_zero_p(x))
    mpfr_ui_div(y, 1, x, MPFR_RNDN);
  else
    mpfr_rec_sqrt(y, x, MPFR_RNDN);
}
void exact_gelu(mpfr_ptr y, mpfr_ptr x) {
  Wide root(bits_of(y));
  mpfr_sqrt_ui(root, 2, MPFR_RNDN);
  mpfr_div(y, x, root, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  mpfr_erfc(y, y, MPFR_RNDN);
  mpfr_div_2ui(y, y, 1, MPFR_RNDN);
  mpfr_mul(y, y, x, MPFR_RNDN);
  if (mpfr_nan_p(y) && mpfr_inf_p(x)) mpfr_set_zero(y, -1);
}
void exact_silu(mpfr_ptr y, mpfr_ptr x) {
  exact_sigmoid(y, x);
  mpfr_mul(y, y, x, MPFR_RNDN);
  if (mpfr_nan_p(y) && mpfr_inf_p(x)) mpfr_set_zero(y, -1);
}
void exact_logit(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_inf_p(x)) return mpfr_set_nan(y);
  Wide other(bits_of(y));
  mpfr_log(y, x, MPFR_RNDN);
  mpfr_neg(other, x, MPFR_RNDN);
  mpfr_log1p(other, other, MPFR_RNDN);
  if (!mpfr_inf_p(y) || !mpfr_nan_p(static_cast<mpfr_ptr>(other))) mpfr_sub(y, y, other, MPFR_RNDN);
}
void exact_sinc(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_zero_p(x)) {
    mpfr_set_ui(y, 1, MPFR_RNDN);
    return;
  }
  Wide turns(bits_of(y) + 1280), by(bits_of(y) + 1280);  // pi times the largest number, to its last bit
  mpfr_const_pi(by, MPFR_RNDN);
  mpfr_mul(by, by, x, MPFR_RNDN);
  if (mpfr_integer_p(x))
    mpfr_set_zero(turns, 1);
  else
    mpfr_sin(turns, by, MPFR_RNDN);
  mpfr_div(y, turns, by, MPFR_RNDN);
}
void exact_log1mexp(mpfr_ptr y, mpfr_ptr x) {
  mpfr_neg(y, x, MPFR_RNDN);
  mpfr_expm1(y, y, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  if (mpfr_cmp_d(y, 0.5) > 0) {
    mpfr_neg(y, x, MPFR_RNDN);
    mpfr_exp(y, y, MPFR_RNDN);
    mpfr_neg(y, y, MPFR_RNDN);
    mpfr_log1p(y, y, MPFR_RNDN);
  } else {
    mpfr_log(y, y, MPFR_RNDN);
  }
}
void exact_entropy(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_zero_p(x)) {
    mpfr_set_zero(y, 1);
    return;
  }
  mpfr_log(y, x, MPFR_RNDN);
  mpfr_mul(y, y, x, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  if (mpfr_sgn(x) < 0) mpfr_set_inf(y, -1);
}

// ---- special functions ----

void exact_erfcx(mpfr_ptr y, mpfr_ptr x) {
  Wide square(bits_of(y) + 180), tail(bits_of(y) + 180);
  mpfr_sqr(square, x, MPFR_RNDN);
  mpfr_exp(square, square, MPFR_RNDN);
  mpfr_erfc(tail, x, MPFR_RNDN);
  mpfr_mul(y, tail, square, MPFR_RNDN);
}
void exact_gauss(mpfr_ptr y, mpfr_ptr x) {
  mpfr_sqr(y, x, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
}
void exact_ndtr(mpfr_ptr y, mpfr_ptr x) {
  Wide z(bits_of(y) + 180);
  half_argument(z, x);
  mpfr_neg(z, z, MPFR_RNDN);
  mpfr_erfc(y, z, MPFR_RNDN);
  mpfr_div_2ui(y, y, 1, MPFR_RNDN);
}
void exact_log_ndtr(mpfr_ptr y, mpfr_ptr x) {
  Wide z(bits_of(y) + 180);
  half_argument(z, x);
  if (mpfr_sgn(x) < 0) {
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_erfc(z, z, MPFR_RNDN);
    mpfr_div_2ui(z, z, 1, MPFR_RNDN);
    mpfr_log(y, z, MPFR_RNDN);
  } else {
    mpfr_erfc(z, z, MPFR_RNDN);
    mpfr_div_2ui(z, z, 1, MPFR_RNDN);
    mpfr_neg(z, z, MPFR_RNDN);
    mpfr_log1p(y, z, MPFR_RNDN);
  }
}
void exact_lgamma(mpfr_ptr y, mpfr_ptr x) {
  int sign;
  mpfr_lgamma(y, &sign, x, MPFR_RNDN);
}

void exact_erfinv(mpfr_ptr y, mpfr_ptr x) {
  Wide tail(bits_of(y) + 280);
  mpfr_abs(tail, x, MPFR_RNDN);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) > 0 || mpfr_nan_p(x)) return mpfr_set_nan(y);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) == 0) return mpfr_set_inf(y, mpfr_sgn(x));
  if (mpfr_cmp_d(static_cast<mpfr_ptr>(tail), 0x1p-60) < 0) {  // a straight line
    mpfr_const_pi(tail, MPFR_RNDN);
    mpfr_sqrt(tail, tail, MPFR_RNDN);
    mpfr_div_2ui(tail, tail, 1, MPFR_RNDN);
    mpfr_mul(y, tail, x, MPFR_RNDN);
    return;
  }
  mpfr_ui_sub(tail, 1, tail, MPFR_RNDN);
  invert_erfc(y, tail);
  if (mpfr_sgn(x) < 0) mpfr_neg(y, y, MPFR_RNDN);
}
void exact_ndtri(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_nan_p(x) || mpfr_sgn(x) < 0 || mpfr_cmp_ui(x, 1) > 0) return mpfr_set_nan(y);
  if (mpfr_zero_p(x) || mpfr_cmp_ui(x, 1) == 0) return mpfr_set_inf(y, mpfr_zero_p(x) ? -1 : 1);
  const bool upper = mpfr_cmp_d(x, 0.5) > 0;
  Wide tail(bits_of(y) + 1080);
  if (upper)
    mpfr_ui_sub(tail, 1, x, MPFR_RNDN);
  else
    mpfr_set(tail, x, MPFR_RNDN);
  mpfr_mul_2ui(tail, tail, 1, MPFR_RNDN);
  if (mpfr_cmp_ui(static_cast<mpfr_ptr>(tail), 1) == 0) return mpfr_set_zero(y, 1);
  invert_erfc(y, tail);
  mpfr_sqrt_ui(tail, 2, MPFR_RNDN);
  mpfr_mul(y, y, tail, MPFR_RNDN);
  if (!upper) mpfr_neg(y, y, MPFR_RNDN);
}
// sqrt(pi) / 2 exp(y^2)
void exact_erfinv_slope(mpfr_ptr y, mpfr_ptr x) {
  Wide z(bits_of(y) + 60);
  exact_erfinv(z, x);
  mpfr_sqr(z, z, MPFR_RNDN);
  mpfr_exp(z, z, MPFR_RNDN);
  Wide factor(bits_of(y));
  mpfr_const_pi(factor, MPFR_RNDN);
  mpfr_sqrt(factor, factor, MPFR_RNDN);
  mpfr_div_2ui(factor, factor, 1, MPFR_RNDN);
  mpfr_mul(y, z, factor, MPFR_RNDN);
}
// sqrt(2 pi) exp(y^2 / 2)
void exact_ndtri_slope(mpfr_ptr y, mpfr_ptr x) {
  Wide z(bits_of(y) + 60);
  exact_ndtri(z, x);
  mpfr_sqr(z, z, MPFR_RNDN);
  mpfr_div_2ui(z, z, 1, MPFR_RNDN);
  mpfr_exp(z, z, MPFR_RNDN);
  Wide factor(bits_of(y));
  mpfr_const_pi(factor, MPFR_RNDN);
  mpfr_mul_2ui(factor, factor, 1, MPFR_RNDN);
  mpfr_sqrt(factor, factor, MPFR_RNDN);
  mpfr_mul(y, z, factor, MPFR_RNDN);
}

void exact_i0(mpfr_ptr y, mpfr_ptr x) { bessel(0, false, y, x); }
void exact_i0e(mpfr_ptr y, mpfr_ptr x) { bessel(0, true, y, x); }
void exact_i1(mpfr_ptr y, mpfr_ptr x) { bessel(1, false, y, x); }
void exact_i1e(mpfr_ptr y, mpfr_ptr x) { bessel(1, true, y, x); }
void exact_i0e_slope(mpfr_ptr y, mpfr_ptr x) {
  if (mpfr_zero_p(x)) return mpfr_set_zero(y, 1);
  Wide less(bits_of(y) + 40), more(bits_of(y) + 40);
  exact_i0e(less, x);
  exact_i1e(more, x);
  if (mpfr_sgn(x) < 0) mpfr_neg(less, less, MPFR_RNDN);
  mpfr_sub(y, more, less, MPFR_RNDN);
}

}  // namespace adjoint::kernels
