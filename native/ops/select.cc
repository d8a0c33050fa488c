// Choosing between two operands, element by element.
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

Ref zero_like(const Ref& x) { return scalar(x.dtype(), 0); }

const Operation kWhere = {
    .name = "where",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(1).dtype;
          i.weak = i.in(1).weak && i.in(2).weak;
          i.shape = broadcast_shapes("where", i.in(0).shape,
                                     broadcast_shapes("where", i.in(1).shape, i.in(2).shape));
        },
    .eval =
        [](const Evaluation& e) {
          const Shape& shape = e.out.shape;
          const BroadcastOperand condition(e.in(0), shape), a(e.in(1), shape), b(e.in(2), shape);
          kernels::select(e.out.dtype, extent_of(shape), condition.in(), a.in(), b.in(), e.allocate());
        },
    // Selecting again, not multiplying by 0: a NaN or infinity of the branch not taken stays out.
    .vjp =
        [](Vjp& r) {
          const Ref zero = zero_like(r.ct());
          if (r.wants(1)) r.give(1, sum_to(where(r.in(0), r.ct(), zero), r.in_shape(1)));
          if (r.wants(2)) r.give(2, sum_to(where(r.in(0), zero, r.ct()), r.in_shape(2)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(1) && !r.tangent(2)) return nullptr;
      const Ref zero = zero_like(r.out());
      const Ref d = where(r.in(0), r.tangent(1) ? r.tangent(1) : zero, r.tangent(2) ? r.tangent(2) : zero);
      return broadcast_to(d, r.out().shape());
    },
    .batch = batch_elementwise,
    .reads = kReads0,
    .kind = OperationKind::kElementwise,
    .any_type = true,
    .loop = [](const Attributes&, DType, DType result) { return kernels::loop_of_select(result); },
};

// ---- clip ----

// Which bounds there are. What stands for one that is missing is not read.
struct Bounds {
  bool low, high;
};

Ref over(const Ref& x, const Ref& low, const Ref& high, const Bounds& bounds) {
  return bounds.high ? greater(bounds.low ? maximum(x, low) : x, high) : Ref();
}
Ref under(const Ref& x, const Ref& low, const Bounds& bounds) { return bounds.low ? less(x, low) : Ref(); }

// One of three by what the element is limited by; null stands for zero.
Ref chosen(const Ref& over, const Ref& under, const Ref& x, const Ref& low, const Ref& high, DType type) {
  const Ref zero = scalar(type, 0);
  const Ref inside = under ? where(under, low ? low : zero, x ? x : zero) : x ? x : zero;
  return over ? where(over, high ? high : zero, inside) : inside;
}

const Operation kClip = {
    .name = "clip",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = broadcast_shapes(i.operation, i.in(0).shape,
                                     broadcast_shapes(i.operation, i.in(1).shape, i.in(2).shape));
        },
    .eval =
        [](const Evaluation& e) {
          const auto& bounds = e.out.attributes.as<Bounds>();
          const BroadcastOperand x(e.in(0), e.out.shape), low(e.in(1), e.out.shape),
              high(e.in(2), e.out.shape);
          const kernels::Extent extent = extent_of(e.out.shape);
          void* y = e.allocate();
          if (bounds.low)
            kernels::binary(kernels::Binary::kMaximum, e.out.dtype, extent, x.in(), low.in(), y);
          const kernels::In raised = bounds.low ? kernels::In{y, e.out.strides.data()} : x.in();
          if (bounds.high)
            kernels::binary(kernels::Binary::kMinimum, e.out.dtype, extent, raised, high.in(), y);
        },
    .vjp =
        [](Vjp& r) {
          const auto& bounds = r.attributes<Bounds>();
          const Ref above = over(r.in(0), r.in(1), r.in(2), bounds), below = under(r.in(0), r.in(1), bounds);
          const DType type = r.ct().dtype();
          if (r.wants(0))
            r.give(0, sum_to(chosen(above, below, r.ct(), nullptr, nullptr, type), r.in_shape(0)));
          if (r.wants(1) && bounds.low)
            r.give(1, sum_to(chosen(above, below, nullptr, r.ct(), nullptr, type), r.in_shape(1)));
          if (r.wants(2) && bounds.high)
            r.give(2, sum_to(chosen(above, below, nullptr, nullptr, r.ct(), type), r.in_shape(2)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0) && !r.tangent(1) && !r.tangent(2)) return nullptr;
      const auto& bounds = r.attributes<Bounds>();
      const Ref above = over(r.in(0), r.in(1), r.in(2), bounds), below = under(r.in(0), r.in(1), bounds);
      const Ref d = chosen(above, below, r.tangent(0), r.tangent(1), r.tangent(2), r.out().dtype());
      return broadcast_to(d, r.out().shape());
    },
    .batch = batch_elementwise,
    .reads = kReads0 | kReads1 | kReads2,
    .kind = OperationKind::kElementwise,
};

}  // namespace

Ref clip(const Ref& x, const Ref& low, const Ref& high) {
  if (!low && !high) return reshape(x, x.shape());
  Promotable common{as_number(x).dtype(), x->weak};
  for (const Ref* bound : {&low, &high})
    if (*bound) common = promote(common, {bound->dtype(), (*bound)->weak});
  const Ref none = scalar(common.dtype, 0);
  return apply_to(kClip, Attributes(Bounds{low.get() != nullptr, high.get() != nullptr}),
                  as_type(as_number(x), common.dtype), low ? as_type(low, common.dtype) : none,
                  high ? as_type(high, common.dtype) : none);
}

Ref where(const Ref& condition, const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  return apply_to(kWhere, {}, cast(condition, DType::kBool), as_type(a, common), as_type(b, common));
}

}  // namespace adjoint::ops
