// Functions of two operands, element by element, with broadcasting.
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;
using kernels::Compare;

// ---- operands of one type ----

Ref apply_promoted(const Operation& operation, const Ref& a, const Ref& b) {
  if (a.dtype() == b.dtype()) return apply_to(operation, {}, a, b);
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  return apply_to(operation, {}, as_type(a, common), as_type(b, common));
}

void infer_same(Inference& i) {
  const Node &a = i.in(0), &b = i.in(1);
  i.dtype = a.dtype;
  broadcast_shapes(i.operation, a.shape, b.shape, i.shape);
  i.weak = a.weak && b.weak;
}

template <kernels::Binary kFunction>
void eval_binary(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  kernels::binary(kFunction, a.dtype, extent_of(e.out.shape), x.in(), y.in(), e.allocate());
}

template <kernels::Compare kFunction>
void eval_compare(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  kernels::compare(kFunction, a.dtype, extent_of(e.out.shape), x.in(), y.in(), e.allocate());
}

// ---- rules ----

// The chain rule of one operand: the change of the result, given the change `d` of that operand. Being a
// multiplication by a partial derivative, it serves both modes.
using Chain = Ref (*)(const Ref& d, const Ref& a, const Ref& b, const Ref& y);

template <Chain kFirst, Chain kSecond>
void vjp_binary(Vjp& r) {
  if (r.wants(0)) r.give(0, sum_to(kFirst(r.ct(), r.in(0), r.in(1), r.out()), r.in_shape(0)));
  if (r.wants(1)) r.give(1, sum_to(kSecond(r.ct(), r.in(0), r.in(1), r.out()), r.in_shape(1)));
}

template <Chain kFirst, Chain kSecond>
Ref jvp_binary(const Jvp& r) {
  const Ref first = r.tangent(0) ? kFirst(r.tangent(0), r.in(0), r.in(1), r.out()) : Ref();
  const Ref second = r.tangent(1) ? kSecond(r.tangent(1), r.in(0), r.in(1), r.out()) : Ref();
  const Ref sum = plus(first, second);
  return sum ? broadcast_to(sum, r.out().shape()) : sum;
}

template <Binary kFunction, Chain kFirst, Chain kSecond>
constexpr Operation arithmetic(const char* name, std::uint32_t reads) {
  return {
      .name = name,
      .infer = infer_same,
      .eval = eval_binary<kFunction>,
      .vjp = vjp_binary<kFirst, kSecond>,
      .jvp = jvp_binary<kFirst, kSecond>,
      .batch = batch_elementwise,
      .reads = reads,
  };
}

// Half the derivative to each operand where they are equal.
Ref share(const Ref& d, const Ref& won, const Ref& tied) {
  return d * (cast(won, d.dtype()) + cast(tied, d.dtype()) * 0.5);
}

constexpr Operation kAdd =
    arithmetic<Binary::kAdd, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; }>("add", kReadsNothing);

constexpr Operation kSub =
    arithmetic<Binary::kSub, [](const Ref& d, const Ref&, const Ref&, const Ref&) { return d; },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return -d; }>("sub", kReadsNothing);

constexpr Operation kMul =
    arithmetic<Binary::kMul, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d * b; },
               [](const Ref& d, const Ref& a, const Ref&, const Ref&) { return d * a; }>("mul",
                                                                                         kReads0 | kReads1);

constexpr Operation kDiv =
    arithmetic<Binary::kDiv, [](const Ref& d, const Ref&, const Ref& b, const Ref&) { return d / b; },
               [](const Ref& d, const Ref&, const Ref& b, const Ref& y) { return -(d * y / b); }>(
        "div", kReads1 | kReadsOut);

// b a^(b-1), which is 0 where b is 0 whatever a; a^b log a, taken as 0 where a is 0.
constexpr Operation kPow =
    arithmetic<Binary::kPow,
               [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                 const Ref zero = scalar(b.dtype(), 0);
                 return d * where(equal(b, zero), zero, b * pow(a, b - 1.0));
               },
               [](const Ref& d, const Ref& a, const Ref&, const Ref& y) {
                 return d * y * log(where(equal(a, scalar(a.dtype(), 0)), scalar(a.dtype(), 1), a));
               }>("pow", kReads0 | kReads1 | kReadsOut);

constexpr Operation kMaximum = arithmetic<Binary::kMaximum,
                                          [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                            return share(d, greater(a, b), equal(a, b));
                                          },
                                          [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                            return share(d, greater(b, a), equal(a, b));
                                          }>("maximum", kReads0 | kReads1);

constexpr Operation kMinimum = arithmetic<
    Binary::kMinimum,
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return share(d, less(a, b), equal(a, b)); },
    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) { return share(d, less(b, a), equal(a, b)); }>(
    "minimum", kReads0 | kReads1);

template <Compare kFunction>
constexpr Operation comparison(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                infer_same(i);
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
          .infer = infer_same,
          .eval = eval_binary<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

constexpr Operation kEqual = comparison<Compare::kEqual>("equal");
constexpr Operation kNotEqual = comparison<Compare::kNotEqual>("not_equal");
constexpr Operation kLess = comparison<Compare::kLess>("less");
constexpr Operation kLessEqual = comparison<Compare::kLessEqual>("less_equal");
constexpr Operation kGreater = comparison<Compare::kGreater>("greater");
constexpr Operation kGreaterEqual = comparison<Compare::kGreaterEqual>("greater_equal");
constexpr Operation kAnd = logical<Binary::kAnd>("logical_and");
constexpr Operation kOr = logical<Binary::kOr>("logical_or");
constexpr Operation kXor = logical<Binary::kXor>("logical_xor");

Ref number(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_promoted(operation, as_number(a), as_number(b));
}

Ref truth(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_to(operation, {}, cast(a, DType::kBool), cast(b, DType::kBool));
}

}  // namespace

Ref add(const Ref& a, const Ref& b) { return number(kAdd, a, b); }
Ref sub(const Ref& a, const Ref& b) { return number(kSub, a, b); }
Ref mul(const Ref& a, const Ref& b) { return number(kMul, a, b); }
Ref div(const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  if (is_floating(common)) return number(kDiv, a, b);
  return apply_to(kDiv, {}, as_floating(a), as_floating(b));
}
Ref pow(const Ref& a, const Ref& b) { return number(kPow, a, b); }
Ref maximum(const Ref& a, const Ref& b) { return number(kMaximum, a, b); }
Ref minimum(const Ref& a, const Ref& b) { return number(kMinimum, a, b); }
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
