// Changing how a tensor is held, not what it says.
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

const Operation kCast = {
    .name = "cast",
    .infer =
        [](Inference& i) {
          i.dtype = i.attributes.as<DType>();
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          kernels::cast(x.dtype, e.out.dtype, extent_of(x.shape), operand(x), e.allocate());
        },
    // Linear between floating types. What became an integer, or was one, carries no derivative.
    .vjp = [](Vjp& r) { r.give(0, cast(r.ct(), r.in_dtype(0))); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? cast(r.tangent(0), r.attributes<DType>()) : Ref(); },
    .batch = batch_elementwise,
};

const Operation kStopGradient = {
    .name = "stop_gradient",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          i.weak = i.in(0).weak;
        },
    .eval = [](const Evaluation& e) { e.alias(e.in(0), 0, e.in(0).strides); },
    .batch = batch_elementwise,
    .blocks_gradient = true,
};

const Operation kContiguous = {
    .name = "contiguous",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          std::byte* data = e.allocate();
          kernels::copy(x.dtype, extent_of(x.shape), operand(x), {data, e.out.strides.data()});
        },
    .vjp = [](Vjp& r) { r.give(0, r.ct()); },
    .jvp = [](const Jvp& r) { return r.tangent(0); },
    .batch = batch_elementwise,
};

}  // namespace

Ref cast(const Ref& x, DType dtype) { return x.dtype() == dtype ? x : apply_to(kCast, Attributes(dtype), x); }
Ref stop_gradient(const Ref& x) { return apply_to(kStopGradient, {}, x); }
Ref contiguous(const Ref& x) { return !x->symbolic && x->contiguous() ? x : apply_to(kContiguous, {}, x); }

}  // namespace adjoint::ops
