// Hyperbolic functions and their inverses, and kin of exp and log, on vectors of double. Included by
// *.simd.cc only.
#pragma once

#include "kernels/simd_pairs.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// ---- powers of 2 and 10, and their logarithms ----

struct Exp2 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bounded = clamp(d, x, -1080.0, 1030.0);
    const V k = nearest(d, bounded), f = hn::Sub(bounded, k);
    const Pair<V> r =
        product_of(d, Pair<V>{constant(d, 0x1.62e42fefa39efp-1), constant(d, 0x1.abc9e3b39803fp-56)}, f);
    const V p = hn::Add(r.high, hn::MulAdd(hn::Mul(r.high, r.high), exp_rest(d, r.high), r.low));
    return keep_nan(x, scaled(d, p, k));
  }
};

struct Exp10 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const Pair<V> ln10{constant(d, 0x1.26bb1bbb55516p+1), constant(d, -0x1.f48ad494ea3e9p-53)};
    V k;
    const V p = reduced_expm1_of_pair(d, product_of(d, ln10, clamp(d, x, -330.0, 310.0)), k);
    return keep_nan(x, scaled(d, p, k));
  }
};

struct Log2 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const Pair<V> scale{constant(d, 0x1.71547652b82fep+0), constant(d, 0x1.777d0ffda0d24p-56)};
    V k;
    const V m = split_any(d, x, k);
    const Pair<V> y = sum_of(Pair<V>{k, hn::Zero(d)}, product_of(d, log_pair(d, hn::Zero(d), m), scale));
    return log_edges(d, x, hn::Add(y.high, y.low));
  }
};

struct Log10 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const Pair<V> scale{constant(d, 0x1.bcb7b1526e50ep-2), constant(d, 0x1.95355baaafad3p-57)};
    V k;
    const V m = split_any(d, x, k);
    const Pair<V> y = product_of(d, log_pair(d, k, m), scale);
    return log_edges(d, x, hn::Add(y.high, y.low));
  }
};

// ---- roots ----

// x = 8^q from, and the root of that: for positive x.
template <class D, class V>
HWY_INLINE V reduced_cbrt(D d, V x, V& from, V& q) {
  const V third = constant(d, 1.0 / 3);
  V k;
  const V m = split_any(d, x, k);
  q = nearest(d, hn::Mul(k, third));
  const V r = hn::NegMulAdd(q, constant(d, 3.0), k);
  from = hn::Mul(m, pow2(d, r));
  const V log = log_sum(d, r, hn::Sub(m, constant(d, 1.0)), hn::Zero(d));
  const V y = normal_exp(d, hn::Mul(log, third));
  const Pair<V> square = exact_product(d, y, y), cube = product_of(d, square, y);
  const V excess = hn::Add(hn::Sub(cube.high, from), cube.low);
  return hn::Sub(y, hn::Div(excess, hn::Mul(constant(d, 3.0), square.high)));
}

struct Cbrt {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x);
    V from, q;
    const V y = reduced_cbrt(d, a, from, q);
    const auto plain = hn::And(hn::Gt(a, hn::Zero(d)), hn::Lt(a, constant(d, kInfinity)));
    return hn::IfThenElse(plain, hn::CopySign(hn::Mul(y, pow2(d, q)), x), x);
  }
};

// y / (3 x), with what the roundings of y and 3 x took.
struct CbrtSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x);
    V from, q;
    const V y = reduced_cbrt(d, a, from, q);
    const Pair<V> cube = product_of(d, exact_product(d, y, y), y),
                  triple = exact_product(d, constant(d, 3.0), from);
    const V excess = hn::Add(hn::Sub(cube.high, from), hn::Add(cube.low, triple.low));
    const V slope = hn::Div(y, triple.high);
    const V better = hn::NegMulAdd(slope, hn::Div(excess, triple.high), slope);
    const auto plain = hn::And(hn::Gt(a, hn::Zero(d)), hn::Lt(a, constant(d, kInfinity)));
    return hn::IfThenElse(plain, hn::Mul(better, pow2(d, hn::Mul(q, constant(d, -2.0)))),
                          hn::Div(constant(d, 1.0), a));
  }
};

