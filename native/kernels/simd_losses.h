// Losses of one element, without a difference of nearly equal numbers: they and their slopes keep their
// digits however sure a prediction is. Included by *.simd.cc only.
#pragma once

#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// a b, and 0 where a is 0 and b infinite: what has no weight adds nothing.
struct Weigh {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    return hn::IfThenZeroElse(hn::And(hn::Eq(a, hn::Zero(d)), hn::IsInf(b)), hn::Mul(a, b));
  }
};

// (1 - t) log(1 + exp(x)) + t log(1 + exp(-x)).
struct BinaryCrossEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V t) const {
    const V u = hn::Abs(x);
    const V against = hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Sub(constant(d, 1.0), t), t);
    return keep_nan(x, hn::Add(Weigh()(d, against, u), small_log1p(d, Exp()(d, hn::Neg(u)))));
  }
};

// Its derivative by x, (1 - t) sigmoid(x) - t sigmoid(-x).
struct BinaryCrossEntropySlope {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V t) const {
    const V one = constant(d, 1.0), e = Exp()(d, hn::Neg(hn::Abs(x)));
    const auto positive = hn::Gt(x, hn::Zero(d));
    const V up = hn::IfThenElse(positive, one, e), down = hn::IfThenElse(positive, e, one);
    const V difference = hn::Sub(hn::Mul(hn::Sub(one, t), up), hn::Mul(t, down));
    return keep_nan(x, hn::Div(difference, hn::Add(one, e)));
  }
};

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
