// Truth values: tests, comparisons and logic, element by element. No derivative passes.
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;
using kernels::Compare;
using kernels::Test;

template <kernels::Test kFunction>
constexpr Operation test(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                i.dtype = DType::kBool;
                i.shape.set(i.in(0).shape);
              },
          .eval =
              [](const Evaluation& e) {
                const Node& x = e.in(0);
                kernels::test(kFunction, x.dtype, extent_of(x.shape), operand(x), e.allocate());
              },
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

template <kernels::Compare kFunction>
void eval_compare(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  kernels::compare(kFunction, a.dtype, extent_of(e.out.shape), x.in(), y.in(), e.allocate());
}

template <Compare kFunction>
constexpr Operation comparison(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                infer_broadcast(i);
                i.dtype = DType::kBool;
                i.weak = false;
              },
          .eval = eval_compare<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

template <Binary kFunction>
constexpr Operation logical(const char* name) {
  return {.name = name,
          .infer = infer_broadcast,
          .eval = eval_binary<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

constexpr Operation kIsNan = test<Test::kIsNan>("isnan");
constexpr Operation kIsFinite = test<Test::kIsFinite>("isfinite");
constexpr Operation kNot = test<Test::kNot>("logical_not");
constexpr Operation kEqual = comparison<Compare::kEqual>("equal");
constexpr Operation kNotEqual = comparison<Compare::kNotEqual>("not_equal");
constexpr Operation kLess = comparison<Compare::kLess>("less");
constexpr Operation kLessEqual = comparison<Compare::kLessEqual>("less_equal");
constexpr Operation kGreater = comparison<Compare::kGreater>("greater");
constexpr Operation kGreaterEqual = comparison<Compare::kGreaterEqual>("greater_equal");
constexpr Operation kAnd = logical<Binary::kAnd>("logical_and");
constexpr Operation kOr = logical<Binary::kOr>("logical_or");
constexpr Operation kXor = logical<Binary::kXor>("logical_xor");

Ref truth(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_to(operation, {}, cast(a, DType::kBool), cast(b, DType::kBool));
}

}  // namespace

Ref isnan(const Ref& x) { return floating(kIsNan, x); }
Ref isfinite(const Ref& x) { return floating(kIsFinite, x); }
Ref logical_not(const Ref& x) { return apply_to(kNot, {}, cast(x, DType::kBool)); }
Ref equal(const Ref& a, const Ref& b) { return apply_promoted(kEqual, a, b); }
Ref not_equal(const Ref& a, const Ref& b) { return apply_promoted(kNotEqual, a, b); }
Ref less(const Ref& a, const Ref& b) { return apply_promoted(kLess, a, b); }
Ref less_equal(const Ref& a, const Ref& b) { return apply_promoted(kLessEqual, a, b); }
Ref greater(const Ref& a, const Ref& b) { return apply_promoted(kGreater, a, b); }
Ref greater_equal(const Ref& a, const Ref& b) { return apply_promoted(kGreaterEqual, a, b); }
Ref logical_and(const Ref& a, const Ref& b) { return truth(kAnd, a, b); }
Ref logical_or(const Ref& a, const Ref& b) { return truth(kOr, a, b); }
Ref logical_xor(const Ref& a, const Ref& b) { return truth(kXor, a, b); }

}  // namespace adjoint::ops
