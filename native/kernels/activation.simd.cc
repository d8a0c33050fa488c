#include "kernels/activation_table.h"
#include "kernels/map_row.h"
#include "kernels/simd_gates.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// The numbers of an activation, in every lane.
template <class V>
struct Given {
  V a, b, c;
};

template <class D, class V>
HWY_INLINE auto positive(D d, V x) {
  return hn::Gt(x, hn::Zero(d));
}

struct LeakyRelu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>& n) const {
    return hn::IfThenElse(positive(d, x), x, hn::Mul(n.a, x));
  }
};

struct Elu {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>& n) const {
    return hn::IfThenElse(positive(d, x), hn::Mul(n.a, x), hn::Mul(n.b, Expm1()(d, hn::Mul(n.c, x))));
  }
};

struct EluSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>& n) const {
    return hn::IfThenElse(positive(d, x), n.a, hn::Mul(hn::Mul(n.b, n.c), Exp()(d, hn::Mul(n.c, x))));
  }
};

// ---- piecewise linear ones: NaN stays ----

struct Hardtanh {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x, const Given<V>& n) const {
    return hn::IfThenElse(hn::Lt(x, n.a), n.a, hn::IfThenElse(hn::Gt(x, n.b), n.b, x));
  }
};

struct Hardshrink {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x, const Given<V>& n) const {
    return hn::IfThenZeroElse(hn::Le(hn::Abs(x), n.a), x);
  }
};

struct Softshrink {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x, const Given<V>& n) const {
    const V size = hn::Abs(x);
    return hn::IfThenZeroElse(hn::Le(size, n.a), hn::CopySign(hn::Sub(size, n.a), x));
  }
};

// (x + 3) / 6 in [0, 1]
template <class D, class V>
HWY_INLINE V share(D d, V x) {
  const V low = hn::Zero(d), high = constant(d, 6.0), up = hn::Add(x, constant(d, 3.0));
  const V inside = hn::IfThenElse(hn::Lt(up, low), low, hn::IfThenElse(hn::Gt(up, high), high, up));
  return hn::Div(inside, high);
}

struct Hardsigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    return share(d, x);
  }
};

struct Hardswish {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    return hn::IfThenZeroElse(hn::Le(x, constant(d, -3.0)), hn::Mul(x, share(d, x)));
  }
};

struct HardswishSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const V inside = hn::Add(hn::Div(x, constant(d, 3.0)), constant(d, 0.5));
    const auto above = hn::Ge(x, constant(d, 3.0));
    return hn::IfThenZeroElse(hn::Le(x, constant(d, -3.0)), hn::IfThenElse(above, constant(d, 1.0), inside));
  }
};

// ---- gelu by tanh: x s with s = sigmoid(v), v = k x (1 + c x^2) ----

inline constexpr double kGeluScale = 1.5957691216057307117, kGeluCubic = 0.044715;
// What double takes from k and from k c.
inline constexpr double kGeluScaleLow = -9.96930880911092e-17, kGeluCubicLow = -6.175149918155315e-19;

// From here on s is 0 or 1 in float64 too, while the cube is finite.
inline constexpr double kGeluEnd = 30.0;

// A number and what its rounding to the elements' type takes from it; `low` is what double took already.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Pair<V> constant_pair(D d, double high, double low) {
  const double rounded = static_cast<double>(static_cast<hn::TFromD<D>>(high));
  return {constant(d, high), constant(d, high - rounded + low)};
}

// Far below 0 s is nearly exp(v), whose argument has to be known better than a number of its size can be.
struct GeluTanh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const V a = clamp(d, x, -kGeluEnd, kGeluEnd);
    const Pair<V> linear = constant_pair(d, kGeluScale, kGeluScaleLow),
                  cubic = constant_pair(d, kGeluScale * kGeluCubic, kGeluCubicLow);
    const Pair<V> cubed = product_of(d, cubic, exact_product(d, a, a));
    Pair<V> factor = exact_sum(linear.high, cubed.high);
    factor.low = hn::Add(factor.low, hn::Add(linear.low, cubed.low));
    const Pair<V> v = product_of(d, factor, a);
    const V s = Sigmoid()(d, v.high), low = hn::Mul(v.low, hn::Sub(constant(d, 1.0), s));
    const V below = hn::Max(x, constant(d, -kGeluEnd));
    V y = hn::Mul(below, hn::MulAdd(s, low, s));
    const auto far = hn::Lt(v.high, constant(d, -80.0));
    if (HWY_UNLIKELY(!hn::AllFalse(d, far))) {
      const V tail = times_far_exp(d, below, hn::Max(v.high, constant(d, -800.0)));
      y = hn::IfThenElse(far, hn::MulAdd(tail, v.low, tail), y);
    }
    return keep_nan(x, y);
  }
};

// s + x v' s (1 - s)
struct GeluTanhSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const V a = clamp(d, x, -kGeluEnd, kGeluEnd), square = hn::Mul(a, a), scale = constant(d, kGeluScale);
    const V v = hn::Mul(a, hn::MulAdd(square, constant(d, kGeluScale * kGeluCubic), scale));
    const V change = hn::MulAdd(square, constant(d, 3 * kGeluScale * kGeluCubic), scale);
    const V s = Sigmoid()(d, v), rest = Sigmoid()(d, hn::Neg(v));
    return keep_nan(x, hn::Mul(s, hn::MulAdd(hn::Mul(a, change), rest, constant(d, 1.0))));
  }
};

// ---- mish: with e = exp(-|x|), tanh(softplus(x)) is a quotient of sums of positive numbers ----

