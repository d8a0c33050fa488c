// Functions by MPFR, to any number of bits: what results of kernels are compared with. The result has the
// precision that y has, and is right to nearly all of it.
#pragma once

#include <mpfr.h>

namespace adjoint::kernels {

// With any number of bits.
class Wide {
 public:
  explicit Wide(int bits) { mpfr_init2(value_, bits); }
  ~Wide() { mpfr_clear(value_); }
  Wide(const Wide&) = delete;
  Wide& operator=(const Wide&) = delete;
  operator mpfr_ptr() { return value_; }

 private:
  mpfr_t value_;
};

constexpr int kBits =
    120;  // far beyond double: rounding the result again costs nothing that could be measured

class Exact : public Wide {
 public:
  Exact() : Wide(kBits) {}
  explicit Exact(double x) : Exact() { mpfr_set_d(*this, x, MPFR_RNDN); }
};

// y and x are different variables.
using ExactFunction = void (*)(mpfr_ptr y, mpfr_ptr x);

// A function that MPFR has.
#define MPFR(name) [](mpfr_ptr y, mpfr_ptr x) { mpfr_##name(y, x, MPFR_RNDN); }

void exact_rsqrt(mpfr_ptr y, mpfr_ptr x);
void exact_sigmoid(mpfr_ptr y, mpfr_ptr x);
// Slopes are the derivatives of what they are named after.
void exact_tanh_slope(mpfr_ptr y, mpfr_ptr x);
void exact_sigmoid_slope(mpfr_ptr y, mpfr_ptr x);
void exact_atan_slope(mpfr_ptr y, mpfr_ptr x);
void exact_acosh_slope(mpfr_ptr y, mpfr_ptr x);
void exact_cbrt_slope(mpfr_ptr y, mpfr_ptr x);
void exact_softplus(mpfr_ptr y, mpfr_ptr x);
void exact_gelu(mpfr_ptr y, mpfr_ptr x);
void exact_silu(mpfr_ptr y, mpfr_ptr x);
void exact_logit(mpfr_ptr y, mpfr_ptr x);
void exact_sinc(mpfr_ptr y, mpfr_ptr x);
void exact_log1mexp(mpfr_ptr y, mpfr_ptr x);
void exact_entropy(mpfr_ptr y, mpfr_ptr x);  // -x log(x)

void exact_erfcx(mpfr_ptr y, mpfr_ptr x);
void exact_erfinv(mpfr_ptr y, mpfr_ptr x);
void exact_erfinv_slope(mpfr_ptr y, mpfr_ptr x);
void exact_ndtri_slope(mpfr_ptr y, mpfr_ptr x);
void exact_gauss(mpfr_ptr y, mpfr_ptr x);  // exp(-x^2)
void exact_ndtr(mpfr_ptr y, mpfr_ptr x);
void exact_ndtri(mpfr_ptr y, mpfr_ptr x);
void exact_log_ndtr(mpfr_ptr y, mpfr_ptr x);
void exact_lgamma(mpfr_ptr y, mpfr_ptr x);
// For |x| up to 2000.
void exact_i0(mpfr_ptr y, mpfr_ptr x);
void exact_i0e(mpfr_ptr y, mpfr_ptr x);
void exact_i0e_slope(mpfr_ptr y, mpfr_ptr x);
void exact_i1(mpfr_ptr y, mpfr_ptr x);
void exact_i1e(mpfr_ptr y, mpfr_ptr x);

}  // namespace adjoint::kernels
