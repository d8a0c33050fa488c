// x to the power y, within 1 unit in the last place (tests/native/precision_test.cc), with the values of C's
// pow where an operand is zero, infinite, negative or not a number.
//
// It is exp(y log x). For float both are computed in double. For double the logarithm is a pair of numbers,
// good to 2^-64: times y, which may make 745 of it, it still has the bits that the exponential needs.
#include "kernels/map_elements.h"
#include "kernels/power_table.h"
#include "kernels/simd_pairs.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// Every way gives the same bits where it may be taken: a result does not depend on its neighbours.
struct ToThePower {
  template <class D, class V>
  requires std::is_same_v < hn::TFromD<D>,
  float > HWY_INLINE V operator()(D d, V x, V y) const {
    const V infinity = constant(d, std::numeric_limits<double>::infinity());
    const auto plain =
        hn::And(hn::And(hn::Gt(x, hn::Zero(d)), hn::Lt(x, infinity)), hn::Lt(hn::Abs(y), infinity));
    if (HWY_UNLIKELY(!hn::AllTrue(d, plain))) return edges(d, x, y, raise(d, hn::Abs(x), y));
    return raise(d, x, y);
  }

  template <class D, class V>
  requires std::is_same_v < hn::TFromD<D>,
  double > HWY_INLINE V operator()(D d, V x, V y) const {
    V k;
    const V m = split_exponent(d, x, k);
    const Pair<V> exponent = product_of(d, log_pair(d, k, m), y);
    const auto normal = hn::And(hn::Ge(x, hn::Set(d, std::numeric_limits<double>::min())),
                                hn::Le(x, hn::Set(d, std::numeric_limits<double>::max())));
    // Of a larger y the parts overflow; its powers lie outside the range, but for those of 1.
    const auto small = hn::Le(hn::Abs(y), constant(d, 0x1p65));
    const auto plain = hn::And(hn::And(normal, small),
                               hn::Le(hn::Abs(exponent.high), hn::Set(d, Format<double>::kExpNormal)));
    if (HWY_UNLIKELY(!hn::AllTrue(d, plain))) return edges(d, x, y, raise_any(d, hn::Abs(x), y));
    const V p = reduced_expm1_of_pair(d, exponent, k), power = pow2(d, k);
    return hn::MulAdd(p, power, power);
  }

 private:
  template <class D, class V>
  requires std::is_same_v < hn::TFromD<D>,
  float > static HWY_INLINE V raise(D d, V x, V y) {
    const hn::Half<D> half;
    return hn::Combine(d, raise_half(half, hn::UpperHalf(half, x), hn::UpperHalf(half, y)),
                       raise_half(half, hn::LowerHalf(half, x), hn::LowerHalf(half, y)));
  }
  template <class H, class V>
  static HWY_INLINE V raise_half(H half, V x, V y) {
    const Tag<double> dd;
    return hn::DemoteTo(half, Exp()(dd, hn::Mul(hn::PromoteTo(dd, y), Log()(dd, hn::PromoteTo(dd, x)))));
  }

  // Bases from 0 on, and results, of every size.
  template <class D, class V>
  static HWY_NOINLINE V raise_any(D d, V x, V y) {
    using F = Format<double>;
    const auto subnormal = hn::Lt(x, hn::Set(d, std::numeric_limits<double>::min()));
    V k;
    const V m = split_exponent(d, hn::IfThenElse(subnormal, hn::Mul(x, hn::Set(d, F::kLift)), x), k);
    k = hn::Sub(k, hn::IfThenElseZero(subnormal, hn::Set(d, F::kLiftBits)));
    const V bounded = clamp(d, y, -0x1p65, 0x1p65);  // whose power of the number next to 1 is out of range
    Pair<V> exponent = product_of(d, log_pair(d, k, m), bounded);
    const V inside = clamp(d, exponent.high, F::kExpLow, F::kExpHigh);
    exponent.low = hn::IfThenElseZero(hn::Eq(inside, exponent.high), exponent.low);
    exponent.high = inside;
    const V p = reduced_expm1_of_pair(d, exponent, k);
    const V first = nearest(d, hn::Mul(k, constant(d, 0.5)));  // 2^k itself may lie outside the range
    return hn::Mul(hn::Mul(hn::Add(p, constant(d, 1.0)), pow2(d, first)), pow2(d, hn::Sub(k, first)));
  }

  // What the power of |x| leaves open.
  template <class D, class V>
  static HWY_NOINLINE V edges(D d, V x, V y, V of_size) {
    const V zero = hn::Zero(d), one = constant(d, 1.0), size = hn::Abs(x);
    const V infinity = constant(d, std::numeric_limits<double>::infinity());
    const V nan = constant(d, std::numeric_limits<double>::quiet_NaN());
    const auto at_end =
        hn::Or(hn::Or(hn::Eq(size, zero), hn::Eq(size, infinity)), hn::Eq(hn::Abs(y), infinity));
    const auto grows = hn::Not(hn::Xor(hn::Gt(size, one), hn::Gt(y, zero)));
    V result = hn::IfThenElse(at_end, hn::IfThenElseZero(grows, infinity), of_size);
    result = hn::IfThenElse(hn::Eq(size, one), one, result);

    const V half = hn::Mul(y, constant(d, 0.5));
    const auto whole = hn::Eq(hn::Floor(y), y), odd = hn::AndNot(hn::Eq(hn::Floor(half), half), whole);
    result = hn::IfThenElse(odd, hn::CopySign(result, x), result);
    const auto complex = hn::AndNot(whole, hn::And(hn::Lt(x, zero), hn::Lt(size, infinity)));
    result = hn::IfThenElse(hn::Or(complex, hn::Or(hn::IsNaN(x), hn::IsNaN(y))), nan, result);
    return hn::IfThenElse(hn::Or(hn::Eq(x, one), hn::Eq(y, zero)), one, result);
  }
};

// The partial derivatives, with what they are taken to be at their edges.
struct ByBase {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V y) const {
    const V slope = hn::Mul(y, ToThePower()(d, x, hn::Sub(y, constant(d, 1.0))));
    return hn::IfThenZeroElse(hn::Eq(y, hn::Zero(d)), slope);
  }
};

struct ByExponent {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V y) const {
    const V slope = hn::Mul(ToThePower()(d, x, y), Log()(d, x));
    return keep_nan(y, hn::IfThenZeroElse(hn::Eq(x, hn::Zero(d)), slope));
  }
};

// ---- the table ----

template <class T, class F>
constexpr void add(PowerTable& t, Power fn, DType type) {
  auto& cell = t.of[static_cast<int>(fn)][static_cast<int>(type)];
  cell[static_cast<int>(Repeat::kNone)] = map2<T, F, Repeat::kNone, false>;
  cell[static_cast<int>(Repeat::kFirst)] = map2<T, F, Repeat::kFirst, false>;
  cell[static_cast<int>(Repeat::kSecond)] = map2<T, F, Repeat::kSecond, false>;
}

template <class F>
constexpr void floating(PowerTable& t, Power fn) {
  add<float, F>(t, fn, DType::kFloat32);
  add<double, F>(t, fn, DType::kFloat64);
}

constexpr PowerTable build() {
  PowerTable t{};
  floating<ToThePower>(t, Power::kItself);
  floating<ByBase>(t, Power::kByBase);
  floating<ByExponent>(t, Power::kByExponent);
  return t;
}

}  // namespace

extern constinit const PowerTable powers_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
