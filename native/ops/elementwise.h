// What the definitions of elementwise operations share.
#pragma once

#include "kernels/division.h"
#include "kernels/elementary.h"
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {

// ---- one operand ----

// kFunction is one of an enumeration of kernels: each has `unary` or `binary` for itself.
template <auto kFunction>
void eval_unary(const Evaluation& e) {
  const Node& x = e.in(0);
  kernels::unary(kFunction, x.dtype, extent_of(x.shape), operand(x), e.allocate());
}

// The loop of a kernel that has one.
template <auto kFunction>
ElementLoop loop_of_kernel(const Attributes&, DType operands, DType) {
  if constexpr (requires { kernels::loop_of(kFunction, operands); })
    return kernels::loop_of(kFunction, operands);
  else
    return {};
}

// A smooth function is told by its chain rule: the change of y, given the change `d` of x. Being a
// multiplication by dy/dx, it serves both modes.
using Chain = Ref (*)(const Ref& d, const Ref& x, const Ref& y);

// Whether there is a kernel for complex numbers, whose derivative is then a complex number by the same rule.
enum class Domain : bool { kReal, kComplexToo };

template <auto kFunction, Chain kChain>
Operation smooth(const char* name, std::uint32_t reads, Domain domain = Domain::kReal) {
  return {
      .name = name,
      .infer = infer_like_operand,
      .eval = eval_unary<kFunction>,
      .vjp =
          [](Vjp& r) {
            r.give(0, pulled_back(r.ct(), [&](const Ref& d) { return kChain(d, r.in(0), r.out()); }));
          },
      .jvp = [](const Jvp& r) { return r.tangent(0) ? kChain(r.tangent(0), r.in(0), r.out()) : Ref(); },
      .batch = batch_elementwise,
      .reads = reads,
      .kind = OperationKind::kElementwise,
      .complex = domain == Domain::kComplexToo,
      .loop = loop_of_kernel<kFunction>,
  };
}

// A function that is constant wherever it is smooth: its derivative is zero.
template <auto kFunction>
Operation piecewise_constant(const char* name) {
  return {.name = name,
          .infer = infer_like_operand,
          .eval = eval_unary<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kElementwise,
          .loop = loop_of_kernel<kFunction>};
}

inline Ref floating(const Operation& operation, const Ref& x) {
  return apply_to(operation, {}, as_floating(x));
}
inline Ref number(const Operation& operation, const Ref& x) { return apply_to(operation, {}, as_number(x)); }

// ---- two operands, with broadcasting ----

// Operands of one type.
inline Ref apply_promoted(const Operation& operation, const Ref& a, const Ref& b) {
  if (a.dtype() == b.dtype()) return apply_to(operation, {}, a, b);
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  return apply_to(operation, {}, as_type(a, common), as_type(b, common));
}

inline Ref number(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_promoted(operation, as_number_beside(a, b), as_number_beside(b, a));
}
inline Ref floating(const Operation& operation, const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  if (is_differentiable(common)) return number(operation, a, b);
  return apply_promoted(operation, as_floating(a), as_floating(b));
}

inline void infer_broadcast(Inference& i) {
  const Node &a = i.in(0), &b = i.in(1);
  i.dtype = a.dtype;
  broadcast_shapes(i.operation, a.shape, b.shape, i.shape);
}

template <auto kFunction>
void eval_binary(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  kernels::binary(kFunction, a.dtype, extent_of(e.out.shape), x.in(), y.in(), e.allocate());
}

// None where the evaluation does more than run the kernel.
template <auto kFunction, void (*kEval)(const Evaluation&)>
ElementLoop loop_if_usual(const Attributes& attributes, DType operands, DType result) {
  if constexpr (kEval == eval_binary<kFunction>)
    return loop_of_kernel<kFunction>(attributes, operands, result);
  else
    return {};
}

// The chain rule of one operand: the change of the result, given the change `d` of that operand. Being a
// multiplication by a partial derivative, it serves both modes.
using ChainOfTwo = Ref (*)(const Ref& d, const Ref& a, const Ref& b, const Ref& y);

template <ChainOfTwo kChain>
void give_chain(Vjp& r, std::size_t i) {
  if (!r.wants(i)) return;
  const auto chain = [&](const Ref& d) { return kChain(d, r.in(0), r.in(1), r.out()); };
  r.give(i, sum_to(pulled_back(r.ct(), chain), r.in_shape(i)));
}

template <ChainOfTwo kFirst, ChainOfTwo kSecond>
void vjp_binary(Vjp& r) {
  give_chain<kFirst>(r, 0);
  give_chain<kSecond>(r, 1);
}

template <ChainOfTwo kFirst, ChainOfTwo kSecond>
Ref jvp_binary(const Jvp& r) {
  const Ref first = r.tangent(0) ? kFirst(r.tangent(0), r.in(0), r.in(1), r.out()) : Ref();
  const Ref second = r.tangent(1) ? kSecond(r.tangent(1), r.in(0), r.in(1), r.out()) : Ref();
  const Ref sum = plus(first, second);
  return sum ? broadcast_to(sum, r.out().shape()) : sum;
}

template <auto kFunction, ChainOfTwo kFirst, ChainOfTwo kSecond,
          void (*kEval)(const Evaluation&) = eval_binary<kFunction>>
Operation arithmetic(const char* name, std::uint32_t reads, Domain domain = Domain::kReal) {
  return {
      .name = name,
      .infer = infer_broadcast,
      .eval = kEval,
      .vjp = vjp_binary<kFirst, kSecond>,
      .jvp = jvp_binary<kFirst, kSecond>,
      .batch = batch_elementwise,
      .reads = reads,
      .kind = OperationKind::kElementwise,
      .complex = domain == Domain::kComplexToo,
      .loop = loop_if_usual<kFunction, kEval>,
  };
}

// A function of two operands of which no derivative passes.
template <auto kFunction, void (*kEval)(const Evaluation&) = eval_binary<kFunction>>
Operation constant_in_both(const char* name) {
  return {.name = name,
          .infer = infer_broadcast,
          .eval = kEval,
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kElementwise,
          .loop = loop_if_usual<kFunction, kEval>};
}

// Each element of memory once: a view may repeat them more often than can be gone through.
inline Ref distinct(const Ref& x) {
  Dims count = x.shape();
  for (int i = 0; i < x.rank(); ++i)
    if (x->strides[i] == 0 && count[i] > 1) count[i] = 1;
  return slice(x, Dims::filled(x.rank(), 0), count, Dims::filled(x.rank(), 1));
}

inline Ref is_zero(const Ref& x) { return equal(x, scalar(x.dtype(), 0)); }
inline Ref instead(const Ref& condition, double value, const Ref& x) {
  return where(condition, scalar(x.dtype(), value), x);
}

}  // namespace adjoint::ops
