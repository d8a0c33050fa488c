// The gamma function and its kin.
#include <algorithm>

#include "kernels/in_double.h"
#include "kernels/map_row.h"
#include "kernels/simd_gamma.h"
#include "kernels/special_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// lgamma of positive floats, in single precision: from 8 on Stirling's formula; below, lgamma(x - 1) +
// log(x - 1) until the argument lies between 1 and 3, where the roots are split off as in double. That of
// negative ones cancels, and is calculated in double.
struct LGammaOfFloat {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V y = of_positive(d, hn::Abs(x));
    const auto negative = hn::Lt(x, hn::Zero(d));
    if (HWY_LIKELY(hn::AllFalse(d, negative))) return keep_nan(x, y);
    const hn::Half<D> half;
    const V in_double =
        hn::Combine(d, of_half(half, hn::UpperHalf(half, x)), of_half(half, hn::LowerHalf(half, x)));
    return keep_nan(x, hn::IfThenElse(negative, in_double, y));
  }

 private:
  template <class H>
  static HWY_INLINE hn::Vec<H> of_half(H half, hn::Vec<H> x) {
    const hn::Rebind<double, H> d;
    return hn::DemoteTo(half, LGamma()(d, hn::PromoteTo(d, x)));
  }

  template <class D, class V>
  static HWY_INLINE V of_positive(D d, V a) {
    static constexpr double kNear[] = {0.4522983647,  -0.4194972326,  0.1272666733, -0.1447968094,
                                       0.08422964418, -0.09020609889, 0.06262596,   -0.0653673354,
                                       0.05886206213, -0.06058912286};
    static constexpr double kFar[] = {0.08333333326, -0.002777698545, 0.0007800347104};
    const V one = constant(d, 1.0), two = constant(d, 2.0), three = constant(d, 3.0);
    const auto below = hn::Lt(a, one), far = hn::Ge(a, constant(d, 8.0));
    V from = a, product = one;
    for (int i = 0; i < 5; ++i) {
      const auto above = hn::Ge(from, three);
      from = hn::IfThenElse(above, hn::Sub(from, one), from);
      product = hn::IfThenElse(above, hn::Mul(product, from), product);
    }
    const V log = Log()(d, hn::IfThenElse(hn::Or(below, far), a, product));
    const V t = between_one_and_three(d, hn::IfThenElse(below, hn::Add(a, one), from));
    const V before = hn::Sub(from, one);  // of both roots
    const V roots = hn::Mul(before, hn::IfThenElse(below, a, hn::Sub(from, two)));
    const V near = hn::Mul(roots, polynomial(d, t, kNear));
    const V small = hn::IfThenElse(below, hn::Sub(near, log), hn::Add(near, log));
    const V inverse = hn::Div(one, hn::Max(a, constant(d, 8.0))), square = hn::Mul(inverse, inverse);
    const V rest = hn::MulAdd(inverse, polynomial(d, square, kFar), constant(d, kHalfLogTwoPi - 0.5));
    const V large = hn::MulAdd(hn::Sub(a, constant(d, 0.5)), hn::Sub(log, one), rest);
    return hn::IfThenElse(far, large, small);
  }
};

void map_lgamma_of_floats(const void* x, void* y, std::int64_t n) {
  map_row<float>(n, static_cast<float*>(y), [&](auto load) {
    return LGammaOfFloat()(Tag<float>(), load(static_cast<const float*>(x)));
  });
}

template <class F>
constexpr void add(GammaTable& t, Gamma fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr GammaTable build() {
  GammaTable t{};
  add<LGamma>(t, Gamma::kLGamma);
  t.of[static_cast<int>(Gamma::kLGamma)][static_cast<int>(DType::kFloat32)] = map_lgamma_of_floats;
  add<Digamma>(t, Gamma::kDigamma);
  return t;
}

}  // namespace

extern constinit const GammaTable gammas_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
