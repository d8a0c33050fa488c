// The gamma function and its kin.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/simd_gamma.h"
#include "kernels/special_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class F>
constexpr void add(GammaTable& t, Gamma fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr GammaTable build() {
  GammaTable t{};
  add<LGamma>(t, Gamma::kLGamma);
  add<Digamma>(t, Gamma::kDigamma);
  return t;
}

}  // namespace

extern constinit const GammaTable gammas_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
