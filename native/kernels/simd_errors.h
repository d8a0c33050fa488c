// The error function's kin, their inverses and modified Bessel functions on vectors of double. Included by
// *.simd.cc only.
//
// Series without explanation are interpolations at Chebyshev nodes.
#pragma once

#include "kernels/simd_hyperbolics.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

inline constexpr double kHalfRootPi = 0.88622692545275801365, kRootHalf = 0.70710678118654752440;

// exp(x) for a pair of which the first is at most 0, times a factor.
template <class D, class V>
HWY_INLINE V times_exp(D d, V factor, Pair<V> x) {
  x.low = hn::IfThenElseZero(hn::Ge(x.high, constant(d, -760.0)), x.low);
  x.high = hn::Max(x.high, constant(d, -760.0));
  V k;
  const V p = reduced_expm1_of_pair(d, x, k), first = nearest(d, hn::Mul(k, constant(d, 0.5)));
  return hn::Mul(hn::Mul(hn::MulAdd(p, factor, factor), pow2(d, first)), pow2(d, hn::Sub(k, first)));
}

// -scale x^2 without loss; of numbers so large that nothing is left of the exponential it is merely large.
template <class D, class V>
HWY_INLINE Pair<V> minus_square(D d, V x, double scale) {
  const V a = hn::Min(hn::Abs(x), constant(d, 60.0));
  const Pair<V> square = exact_product(d, a, a);
  const V by = constant(d, -scale);
  return {hn::Mul(square.high, by), hn::Mul(square.low, by)};
}

// exp(-x^2) and exp(-x^2 / 2)
struct Gauss {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return keep_nan(x, times_exp(d, constant(d, 1.0), minus_square(d, x, 1.0)));
  }
};
struct GaussHalf {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return keep_nan(x, times_exp(d, constant(d, 1.0), minus_square(d, x, 0.5)));
  }
};

// exp(x^2) erfc(x) for x >= 0.4: (1 + 2 x) times it in (x - 3) / (x + 3).
template <class D, class V>
HWY_INLINE V far_erfcx(D d, V x) {
  static constexpr double kSeries[] = {
      1.2530080582697296,     -0.1356211061245812,     -0.047562294353451794,   0.12964515870276397,
      -0.11927366341523525,   0.06830802734382431,     -0.02377051492062372,    0.0025293918193645733,
      0.0018886903857383227,  -0.0007798323115377577,  -0.00010516000147586484, 0.00012509964104018596,
      4.950413172120763e-06,  -2.0101924911575357e-05, -7.341687281846553e-07,  3.4765866654135944e-06,
      3.6147347170760535e-07, -6.249858738862415e-07,  -1.4599760637605188e-07, 1.1229071767822067e-07,
      4.303637817186782e-08,  -2.0723973860236767e-08, -7.203112337276071e-09,  3.2637582719870957e-09};
  const V a = hn::Min(x, constant(d, 1e9)), three = constant(d, 3.0), one = constant(d, 1.0);
  const V t = hn::Div(hn::Sub(a, three), hn::Add(a, three));
  const V y = hn::Div(polynomial(d, t, kSeries), hn::Add(hn::Add(a, a), one));
  return hn::IfThenElse(hn::Gt(x, constant(d, 1e9)), hn::Div(constant(d, 0.5 / kHalfRootPi), x), y);
}

// erf(x) where |x| <= 1
template <class D, class V>
HWY_INLINE V near_erf(D d, V x) {
  return hn::MulAdd(x, polynomial(d, hn::Mul(x, x), ErfSeries<double>::kNear), x);
}

struct Erfc {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), one = constant(d, 1.0), nearest_tail = constant(d, 0.4);
    const V tail = times_exp(d, far_erfcx(d, hn::Max(a, nearest_tail)), minus_square(d, a, 1.0));
    const V far = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Sub(constant(d, 2.0), tail), tail);
    const V near = hn::Sub(one, near_erf(d, hn::Min(hn::Max(x, hn::Neg(one)), one)));
    return keep_nan(x, hn::IfThenElse(hn::Lt(a, nearest_tail), near, far));
  }
};

