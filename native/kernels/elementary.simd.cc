// Elementary functions of one operand that are computed in double.
#include "kernels/elementary_table.h"
#include "kernels/in_double.h"
#include "kernels/simd_arcs.h"
#include "kernels/simd_hyperbolics.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class F>
constexpr void add(ElementaryTable& t, Elementary fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr ElementaryTable build() {
  ElementaryTable t{};
  add<Log2>(t, Elementary::kLog2);
  add<Log10>(t, Elementary::kLog10);
  add<Exp2>(t, Elementary::kExp2);
  add<Exp10>(t, Elementary::kExp10);
  add<Cbrt>(t, Elementary::kCbrt);
  add<CbrtSlope>(t, Elementary::kCbrtSlope);
  add<Asin>(t, Elementary::kAsin);
  add<Acos>(t, Elementary::kAcos);
  add<Atan>(t, Elementary::kAtan);
  add<AtanSlope>(t, Elementary::kAtanSlope);
  add<Sinh>(t, Elementary::kSinh);
  add<Cosh>(t, Elementary::kCosh);
  add<Asinh>(t, Elementary::kAsinh);
  add<Acosh>(t, Elementary::kAcosh);
  add<AcoshSlope>(t, Elementary::kAcoshSlope);
  add<Atanh>(t, Elementary::kAtanh);
  add<Logit>(t, Elementary::kLogit);
  add<Sinc>(t, Elementary::kSinc);
  add<Log1mExp>(t, Elementary::kLog1mExp);
  add<Entropy>(t, Elementary::kEntropy);
  add<Trunc>(t, Elementary::kTrunc);
  return t;
}

}  // namespace

extern constinit const ElementaryTable elementaries_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