// ---- hyperbolic functions ----

// exp(a) / 2 for a >= 0, infinite only where that is out of range: from 710.476 on. Its quarter is in range a
// little further.
template <class D, class V>
HWY_INLINE V half_exp(D d, V a) {
  V k;
  const V p = reduced_expm1<true>(d, hn::Min(a, constant(d, 710.6)), k);
  const V power = pow2(d, hn::Sub(k, constant(d, 2.0)));
  const V quarter = hn::MulAdd(p, power, power);
  return hn::Add(quarter, quarter);
}

struct Sinh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), z = hn::Mul(a, a);
    const V rest = series<1, 9>(d, z, [](int n) { return 1.0 / factorial(2 * n + 1); });
    const V near = hn::MulAdd(hn::Mul(a, z), rest, a);
    const V half = half_exp(d, a), far = hn::Sub(half, hn::Div(constant(d, 0.25), half));
    return keep_nan(x, hn::CopySign(hn::IfThenElse(hn::Lt(a, constant(d, 1.0)), near, far), x));
  }
};

struct Cosh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V half = half_exp(d, hn::Abs(x));
    return keep_nan(x, hn::Add(half, hn::Div(constant(d, 0.25), half)));
  }
};

// ---- their inverses: series near zero, beyond it logarithms of pairs ----

// log(a + sqrt(a^2 + sign)), where the root is of a positive number.
template <class D, class V>
HWY_INLINE V log_of_sum_with_root(D d, V a, double sign) {
  const V top = constant(d, 0x1p28);  // from here on the root is a
  const auto far = hn::Ge(a, top);
  const V b = hn::Min(a, top);
  const Pair<V> square = exact_product(d, b, b);
  Pair<V> shifted = exact_sum(square.high, constant(d, sign));
  shifted.low = hn::Add(shifted.low, square.low);
  const Pair<V> root = root_of(d, shifted);
  Pair<V> sum = exact_sum(b, root.high);
  sum.low = hn::Add(sum.low, root.low);
  const V zero = hn::Zero(d), one = constant(d, 1.0);
  const Pair<V> log = log_of(d, Pair<V>{hn::IfThenElse(far, a, sum.high), hn::IfThenElse(far, zero, sum.low)},
                             hn::IfThenElse(far, one, zero));
  return hn::IfThenElse(hn::Lt(a, constant(d, kInfinity)), hn::Add(log.high, log.low), a);
}

struct Asinh {
  static constexpr double kSeries[] = {-0.16666666666666666,  0.0749999999999864,     -0.044642857140252436,
                                       0.030381944248546365,  -0.022372151449922602,  0.017352587715192564,
                                       -0.013962235682232248, 0.011526210169674886,   -0.009591452221670122,
                                       0.0076223094274731834, -0.0049927171981288725, 0.0018854117654944328};
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), z = hn::Mul(a, a);
    const V near = hn::MulAdd(hn::Mul(a, z), polynomial(d, z, kSeries), a);
    const V far = log_of_sum_with_root(d, a, 1.0);
    return keep_nan(x, hn::CopySign(hn::IfThenElse(hn::Lt(a, constant(d, 0.5)), near, far), x));
  }
};

struct Acosh {
  // (acosh(1 + t) / sqrt(2 t) - 1) / t for t in [0, 1/2]
  static constexpr double kSeries[] = {
      -0.08333333333333333,    0.0187499999999966,     -0.0055803571425315545,  0.0018988715155341478,
      -0.0006991297328100813,  0.00027113418304988387, -0.00010907996626743983, 4.5024258475293857e-05,
      -1.8733305120452438e-05, 7.443661550270952e-06,  -2.437850194402193e-06,  4.6030560681132e-07};
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V t = hn::Sub(x, constant(d, 1.0)), root = hn::Sqrt(hn::Add(t, t));
    const V near = hn::MulAdd(hn::Mul(root, t), polynomial(d, t, kSeries), root);
    const V far = log_of_sum_with_root(d, x, -1.0);
    return hn::IfThenElse(hn::Gt(t, constant(d, 0.5)), far, near);  // below 1 the root is not a number
  }
};

