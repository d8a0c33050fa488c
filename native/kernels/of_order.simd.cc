// Special functions of an order.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/simd_errors.h"
#include "kernels/simd_gamma.h"
#include "kernels/special_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class F>
constexpr void add(OfOrderTable& t, OfOrder fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr OfOrderTable build() {
  OfOrderTable t{};
  add<BesselIn>(t, OfOrder::kBesselIn);
  add<ErfcxIntegral>(t, OfOrder::kErfcxIntegral);
  add<Polygamma>(t, OfOrder::kPolygamma);
  add<SincSlope>(t, OfOrder::kSincSlope);
  return t;
}

}  // namespace

extern constinit const OfOrderTable functions_of_order_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
