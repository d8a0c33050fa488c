// Elementary functions of two operands that are computed in double.
#include "kernels/elementary_table.h"
#include "kernels/in_double.h"
#include "kernels/simd_arcs.h"
#include "kernels/simd_hyperbolics.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// The root of the sum of squares, which are made of numbers scaled by a power of two that keeps them in
// range.
struct Hypot {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    const V x = hn::Abs(a), y = hn::Abs(b), one = constant(d, 1.0);
    const V larger = hn::Max(x, y);
    const auto large = hn::Gt(larger, constant(d, 0x1p450)), small = hn::Lt(larger, constant(d, 0x1p-450));
    const V scale =
        hn::IfThenElse(large, constant(d, 0x1p-600), hn::IfThenElse(small, constant(d, 0x1p600), one));
    const V back =
        hn::IfThenElse(large, constant(d, 0x1p600), hn::IfThenElse(small, constant(d, 0x1p-600), one));
    const V u = hn::Mul(x, scale), v = hn::Mul(y, scale);
    const Pair<V> first = exact_product(d, u, u), second = exact_product(d, v, v);
    Pair<V> sum = exact_sum(first.high, second.high);
    sum.low = hn::Add(sum.low, hn::Add(first.low, second.low));
    const Pair<V> root = root_of(d, sum);
    V h = hn::Mul(hn::Add(root.high, root.low), back);
    h = hn::IfThenElse(hn::Eq(larger, hn::Zero(d)), larger, h);
    const V infinity = constant(d, kInfinity);
    const auto infinite = hn::Or(hn::Eq(x, infinity), hn::Eq(y, infinity));
    return hn::IfThenElse(infinite, infinity, keep_nan(a, keep_nan(b, h)));
  }
};

// The larger, plus the logarithm of what the other adds to it. Of equal infinities the difference is no
// number.
struct LogAddExp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    const V below = hn::Neg(hn::Abs(hn::Sub(a, b)));
    const V y = hn::Add(hn::Max(a, b), small_log1p(d, Exp()(d, below)));
    return keep_nan(a, keep_nan(b, hn::IfThenElse(hn::IsNaN(below), a, y)));
  }
};

struct LogAddExp2 {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    const V below = hn::Neg(hn::Abs(hn::Sub(a, b)));
    const V rest = hn::Mul(small_log1p(d, Exp2()(d, below)), constant(d, 1.44269504088896340736));
    return keep_nan(a, keep_nan(b, hn::IfThenElse(hn::IsNaN(below), a, hn::Add(hn::Max(a, b), rest))));
  }
};

struct XLogY {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return keep_nan(b, hn::IfThenZeroElse(hn::Eq(a, hn::Zero(d)), hn::Mul(a, Log()(d, b))));
  }
};

struct XLog1pY {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return keep_nan(b, hn::IfThenZeroElse(hn::Eq(a, hn::Zero(d)), hn::Mul(a, Log1p()(d, b))));
  }
};

struct CopySign {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    return hn::CopySign(a, b);
  }
};

template <class F>
constexpr void add(ElementaryOfTwoTable& t, ElementaryOfTwo fn) {
  fill_in_double<F>(t.of[static_cast<int>(fn)]);
}

constexpr ElementaryOfTwoTable build() {
  ElementaryOfTwoTable t{};
  add<Atan2>(t, ElementaryOfTwo::kAtan2);
  add<Hypot>(t, ElementaryOfTwo::kHypot);
  add<LogAddExp>(t, ElementaryOfTwo::kLogAddExp);
  add<LogAddExp2>(t, ElementaryOfTwo::kLogAddExp2);
  add<XLogY>(t, ElementaryOfTwo::kXLogY);
  add<XLog1pY>(t, ElementaryOfTwo::kXLog1pY);
  add<CopySign>(t, ElementaryOfTwo::kCopySign);
  return t;
}

}  // namespace

extern constinit const ElementaryOfTwoTable elementaries_of_two_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
