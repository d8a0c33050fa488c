// The incomplete gamma and beta functions, which are the distribution functions of those distributions.
#include "kernels/incomplete.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Incomplete;
using kernels::IncompleteBeta;

// ---- gamma ----

const Operation kDensity = arithmetic<
    Incomplete::kDensity,
    [](const Ref& d, const Ref& a, const Ref& x, const Ref& y) { return d * (y * (log(x) - digamma(a))); },
    [](const Ref& d, const Ref& a, const Ref& x, const Ref& y) { return d * (y * ((a - 1.0) / x - 1.0)); }>(
    "gamma_density", kReads0 | kReads1 | kReadsOut);
Ref density(const Ref& a, const Ref& x) { return apply_promoted(kDensity, a, x); }

// With y = log x the slope is s = -(dP/da) / (x p). By the chain rule ds/dy = digamma(a) - y - s (a - x), and
// of c = ds/da likewise.
const Operation kQuantileCurve =
    arithmetic<Incomplete::kQuantileCurve,
               [](const Ref&, const Ref&, const Ref&, const Ref&) -> Ref {
                 fail(ADJ_ERROR_ARGUMENT,
                      "gamma_quantile_curve: there is no third derivative by the shape a of a gamma "
                      "distribution; hold a fixed with stop_gradient in one of the three");
               },
               [](const Ref& d, const Ref& a, const Ref& y, const Ref& c) {
                 return d * (polygamma(1, a) - gamma_quantile_slope(a, y) - c * (a - exp(y)));
               }>("gamma_quantile_curve", kReads0 | kReads1 | kReadsOut);
const Operation kQuantileSlope = arithmetic<Incomplete::kQuantileSlope,
                                            [](const Ref& d, const Ref& a, const Ref& y, const Ref&) {
                                              return d * apply_promoted(kQuantileCurve, a, y);
                                            },
                                            [](const Ref& d, const Ref& a, const Ref& y, const Ref& s) {
                                              return d * (digamma(a) - y - s * (a - exp(y)));
                                            }>("gamma_quantile_slope", kReads0 | kReads1 | kReadsOut);

// dP/da = -p x s, which is 0 at both ends.
Ref slope_by_shape(const Ref& a, const Ref& x) {
  const Ref slope = density(a, x) * x * gamma_quantile_slope(a, log(x));
  return instead(is_zero(x), 0, -slope);
}

const Operation kGammaInc =
    arithmetic<Incomplete::kLower,
               [](const Ref& d, const Ref& a, const Ref& x, const Ref&) { return d * slope_by_shape(a, x); },
               [](const Ref& d, const Ref& a, const Ref& x, const Ref&) { return d * density(a, x); }>(
        "gammainc", kReads0 | kReads1);
const Operation kGammaIncC =
    arithmetic<Incomplete::kUpper,
               [](const Ref& d, const Ref& a, const Ref& x, const Ref&) {
                 return -(d * slope_by_shape(a, x));
               },
               [](const Ref& d, const Ref& a, const Ref& x, const Ref&) { return -(d * density(a, x)); }>(
        "gammaincc", kReads0 | kReads1);

// ---- beta ----

void infer_three(Inference& i) {
  Shape both;
  broadcast_shapes(i.operation, i.in(0).shape, i.in(1).shape, both);
  i.dtype = i.in(0).dtype;
  broadcast_shapes(i.operation, both, i.in(2).shape, i.shape);
}

template <IncompleteBeta kFunction>
void eval_three(const Evaluation& e) {
  const Shape& shape = e.out.shape;
  const BroadcastOperand a(e.in(0), shape), b(e.in(1), shape), x(e.in(2), shape);
  kernels::ternary(kFunction, e.out.dtype, extent_of(shape), a.in(), b.in(), x.in(), e.allocate());
}

// The partial derivative by an operand, given its number, the operands and the result.
using Partial = Ref (*)(std::size_t number, const Ref& a, const Ref& b, const Ref& x, const Ref& y);

template <IncompleteBeta kFunction, Partial kPartial>
Operation of_three(const char* name) {
  return {
      .name = name,
      .infer = infer_three,
      .eval = eval_three<kFunction>,
      .vjp =
          [](Vjp& r) {
            for (std::size_t i = 0; i < 3; ++i)
              if (r.wants(i))
                r.give(i, sum_to(r.ct() * kPartial(i, r.in(0), r.in(1), r.in(2), r.out()), r.in_shape(i)));
          },
      .jvp =
          [](const Jvp& r) {
            Ref sum;
            for (std::size_t i = 0; i < 3; ++i)
              if (r.tangent(i))
                sum = plus(sum, r.tangent(i) * kPartial(i, r.in(0), r.in(1), r.in(2), r.out()));
            return sum ? broadcast_to(sum, r.out().shape()) : sum;
          },
      .batch = batch_elementwise,
      .reads = kReads0 | kReads1 | kReads2 | kReadsOut,
      .kind = OperationKind::kElementwise,
  };
}

Ref beta_density(const Ref& a, const Ref& b, const Ref& x);

const Operation kBetaDensity =
    of_three<IncompleteBeta::kDensity, [](std::size_t number, const Ref& a, const Ref& b, const Ref& x,
                                          const Ref& y) {
      if (number == 2) return y * ((a - 1.0) / x - (b - 1.0) / (1.0 - x));
      const Ref common = digamma(a + b);
      return number == 0 ? y * (log(x) - digamma(a) + common) : y * (log1p(-x) - digamma(b) + common);
    }>("beta_density");
const Operation kBetaInc = of_three<IncompleteBeta::kRegularised, [](std::size_t number, const Ref& a,
                                                                     const Ref& b, const Ref& x, const Ref&) {
  if (number != 2)
    fail(ADJ_ERROR_ARGUMENT,
         "betainc: there is no derivative by a and b; hold them fixed with stop_gradient");
  return beta_density(a, b, x);
}>("betainc");

Ref beta_density(const Ref& a, const Ref& b, const Ref& x) { return apply_to(kBetaDensity, {}, a, b, x); }

}  // namespace

Ref gamma_quantile_slope(const Ref& a, const Ref& y) { return apply_promoted(kQuantileSlope, a, y); }

Ref gammainc(const Ref& a, const Ref& x) { return floating(kGammaInc, a, x); }
Ref gammaincc(const Ref& a, const Ref& x) { return floating(kGammaIncC, a, x); }

Ref betainc(const Ref& a, const Ref& b, const Ref& x) {
  const DType common = common_type(a, {b, x});
  return apply_to(kBetaInc, {}, as_type(a, common), as_type(b, common), as_type(x, common));
}

}  // namespace adjoint::ops