// Beyond it exp(-|x|) is 0 in float64 too.
inline constexpr double kMishEnd = 800.0;

template <class V>
struct MishParts {
  V a, e, tanh, divisor;  // the clamped argument, exp(-|a|), and tanh(softplus(a)) with its divisor
};

template <class D, class V>
HWY_INLINE MishParts<V> mish_parts(D d, V x) {
  const V one = constant(d, 1.0), two = constant(d, 2.0);
  const V a = clamp(d, x, -kMishEnd, kMishEnd), e = Exp()(d, hn::Neg(hn::Abs(a)));
  // x < 0: (e^2 + 2 e) / (e^2 + 2 e + 2); else both multiplied by exp(-2 x).
  const V below = hn::Mul(e, hn::Add(e, two)), above = hn::MulAdd(two, e, one);
  const auto negative = hn::Lt(a, hn::Zero(d));
  const V dividend = hn::IfThenElse(negative, below, above);
  const V divisor = hn::Add(dividend, hn::IfThenElse(negative, two, hn::Mul(two, hn::Mul(e, e))));
  return {a, e, hn::Div(dividend, divisor), divisor};
}

struct Mish {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const MishParts<V> p = mish_parts(d, x);
    return keep_nan(x, far_below(d, x, hn::Mul(hn::Max(x, constant(d, -kMishEnd)), p.tanh)));
  }
};

// tanh + x (1 - tanh^2) sigmoid(x), whose last two factors are 4 e (1 + e) / divisor^2 below 0, and e times
// that above.
struct MishSlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const MishParts<V> p = mish_parts(d, x);
    const V one = constant(d, 1.0), dividend = hn::Mul(p.e, hn::Add(one, p.e));
    const V power = hn::IfThenElse(hn::Lt(p.a, hn::Zero(d)), one, p.e);
    const V quotient =
        hn::Div(hn::Mul(constant(d, 4.0), hn::Mul(dividend, power)), hn::Mul(p.divisor, p.divisor));
    return keep_nan(x, hn::MulAdd(p.a, quotient, p.tanh));
  }
};

// ---- others ----

struct LogSigmoid {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    return hn::Neg(Softplus()(d, hn::Neg(x)));
  }
};

struct ScaledSoftplus {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>& n) const {
    const V scaled = hn::Mul(n.a, x);
    return hn::IfThenElse(hn::Gt(scaled, n.b), x, hn::Div(Softplus()(d, scaled), n.a));
  }
};

struct Softsign {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const V one = constant(d, 1.0);
    return hn::IfThenElse(hn::IsInf(x), hn::CopySign(one, x), hn::Div(x, hn::Add(one, hn::Abs(x))));
  }
};

// Up to 1, where the difference would cancel, by the continued fraction of tanh (Lambert):
// tanh(x) = x / (1 + c), c = z / (3 + z / (5 + z / (7 + ...))), z = x^2, so that x - tanh(x) = x c / (1 + c).
struct Tanhshrink {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, const Given<V>&) const {
    const V one = constant(d, 1.0), a = clamp(d, x, -1.0, 1.0), z = hn::Mul(a, a);
    V c = constant(d, 19.0);
    for (double odd = 17.0; odd >= 3.0; odd -= 2.0) c = hn::Add(constant(d, odd), hn::Div(z, c));
    c = hn::Div(z, c);
    const V near = hn::Div(hn::Mul(a, c), hn::Add(one, c));
    return hn::IfThenElse(hn::Le(hn::Abs(x), one), near, hn::Sub(x, Tanh()(d, x)));
  }
};

// ---- the table ----

template <class T, class F>
void run(const ActivationNumbers& numbers, const void* x, void* y, std::int64_t n) {
  const Tag<T> d;
  const Given<hn::Vec<Tag<T>>> given{constant(d, numbers.a), constant(d, numbers.b), constant(d, numbers.c)};
  map_row<T>(n, static_cast<T*>(y), [&](auto load) { return F()(d, load(static_cast<const T*>(x)), given); });
}

template <class F>
constexpr void add(ActivationTable& t, Activation fn) {
  t.run[static_cast<int>(fn)][static_cast<int>(DType::kFloat32)] = run<float, F>;
  t.run[static_cast<int>(fn)][static_cast<int>(DType::kFloat64)] = run<double, F>;
}

constexpr ActivationTable build() {
  ActivationTable t{};
  add<LeakyRelu>(t, Activation::kLeakyRelu);
  add<Elu>(t, Activation::kElu);
  add<EluSlope>(t, Activation::kEluSlope);
  add<Hardtanh>(t, Activation::kHardtanh);
  add<Hardshrink>(t, Activation::kHardshrink);
  add<Softshrink>(t, Activation::kSoftshrink);
  add<Hardsigmoid>(t, Activation::kHardsigmoid);
  add<Hardswish>(t, Activation::kHardswish);
  add<HardswishSlope>(t, Activation::kHardswishSlope);
  add<GeluTanh>(t, Activation::kGeluTanh);
  add<GeluTanhSlope>(t, Activation::kGeluTanhSlope);
  add<Mish>(t, Activation::kMish);
  add<MishSlope>(t, Activation::kMishSlope);
  add<LogSigmoid>(t, Activation::kLogSigmoid);
  add<ScaledSoftplus>(t, Activation::kSoftplus);
  add<Softsign>(t, Activation::kSoftsign);
  add<Tanhshrink>(t, Activation::kTanhshrink);
  return t;
}

}  // namespace

extern constinit const ActivationTable activations_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