struct Erfcx {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), one = constant(d, 1.0), limit = constant(d, 0.4);
    // exp(x^2) with the square's low part, up to where it overflows.
    const V bounded = hn::Min(a, constant(d, 27.0));
    V k;
    const V p = reduced_expm1_of_pair(d, exact_product(d, bounded, bounded), k);
    const V grown = scaled(d, p, k);
    const V far = far_erfcx(d, hn::Max(a, limit));
    const V left = hn::Sub(hn::Add(grown, grown), far);
    const V near = hn::Mul(grown, hn::Sub(one, near_erf(d, hn::Min(hn::Max(x, hn::Neg(one)), one))));
    const V outer = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), left, far);
    return keep_nan(x, hn::IfThenElse(hn::Lt(a, limit), near, outer));
  }
};

// ---- the normal distribution ----

struct Ndtr {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), half = constant(d, 0.5), one = constant(d, 1.0), limit = constant(d, 0.6);
    const V z = hn::Mul(hn::Max(a, limit), constant(d, kRootHalf));
    const V tail = times_exp(d, hn::Mul(half, far_erfcx(d, z)), minus_square(d, a, 0.5));
    const V far = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), tail, hn::Sub(one, tail));
    const V w = hn::Mul(hn::Min(hn::Max(x, hn::Neg(one)), one), constant(d, kRootHalf));
    const V near = hn::MulAdd(half, near_erf(d, w), half);
    return keep_nan(x, hn::IfThenElse(hn::Lt(a, limit), near, far));
  }
};

struct LogNdtr {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V zero = hn::Zero(d), half = constant(d, 0.5);
    const V z = hn::Mul(hn::Max(hn::Neg(x), constant(d, 1.0)), constant(d, kRootHalf));
    const V far = hn::NegMulAdd(hn::Mul(half, x), x, Log()(d, hn::Mul(half, far_erfcx(d, z))));
    const V tail = Ndtr()(d, hn::Neg(hn::Abs(x)));
    const V near = hn::IfThenElse(hn::Lt(x, zero), Log()(d, tail), Log1p()(d, hn::Neg(tail)));
    const V y = hn::IfThenElse(hn::Lt(x, constant(d, -1.0)), far, near);
    return keep_nan(x, hn::IfThenElse(hn::Eq(x, constant(d, -kInfinity)), x, y));
  }
};

// ---- inverses: y / x where x = erf(y), in w = -log(1 - x^2) or its root ----

template <class D, class V>
HWY_INLINE V slope_of_inverse(D d, V w) {
  static constexpr double kNear[] = {
      1.6536545626831027,      0.2401581824255883,      -0.00603367087142785,    -0.000740702534154477,
      0.00018673420802464837,  -1.3882523394405316e-05, -1.3654691850603575e-06, 4.234788173782339e-07,
      -2.9070382262927266e-08, -4.11266082002324e-09,   1.0512181539804126e-09,  -5.414287198084717e-11,
      -1.2976885526532079e-11, 2.630483474056047e-12,   -8.118399443074301e-14,  -4.001237735091949e-14,
      6.596407712420766e-15,   -4.028215432759848e-17,  -1.3016928016795902e-16, 1.5574320246228542e-17,
      1.1500222520660082e-18,  -3.4996044354734205e-19, -1.1134837698279488e-21, 3.240704459376225e-21};
  static constexpr double kMiddle[] = {
      4.09222342366813,       1.009978277161251,       0.000712749972659763,    -0.0006078940272858219,
      0.00021217671326168722, -6.441975280043483e-05,  2.1980128371837648e-05,  -1.0197653935001048e-05,
      5.807267221264953e-06,  -3.211161369959313e-06,  1.4901779736064374e-06,  -5.151982182397709e-07,
      9.328564289891708e-08,  2.553394826388184e-08,   -3.013690599315343e-08,  1.3504967317046378e-08,
      -3.071049218930941e-09, -2.3023478963231755e-10, 4.645003278685676e-10,   -1.69702717942139e-10,
      3.3251199410696966e-11, -2.477666921374454e-12,  -3.9376815813534636e-12, 2.6045796844165724e-12,
      -3.338115450544381e-13, -1.4625503010494003e-13, 3.550590628517364e-14};
  static constexpr double kFar[] = {
      0.991773930619396,     0.025996146298539198,  -0.03820671535132496,  0.04128417900620889,
      -0.03986231650253019,  0.0349192341815361,    -0.027484170144784766, 0.018099167332366217,
      -0.007338882286869188, -0.004375833489420267, 0.016612799265247852,  -0.029025048496879386,
      0.041250740271353316,  -0.052855030707146575, 0.06376786232575293,   -0.07548563946351987,
      0.08599698983785131,   -0.08218695815644642,  0.07480678093955365,   -0.12441357057560005,
      0.1904278960335836,    -0.11754141120867649};
  const V middle = constant(d, 6.25), far = constant(d, 36.0);
  const V near = polynomial(d, hn::Sub(hn::Min(w, middle), constant(d, 3.125)), kNear);
  if (HWY_LIKELY(hn::AllTrue(d, hn::Lt(w, middle)))) return near;
  const V s = hn::Sqrt(hn::Max(w, middle));
  const V between = polynomial(d, hn::Sub(hn::Min(s, constant(d, 6.0)), constant(d, 4.25)), kMiddle);
  const V u = hn::Max(s, constant(d, 6.0)), twelve = constant(d, 12.0);
  const V t = hn::Div(hn::Sub(u, twelve), hn::Add(u, twelve));
  const V beyond = hn::Mul(u, polynomial(d, t, kFar));
  return hn::IfThenElse(hn::Lt(w, middle), near, hn::IfThenElse(hn::Lt(w, far), between, beyond));
}

