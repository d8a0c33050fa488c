// Special functions. Their derivatives are functions of the same families, so that no order of them loses
// digits.
#include <numbers>

#include "kernels/special.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Elementary;
using kernels::Gamma;
using kernels::OfOrder;
using kernels::Special;

constexpr double kRootPi = 1 / std::numbers::inv_sqrtpi;

// ---- functions of an order ----

struct OrderAttributes {
  int order;
};

// Gives the change of y for a change of x, given that of x and the order.
using ChainOfOrder = Ref (*)(const Ref& d, const Ref& x, int order);

template <OfOrder kFunction, ChainOfOrder kChain>
Operation of_order(const char* name) {
  return {
      .name = name,
      .infer = infer_like_operand,
      .eval =
          [](const Evaluation& e) {
            const Node& x = e.in(0);
            kernels::of_order(kFunction, x.dtype, extent_of(x.shape), operand(x),
                              e.out.attributes.as<OrderAttributes>().order, e.allocate());
          },
      .vjp = [](Vjp& r) { r.give(0, kChain(r.ct(), r.in(0), r.attributes<OrderAttributes>().order)); },
      .jvp =
          [](const Jvp& r) {
            return r.tangent(0) ? kChain(r.tangent(0), r.in(0), r.attributes<OrderAttributes>().order)
                                : Ref();
          },
      .batch = batch_elementwise,
      .reads = kReads0,
      .kind = OperationKind::kElementwise,
  };
}

Ref polygamma_of(int order, const Ref& x);
Ref sinc_slope(int order, const Ref& x);
Ref erfcx_integral(int order, const Ref& x);
Ref bessel(int order, const Ref& x);

const Operation kPolygamma = of_order<OfOrder::kPolygamma, [](const Ref& d, const Ref& x, int order) {
  return d * polygamma_of(order + 1, x);
}>("polygamma");
const Operation kSincSlope = of_order<OfOrder::kSincSlope, [](const Ref& d, const Ref& x, int order) {
  return d * sinc_slope(order + 1, x);
}>("sinc_slope");
const Operation kErfcxIntegral = of_order<OfOrder::kErfcxIntegral, [](const Ref& d, const Ref& x, int order) {
  return d * (erfcx_integral(order + 1, x) * (-2.0 * (order + 1)));
}>("erfcx_integral");
const Operation kBessel = of_order<OfOrder::kBesselIn, [](const Ref& d, const Ref& x, int order) {
  const Ref neighbours = (order == 2 ? i1e(x) : bessel(order - 1, x)) + bessel(order + 1, x);
  return d * (neighbours * 0.5 - sign(x) * bessel(order, x));
}>("bessel_ie");

Ref apply_order(const Operation& operation, int order, const Ref& x) {
  return apply_to(operation, Attributes(OrderAttributes{order}), x);
}
Ref polygamma_of(int order, const Ref& x) { return apply_order(kPolygamma, order, x); }
Ref sinc_slope(int order, const Ref& x) { return apply_order(kSincSlope, order, x); }
Ref erfcx_integral(int order, const Ref& x) { return apply_order(kErfcxIntegral, order, x); }
Ref bessel(int order, const Ref& x) { return apply_order(kBessel, order, x); }

// ---- the error function's kin ----

Ref gauss_half(const Ref& x);

const Operation kGauss =
    smooth<Special::kGauss, [](const Ref& d, const Ref& x, const Ref& y) { return d * (x * y * -2.0); }>(
        "gauss", kReads0 | kReadsOut);
const Operation kGaussHalf =
    smooth<Special::kGaussHalf, [](const Ref& d, const Ref& x, const Ref& y) { return -(d * (x * y)); }>(
        "gauss_half", kReads0 | kReadsOut);
Ref gauss_half(const Ref& x) { return apply_to(kGaussHalf, {}, x); }

const Operation kErfc = smooth<Special::kErfc, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (gauss(x) * (-2.0 / kRootPi));
}>("erfc", kReads0);
// 2 x y - 2 / sqrt(pi), which would lose its digits far out.
const Operation kErfcx = smooth<Special::kErfcx, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (erfcx_integral(1, x) * -2.0);
}>("erfcx", kReads0);

Ref erfinv_slope(const Ref& x);
const Operation kErfinv =
    smooth<Special::kErfinv, [](const Ref& d, const Ref& x, const Ref&) { return d * erfinv_slope(x); }>(
        "erfinv", kReads0);
const Operation kErfinvSlope = smooth<Special::kErfinvSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * (erfinv(x) * square(y) * 2.0);
}>("erfinv_slope", kReads0 | kReadsOut);
Ref erfinv_slope(const Ref& x) { return apply_to(kErfinvSlope, {}, x); }

const Operation kNdtr = smooth<Special::kNdtr, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (gauss_half(x) * (std::numbers::inv_sqrtpi / std::numbers::sqrt2));
}>("ndtr", kReads0);