// 1 / sqrt(x^2 - 1); from where nothing is left of the 1, 1 / x.
struct AcoshSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V one = constant(d, 1.0), far = constant(d, 0x1p30), a = hn::Min(x, far);
    const Pair<V> square = exact_product(d, a, a);
    const V near = hn::Div(one, hn::Sqrt(hn::Add(hn::Sub(square.high, one), square.low)));
    const V y = hn::IfThenElse(hn::Gt(x, far), hn::Div(one, x), near);
    return hn::IfThenElse(hn::Ge(x, one), y, constant(d, kNan));
  }
};

// atanh(w) for |w| <= 1/2
template <class D, class V>
HWY_INLINE V near_atanh(D d, V w) {
  static constexpr double kSeries[] = {0.3333333333333334,  0.19999999999988882,  0.14285714288195786,
                                       0.11111110894155087, 0.09090918911391245,  0.07692044266759952,
                                       0.0667117797972965,  0.058309531156888986, 0.05659941737747049,
                                       0.02691354505095676, 0.11454754511026302,  -0.10951650742813121,
                                       0.19745426478662007};
  const V z = hn::Mul(w, w);
  return hn::MulAdd(hn::Mul(w, z), polynomial(d, z, kSeries), w);
}

// log(n / by), n and by being positive pairs.
template <class D, class V>
HWY_INLINE V log_of_quotient(D d, Pair<V> n, Pair<V> by) {
  const Pair<V> log = log_of(d, quotient_of(d, n, by), hn::Zero(d));
  return hn::Add(log.high, log.low);
}

struct Atanh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), one = constant(d, 1.0);
    const Pair<V> over = exact_sum(one, a), under{hn::Sub(one, a), hn::Zero(d)};
    const V far = hn::Mul(constant(d, 0.5), log_of_quotient(d, over, under));
    V y = hn::IfThenElse(hn::Lt(a, constant(d, 0.5)), near_atanh(d, a), far);
    y = hn::IfThenElse(hn::Eq(a, one), constant(d, kInfinity), y);
    return hn::IfThenElse(hn::Le(a, one), hn::CopySign(y, x), constant(d, kNan));
  }
};

// log(x / (1 - x)): near 1/2 it is 2 atanh(2 x - 1), whose argument is exact there.
struct Logit {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V one = constant(d, 1.0), zero = hn::Zero(d), w = hn::Sub(hn::Add(x, x), one);
    const V far = log_of_quotient(d, Pair<V>{x, zero}, exact_sum(one, hn::Neg(x)));
    const V near = hn::Mul(constant(d, 2.0), near_atanh(d, w));
    V y = hn::IfThenElse(hn::Le(hn::Abs(w), constant(d, 0.5)), near, far);
    y = hn::IfThenElse(hn::Eq(x, zero), constant(d, -kInfinity), y);
    y = hn::IfThenElse(hn::Eq(x, one), constant(d, kInfinity), y);
    return hn::IfThenElse(hn::And(hn::Ge(x, zero), hn::Le(x, one)), y, constant(d, kNan));
  }
};

// log(1 - exp(-x)): of the difference where it is small, else of its complement.
struct Log1mExp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V near = Log()(d, hn::Neg(Expm1()(d, hn::Neg(x))));
    const V far = Log1p()(d, hn::Neg(Exp()(d, hn::Neg(x))));
    return hn::IfThenElse(hn::Lt(x, constant(d, 0.69314718055994530942)), near, far);
  }
};

// -x log x
struct Entropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V zero = hn::Zero(d), y = hn::Mul(hn::Neg(x), Log()(d, x));
    const V at_most_zero = hn::IfThenElse(hn::Eq(x, zero), zero, constant(d, -kInfinity));
    return keep_nan(x, hn::IfThenElse(hn::Gt(x, zero), y, at_most_zero));
  }
};

struct Trunc {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return hn::Trunc(x);
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