struct Erfinv {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), one = constant(d, 1.0);
    const V w = hn::Neg(Log()(d, hn::Mul(hn::Sub(one, a), hn::Add(one, a))));
    const V y = hn::Mul(x, slope_of_inverse(d, hn::Min(w, constant(d, 40.0))));
    const V end = hn::IfThenElse(hn::Eq(a, one), hn::CopySign(constant(d, kInfinity), x), constant(d, kNan));
    return hn::IfThenElse(hn::Lt(a, one), y, end);
  }
};

// sqrt(pi) / 2 exp(y^2) with the exponential told by the tail 1 - |x| = erfcx(|y|) exp(-y^2): y alone does
// not tell it.
struct ErfinvSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const V y = Erfinv()(d, hn::Min(a, constant(d, 0x1.fffffffffffffp-1)));
    const V slope = hn::Div(hn::Mul(constant(d, kHalfRootPi), Erfcx()(d, y)), hn::Sub(one, a));
    const V end = hn::IfThenElse(hn::Eq(a, one), infinity, constant(d, kNan));
    return hn::IfThenElse(hn::Lt(a, one), slope, end);
  }
};

struct Ndtri {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    const V zero = hn::Zero(d), one = constant(d, 1.0), half = constant(d, 0.5);
    const V q = hn::Sub(p, half), x = hn::Add(q, q);
    const V low = hn::Min(p, hn::Sub(one, p));  // the smaller tail
    const V rest = hn::Sub(one, low);
    const V w = hn::Neg(hn::Add(Log()(d, low), hn::Add(Log()(d, rest), constant(d, 1.38629436111989061883))));
    const V near = hn::Neg(Log()(d, hn::Mul(hn::Sub(one, hn::Abs(x)), hn::Add(one, hn::Abs(x)))));
    const V argument = hn::IfThenElse(hn::Gt(low, constant(d, 0.05)), near, w);
    const V y = hn::Mul(hn::Mul(x, constant(d, 2 * kRootHalf)),
                        slope_of_inverse(d, hn::Min(argument, constant(d, 750.0))));
    V end = hn::IfThenElse(hn::Eq(p, zero), constant(d, -kInfinity), constant(d, kNan));
    end = hn::IfThenElse(hn::Eq(p, one), constant(d, kInfinity), end);
    return hn::IfThenElse(hn::And(hn::Gt(p, zero), hn::Lt(p, one)), y, end);
  }
};

// sqrt(2 pi) exp(y^2 / 2), by the smaller tail as well.
struct NdtriSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    const V zero = hn::Zero(d), one = constant(d, 1.0), infinity = constant(d, kInfinity);
    const V low = hn::Min(p, hn::Sub(one, p));
    const auto inside = hn::Gt(low, zero);
    const V z =
        hn::Mul(hn::Neg(Ndtri()(d, hn::IfThenElse(inside, low, constant(d, 0.5)))), constant(d, kRootHalf));
    const V slope = hn::Div(hn::Mul(constant(d, 1.25331413731550025121), Erfcx()(d, z)), low);
    return hn::IfThenElse(inside, slope, hn::IfThenElse(hn::Eq(low, zero), infinity, constant(d, kNan)));
  }
};

// ---- modified Bessel functions of the first kind ----