Ref ndtri_slope(const Ref& p);
const Operation kNdtri =
    smooth<Special::kNdtri, [](const Ref& d, const Ref& p, const Ref&) { return d * ndtri_slope(p); }>(
        "ndtri", kReads0);
const Operation kNdtriSlope = smooth<Special::kNdtriSlope, [](const Ref& d, const Ref& p, const Ref& y) {
  return d * (ndtri(p) * square(y));
}>("ndtri_slope", kReads0 | kReadsOut);
Ref ndtri_slope(const Ref& p) { return apply_to(kNdtriSlope, {}, p); }

// Below 0 by erfcx, which keeps the digits of higher derivatives too; above, where that overflows, by the
// bell.
const Operation kLogNdtr = smooth<Special::kLogNdtr, [](const Ref& d, const Ref& x, const Ref&) {
  const double density_at_zero = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  const Ref zero = scalar(x.dtype(), 0), is_above = greater(x, zero);
  const Ref low = where(is_above, zero, x), high = where(is_above, x, zero);
  const Ref below = reciprocal(erfcx(low * (-1 / std::numbers::sqrt2))) * (2 * density_at_zero);
  return d * where(is_above, gauss_half(high) * density_at_zero / ndtr(high), below);
}>("log_ndtr", kReads0);

// ---- gamma and Bessel functions, and the cardinal sine ----

const Operation kLGamma =
    smooth<Gamma::kLGamma, [](const Ref& d, const Ref& x, const Ref&) { return d * digamma(x); }>("lgamma",
                                                                                                  kReads0);
const Operation kDigamma =
    smooth<Gamma::kDigamma, [](const Ref& d, const Ref& x, const Ref&) { return d * polygamma_of(1, x); }>(
        "digamma", kReads0);

const Operation kI0 =
    smooth<Special::kI0, [](const Ref& d, const Ref& x, const Ref&) { return d * i1(x); }>("i0", kReads0);
const Operation kI1 = smooth<Special::kI1, [](const Ref& d, const Ref& x, const Ref&) {
  const Ref root = exp(abs(x) * 0.5);  // of what overflows before the slope does
  return d * ((i0e(x) + bessel(2, x)) * 0.5 * root * root);
}>("i1", kReads0);

Ref i0e_slope(const Ref& x);
const Operation kI0e =
    smooth<Special::kI0e, [](const Ref& d, const Ref& x, const Ref&) { return d * i0e_slope(x); }>("i0e",
                                                                                                   kReads0);
const Operation kI0eSlope = smooth<Special::kI0eSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * ((i0e(x) + bessel(2, x)) * 0.5 - sign(x) * (i1e(x) + y));
}>("i0e_slope", kReads0 | kReadsOut);
Ref i0e_slope(const Ref& x) { return apply_to(kI0eSlope, {}, x); }
const Operation kI1e = smooth<Special::kI1e, [](const Ref& d, const Ref& x, const Ref& y) {
  return d * ((i0e(x) + bessel(2, x)) * 0.5 - sign(x) * y);
}>("i1e", kReads0 | kReadsOut);

const Operation kSinc =
    smooth<Elementary::kSinc, [](const Ref& d, const Ref& x, const Ref&) { return d * sinc_slope(1, x); }>(
        "sinc", kReads0);

}  // namespace

Ref gauss(const Ref& x) { return floating(kGauss, x); }
Ref erfc(const Ref& x) { return floating(kErfc, x); }
Ref erfcx(const Ref& x) { return floating(kErfcx, x); }
Ref erfinv(const Ref& x) { return floating(kErfinv, x); }
Ref ndtr(const Ref& x) { return floating(kNdtr, x); }
Ref ndtri(const Ref& x) { return floating(kNdtri, x); }
Ref log_ndtr(const Ref& x) { return floating(kLogNdtr, x); }
Ref lgamma(const Ref& x) { return floating(kLGamma, x); }
Ref digamma(const Ref& x) { return floating(kDigamma, x); }
Ref i0(const Ref& x) { return floating(kI0, x); }
Ref i0e(const Ref& x) { return floating(kI0e, x); }
Ref i1(const Ref& x) { return floating(kI1, x); }
Ref i1e(const Ref& x) { return floating(kI1e, x); }
Ref sinc(const Ref& x) { return floating(kSinc, x); }

Ref betaln(const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  if (is_rounded_later(common)) return as_type(betaln(unrounded(a), unrounded(b)), common);
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}

Ref polygamma(std::int64_t n, const Ref& x) {
  constexpr std::int64_t kLast = 160;  // beyond, factorials leave the range
  if (n < 0 || n > kLast)
    fail(ADJ_ERROR_ARGUMENT, "polygamma: the order must lie between 0 and ", kLast, ", and is ", n);
  return n == 0 ? digamma(x) : polygamma_of(static_cast<int>(n), as_floating(x));
}

}  // namespace adjoint::ops
