// Pieces that the definitions of several families share.
#pragma once

#include <algorithm>

#include "core/apply.h"
#include "kernels/view.h"
#include "ops/ops.h"

namespace adjoint::ops {

inline kernels::Extent extent_of(const Shape& shape) { return {shape.rank(), shape.data()}; }
inline kernels::In operand(const Node& n) { return {n.data, n.strides.data()}; }

// An operand read as if it had the shape of the result.
class BroadcastOperand {
 public:
  BroadcastOperand(const Node& n, const Shape& to) : data_(n.data), strides_(n.strides.data()) {
    if (n.shape == to) return;
    own_ = broadcast_strides(n.shape, n.strides, to);
    strides_ = own_.data();
  }
  BroadcastOperand(const BroadcastOperand&) = delete;
  BroadcastOperand& operator=(const BroadcastOperand&) = delete;
  kernels::In in() const { return {data_, strides_}; }

 private:
  const void* data_;
  const std::int64_t* strides_;
  Strides own_;
};

// The operand in the floating type that functions such as exp compute in.
// The tensor itself, or its conversion, which lives in `room` to the end of the statement: no reference is
// counted.
inline const Ref& as_floating(const Ref& x, Ref&& room = Ref()) {
  return is_differentiable(x.dtype()) ? x : room = as_type(x, floating_of(x.dtype(), x->weak));
}
// Truth values take part in arithmetic as integers.
inline const Ref& as_number(const Ref& x, Ref&& room = Ref()) {
  return x.dtype() == DType::kBool ? room = cast(x, DType::kInt32) : x;
}

// The same beside another operand, whose type truth values take where it has one of numbers.
inline const Ref& as_number_beside(const Ref& x, const Ref& other, Ref&& room = Ref()) {
  return other.dtype() == DType::kBool || other->weak ? as_number(x, std::move(room)) : x;
}

// A calculation of several operations on 16-bit floats is done in float32 and rounded once: whether the
// promoted type of operands asks for that, and an operand, which may be null, in the type that it is done in.
inline bool is_rounded_later(DType dtype) { return is_floating(dtype) && is_narrow(dtype); }
inline Ref unrounded(const Ref& x) {
  return x && is_rounded_later(x.dtype()) ? as_type(x, info_of(x.dtype()).computed_in) : x;
}

// The floating type in which operands meet; null ones are not there.
inline DType common_type(const Ref& x, std::initializer_list<Ref> others) {
  Promotable common{floating_of(x.dtype(), x->weak), x->weak};
  for (const Ref& other : others)
    if (other) common = promote(common, {other.dtype(), other->weak});
  return common.dtype;
}

// A result of the type and shape of the first operand.
inline void infer_like_operand(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape.set(i.in(0).shape);
}

// Sums of tangents, null standing for zero.
inline Ref plus(const Ref& a, const Ref& b) {
  if (!a) return b;
  return b ? add(a, b) : a;
}

// An operand of a broadcasting operation inside a batch: its batch axis stays first, and extents of 1
// follow it until the operand has `rank` dimensions besides.
inline Ref align_batched(const Batch& r, std::size_t i, int rank) {
  const Ref& x = r.in(i);
  if (!r.batched(i) || x.rank() == rank + 1) return x;
  Shape shape = x.shape();
  while (shape.rank() < rank + 1) shape.insert(1, 1);
  return reshape(x, shape);
}

// The batch rule of what works on each element by itself.
inline Ref batch_elementwise(const Batch& r) {
  int rank = 0;
  for (std::size_t i = 0; i < r.input_count(); ++i)
    rank = std::max(rank, r.in(i).rank() - (r.batched(i) ? 1 : 0));
  Ref aligned[3];
  Node* nodes[3];
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    aligned[i] = align_batched(r, i, rank);
    nodes[i] = aligned[i].get();
  }
  return apply(*r.node().operation, {nodes, r.input_count()}, r.node().attributes.clone());
}

// An operand with the axis of the batch in front: members share what has none.
inline Ref with_batch_axis(const Batch& r, std::size_t i) {
  if (r.batched(i)) return r.in(i);
  Shape shape = r.in(i).shape();
  shape.insert(0, r.size());
  return broadcast_to(r.in(i), shape);
}

// The batch rule of what treats leading axes all alike, and needs them in all of its operands, four at most.
inline Ref batch_alike(const Batch& r) {
  Ref in[4];
  Node* nodes[4];
  for (std::size_t i = 0; i < r.input_count(); ++i) {
    in[i] = with_batch_axis(r, i);
    nodes[i] = in[i].get();
  }
  return apply(*r.node().operation, {nodes, r.input_count()}, r.node().attributes.clone());
}

}  // namespace adjoint::ops