// I_0 and 2 I_1 / x by their power series for |x| <= 8, and sqrt(x) exp(-x) I(x) in 1 / x beyond.
struct OrderZero {
  static constexpr double term(int k) { return 1.0 / (factorial(k) * factorial(k)); }
  static constexpr double kFar[] = {
      0.39894228040143265, 0.04986778505049156, 0.028050628691848427, 0.029219606504316178,
      0.04468877175959815, 0.09924132895439314, -0.6976770807986133,  70.32274237094269,
      -3812.6081502570473, 156388.81527710462,  -4883899.10095796,    117610269.05846043,
      -2198414177.5530105, 31963441377.13554,   -360565268739.10645,  3132331466909.3965,
      -20675840709802.957, 101463481414972.14,  -357421350709791.6,   851626889507190.9,
      -1225103318476810.0, 800346988349134.4};
};
struct OrderOne {
  static constexpr double term(int k) { return 1.0 / (factorial(k) * factorial(k + 1)); }
  static constexpr double kFar[] = {
      0.3989422804014327,    -0.14960335515085466, -0.046751048079463904, -0.04090737168082547,
      -0.057471478573254825, -0.11949568935393878, 0.6682057368040907,    -71.25618068088797,
      3852.3490394980076,    -157772.53576293093,  4917379.967165212,     -118138254.99830823,
      2202075683.6660624,    -31908798796.59102,   358489310165.8309,     -3099028995433.8486,
      20334133653810.56,     -99059663888979.9,    345820426267478.5,     -814758808307128.5,
      1155412021352067.5,    -740866348403865.2};
};

// The function for x >= 0; times exp(-x) where asked for.
template <class Order, bool kScaled, class D, class V>
HWY_INLINE V bessel(D d, V a) {
  const V eight = constant(d, 8.0), one = constant(d, 1.0);
  const V inside = hn::Min(a, eight), z = hn::Mul(constant(d, 0.25), hn::Mul(inside, inside));
  V near = series<0, 25>(d, z, [](int k) { return Order::term(k); });
  if constexpr (std::is_same_v<Order, OrderOne>) near = hn::Mul(near, hn::Mul(constant(d, 0.5), inside));
  if constexpr (kScaled) near = hn::Mul(near, normal_exp(d, hn::Neg(inside)));
  const V outside = hn::Max(a, eight);
  const V plain = hn::Div(polynomial(d, hn::Div(one, outside), Order::kFar), hn::Sqrt(outside));
  V far = plain;
  if constexpr (!kScaled) {
    V k;
    const V p = reduced_expm1<true>(d, hn::Min(outside, constant(d, 720.0)), k);
    const V first = nearest(d, hn::Mul(k, constant(d, 0.5)));
    far = hn::Mul(hn::Mul(hn::MulAdd(p, plain, plain), pow2(d, first)), pow2(d, hn::Sub(k, first)));
    far = hn::IfThenElse(hn::Gt(outside, constant(d, 718.0)), constant(d, kInfinity), far);
  }
  return keep_nan(a, hn::IfThenElse(hn::Le(a, eight), near, far));
}

template <bool kScaled>
struct BesselI0 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return bessel<OrderZero, kScaled>(d, hn::Abs(x));
  }
};

