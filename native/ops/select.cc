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
};

}  // namespace

Ref where(const Ref& condition, const Ref& a, const Ref& b) {
  const DType common = promote({a.dtype(), a->weak}, {b.dtype(), b->weak}).dtype;
  return apply_to(kWhere, {}, cast(condition, DType::kBool), as_type(a, common), as_type(b, common));
}

}  // namespace adjoint::ops
