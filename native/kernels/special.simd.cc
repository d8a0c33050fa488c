// Special functions of one operand.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/simd_errors.h"
#include "kernels/special_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class F>
constexpr void add(SpecialTable& t, Special fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr SpecialTable build() {
  SpecialTable t{};
  add<Erfc>(t, Special::kErfc);
  add<Erfcx>(t, Special::kErfcx);
  add<Erfinv>(t, Special::kErfinv);
  add<Gauss>(t, Special::kGauss);
  add<GaussHalf>(t, Special::kGaussHalf);
  add<Ndtr>(t, Special::kNdtr);
  add<Ndtri>(t, Special::kNdtri);
  add<LogNdtr>(t, Special::kLogNdtr);
  add<BesselI0<false>>(t, Special::kI0);
  add<BesselI0<true>>(t, Special::kI0e);
  add<BesselI1<false>>(t, Special::kI1);
  add<BesselI1<true>>(t, Special::kI1e);
  return t;
}

}  // namespace

extern constinit const SpecialTable specials_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
