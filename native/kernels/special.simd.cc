// Special functions of one operand.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/map_row.h"
#include "kernels/simd_errors.h"
#include "kernels/special_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// In single precision: y / x in w = -log(1 - x^2), or in its root where that is large. Both are interpolated
// at Chebyshev nodes.
struct ErfinvOfFloat {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    static constexpr double kNear[] = {1.653654568,     0.2401581818,    -0.006033710642, -0.0007406977486,
                                       0.0001867818532, -1.388833295e-5, -1.386396879e-6, 4.261012552e-7,
                                       -2.49025601e-8,  -4.662827472e-9, 6.676776081e-10, 2.357528333e-12};
    static constexpr double kFar[] = {3.134161532,     1.005768756,      0.004843802165,
                                      -0.003285300417, 0.002098972075,   -0.001462178263,
                                      0.0008575059879, -0.0002578717384, -5.700435668e-6};
    const V a = hn::Abs(x), one = constant(d, 1.0), middle = constant(d, 6.25);
    const V w = hn::Neg(Log()(d, hn::Mul(hn::Sub(one, a), hn::Add(one, a))));
    const auto far = hn::Ge(w, middle);
    V slope = polynomial(d, hn::Sub(hn::Min(w, middle), constant(d, 3.125)), kNear);
    if (HWY_UNLIKELY(!hn::AllFalse(d, far)))
      slope = hn::IfThenElse(far, polynomial(d, hn::Sub(hn::Sqrt(w), constant(d, 3.3)), kFar), slope);
    const V end = hn::IfThenElse(hn::Eq(a, one), hn::CopySign(constant(d, kInfinity), x), constant(d, kNan));
    return hn::IfThenElse(hn::Lt(a, one), hn::Mul(x, slope), end);
  }
};

void map_erfinv_of_floats(const void* x, void* y, std::int64_t n) {
  map_row<float>(n, static_cast<float*>(y), [&](auto load) {
    return ErfinvOfFloat()(Tag<float>(), load(static_cast<const float*>(x)));
  });
}

template <class F>
constexpr void add(SpecialTable& t, Special fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr SpecialTable build() {
  SpecialTable t{};
  add<Erfc>(t, Special::kErfc);
  add<Erfcx>(t, Special::kErfcx);
  add<Erfinv>(t, Special::kErfinv);
  t.of[static_cast<int>(Special::kErfinv)][static_cast<int>(DType::kFloat32)] = map_erfinv_of_floats;
  add<ErfinvSlope>(t, Special::kErfinvSlope);
  add<Gauss>(t, Special::kGauss);
  add<GaussHalf>(t, Special::kGaussHalf);
  add<Ndtr>(t, Special::kNdtr);
  add<Ndtri>(t, Special::kNdtri);
  add<NdtriSlope>(t, Special::kNdtriSlope);
  add<LogNdtr>(t, Special::kLogNdtr);
  add<BesselI0<false>>(t, Special::kI0);
  add<BesselI0<true>>(t, Special::kI0e);
  add<BesselI0eSlope>(t, Special::kI0eSlope);
  add<BesselI1<false>>(t, Special::kI1);
  add<BesselI1<true>>(t, Special::kI1e);
  return t;
}

}  // namespace

extern constinit const SpecialTable specials_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
