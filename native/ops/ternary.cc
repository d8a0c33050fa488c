// Functions of three operands, element by element, with broadcasting: compositions.
#include "ops/ternary.h"

#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

DType common_type(const Ref& x, const Ref& a, const Ref& b) {
  const Promotable first = promote({x.dtype(), x->weak}, {a.dtype(), a->weak});
  return promote(first, {b.dtype(), b->weak}).dtype;
}

// A composition is rounded once.
template <class F>
Ref rounded_once(const Ref& x, const Ref& a, const Ref& b, F f) {
  const DType type = common_type(x, a, b);
  if (!is_rounded_later(type)) return f(x, a, b);
  return as_type(f(unrounded(x), unrounded(a), unrounded(b)), type);
}

Ref times(const Ref& x, double factor) { return factor == 1 ? x : x * factor; }

}  // namespace

Ref lerp(const Ref& a, const Ref& b, const Ref& weight) {
  return rounded_once(a, b, weight,
                      [](const Ref& from, const Ref& to, const Ref& w) { return from + w * (to - from); });
}

Ref addcmul(const Ref& x, const Ref& a, const Ref& b, double value) {
  return rounded_once(x, a, b,
                      [&](const Ref& s, const Ref& u, const Ref& v) { return s + times(u * v, value); });
}

Ref addcdiv(const Ref& x, const Ref& a, const Ref& b, double value) {
  return rounded_once(x, a, b,
                      [&](const Ref& s, const Ref& u, const Ref& v) { return s + times(u / v, value); });
}

}  // namespace adjoint::ops