// exp(-x) (I_1 - I_0), which cancels but near 0: (x + 4)^(3/2) times it in (x - 4) / (x + 4) up to 8, and
// beyond x^(3/2) times it in 16 / x - 1.
struct BesselI0eSlope {
  static constexpr double kNear[] = {
      0.6392490067572575,  -1.1797710296627806,  1.8964497739856805,   -2.61341753263656,
      2.439716889208272,   -0.586556865430072,   -1.4650312940109882,  0.8786163173821792,
      1.1899565046183842,  -0.5385175542033521,  -1.227794265786788,   -0.12664586223890245,
      1.02674427205544,    0.8509712982703406,   -0.25537288677301695, -1.0111722267798964,
      -0.7250038162503982, 0.2103273503785952,   0.9019952072129642,   0.801531345596933,
      0.07703064912658368, -0.6414655903559733,  -0.824894411548565,   -0.44440554442753066,
      0.0987868830460509,  0.39901113724741716,  0.374474977232145,    0.20589870795357249,
      0.07126892095665331, 0.014507625904286711, 0.0013351671685817737};
  static constexpr double kFar[] = {
      0.20444880670617194,     0.0053132601242866905,  0.0003739692873427523,   4.493600840462494e-05,
      8.164113822336564e-06,   2.1678169769041128e-06, 8.519661623286157e-07,   4.672547564579943e-07,
      2.51238316091898e-07,    5.004324857204049e-09,  -2.1879932747644989e-07, -2.2320181241067603e-07,
      3.2026750680788384e-08,  2.2196731501211431e-07, 5.2756442375201444e-08,  -1.920161858109376e-07,
      -7.11749693233651e-08,   1.7119253278394923e-07, 6.003782799630517e-08,   -1.480701187351355e-07,
      -3.87757634522952e-08,   1.1088118570271704e-07, 1.9050973255409727e-08,  -6.496668381677299e-08,
      -6.680273468855963e-09,  2.7050911061925133e-08, 1.4791670362645525e-09,  -7.012498594254566e-09,
      -1.5451497402308553e-10, 8.440170254942292e-10};
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Abs(x), eight = constant(d, 8.0), four = constant(d, 4.0), one = constant(d, 1.0);
    const V inside = hn::Min(a, eight), sum = hn::Add(inside, four);
    const V t = hn::Div(hn::Sub(inside, four), sum);
    const V near = hn::Div(polynomial(d, t, kNear), hn::Mul(sum, hn::Sqrt(sum)));
    const V outside = hn::Max(a, eight), u = hn::Sub(hn::Div(constant(d, 16.0), outside), one);
    const V far = hn::Div(hn::Div(polynomial(d, u, kFar), outside), hn::Sqrt(outside));
    const V first = hn::Min(a, constant(d, 1.25));
    const V plain = hn::Sub(bessel<OrderZero, true>(d, first), bessel<OrderOne, true>(d, first));
    const V y = hn::IfThenElse(hn::Eq(a, first), plain, hn::IfThenElse(hn::Le(a, eight), near, far));
    const V turned = hn::Neg(hn::CopySign(y, x));
    return keep_nan(x, hn::IfThenZeroElse(hn::Eq(a, hn::Zero(d)), turned));
  }
};

template <bool kScaled>
struct BesselI1 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return keep_nan(x, hn::CopySign(bessel<OrderOne, kScaled>(d, hn::Abs(x)), x));
  }
};

// exp(-|x|) I_n(x), n >= 2: the power series, or upwards from the first two where x is the larger.
struct BesselIn {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V order) const {
    const int n = static_cast<int>(hn::GetLane(order));
    const V a = hn::Abs(x), limit = constant(d, std::max(8.0, 2.0 * n));
    const V inside = hn::Min(a, limit), half = hn::Mul(constant(d, 0.5), inside), z = hn::Mul(half, half);
    V term = Exp()(d, hn::Neg(inside));
    for (int k = 1; k <= n; ++k) term = hn::Mul(term, hn::Div(half, constant(d, k)));
    V sum = term;
    for (int k = 1; k <= 40 + 2 * n; ++k) {
      term = hn::Mul(term, hn::Div(z, constant(d, static_cast<double>(k) * (n + k))));
      sum = hn::Add(sum, term);
    }
    const V outside = hn::Max(a, limit);
    V before = bessel<OrderZero, true>(d, outside), last = bessel<OrderOne, true>(d, outside);
    for (int k = 1; k < n; ++k) {
      const V next = hn::NegMulAdd(hn::Div(constant(d, 2.0 * k), outside), last, before);
      before = last;
      last = next;
    }
    const V y = hn::IfThenElse(hn::Le(a, limit), sum, last);
    return keep_nan(x, n % 2 ? hn::CopySign(y, x) : y);
  }
};

// exp(x^2) times the n-th repeated integral of erfc: upwards from erfcx, or, where that would lose digits,
// down from far up by the ratio of neighbours.
struct ErfcxIntegral {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V order) const {
    const int n = static_cast<int>(hn::GetLane(order));
    const V two = constant(d, 2.0), twice = hn::Add(x, x);
    V before = constant(d, 1 / kHalfRootPi), last = Erfcx()(d, x);
    const V first = last;
    for (int k = 1; k <= n; ++k) {
      const V next = hn::Div(hn::NegMulAdd(twice, last, before), constant(d, 2.0 * k));
      before = last;
      last = next;
    }
    const V far = hn::Max(twice, constant(d, 4.0));
    V ratio = hn::Zero(d), product = first;
    for (int k = n + 60; k >= 1; --k) {  // ratio is that of orders k and k - 1
      ratio = hn::Div(constant(d, 1.0), hn::MulAdd(constant(d, 2.0 * (k + 1)), ratio, far));
      if (k <= n) product = hn::Mul(product, ratio);
    }
    return keep_nan(x, hn::IfThenElse(hn::Lt(x, two), last, product));
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
