// Reading and adding at positions that are data.
#include "kernels/index.h"

#include "core/context.h"
#include "kernels/elementwise.h"
#include "ops/along.h"
#include "ops/sums.h"

namespace adjoint::ops {
namespace {

constexpr Caller kTakes{"Take"}, kTakesAlong{"TakeAlongAxis"}, kPicksClasses{"cross_entropy", false};

// ---- take: whole slices at indices of any shape ----

Ref add_slices(const Ref& slices, const Ref& indices, const Along& along);

// Adds slices at indices inside the extent to row-major elements of the given shape.
template <class Kernel>
void add_slices_to(void* y, const Shape& shape, const Along& along, const Ref& slices, const Ref& indices,
                   Kernel kernel) {
  const Ref x = contiguous(slices);
  const Places p = places_in(shape, along, contiguous(indices));
  kernel(x.dtype(), p.outer, p.extent, p.inner, x->data, p.at, p.count, y);
}

// The shape of what slices were taken from.
Shape whole_shape(const Shape& slices, const Shape& indices, const Along& along) {
  Shape shape = slices;
  for (int i = along.batches; i < indices.rank(); ++i) shape.erase(along.axis);
  shape.insert(along.axis, along.extent);
  return shape;
}

const Operation kTake = {
    .name = "take",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = taken_shape(i.in(0).shape, i.in(1).shape, i.attributes.as<Along>());
        },
    .eval =
        [](const Evaluation& e) {
          const auto& along = e.out.attributes.as<Along>();
          const Ref x = contiguous(e.inputs[0]), indices = contiguous(e.inputs[1]);
          check_inside(*indices, along);
          void* y = e.allocate();
          if (e.out.count() == 0) return;  // of outer axes that may be longer than can be gone through
          const Places p = places_in(x.shape(), along, indices);
          kernels::take(x.dtype(), p.outer, p.extent, p.inner, x->data, p.at, p.count, y);
        },
    .vjp =
        [](Vjp& r) {
          const Along along = r.attributes<Along>();
          if (std::byte* sum = r.sum_in_place(0, {r.ct().get(), r.in(1).get()}))
            add_slices_to(sum, r.in_shape(0), along, r.ct(), r.in(1), kernels::add_scattered);
          else
            r.give(0, add_slices(r.ct(), r.in(1), along.on(nothing_for(r, 0))));
        },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? take_slices(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          Along along = r.attributes<Along>();
          if (along.batches == 0 && !r.batched(0))
            return move_axis(take_slices(r.in(0), r.in(1), along), along.axis, 0);
          if (along.batches == 0 && !r.batched(1)) {
            ++along.axis;
            return take_slices(r.in(0), r.in(1), along);
          }
          return take_slices(with_batch_axis(r, 0), with_batch_axis(r, 1), along.within_batch());
        },
    .reads = kReads1,
    .any_type = true,
};

// The adjoint of take: slices are added up where their indices say.
const Operation kAddSlices = {
    .name = "add_slices",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = whole_shape(i.in(0).shape, i.in(1).shape, i.attributes.as<Along>());
        },
    .eval =
        [](const Evaluation& e) {
          const auto& along = e.out.attributes.as<Along>();
          const Ref indices = contiguous(e.inputs[1]);
          check_inside(*indices, along);
          void* y = e.allocate();
          kernels::fill(e.out.dtype, e.out.count(), along.nothing, y);
          add_slices_to(y, e.out.shape, along, e.inputs[0], indices, kernels::scatter_add);
        },
    .vjp = [](Vjp& r) { r.give(0, take_slices(r.ct(), r.in(1), r.attributes<Along>())); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? add_slices(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          Along along = r.attributes<Along>();
          if (along.batches == 0 && !r.batched(1)) {
            ++along.axis;
            return add_slices(r.in(0), r.in(1), along);
          }
          return add_slices(with_batch_axis(r, 0), with_batch_axis(r, 1), along.within_batch());
        },
    .reads = kReads1,
};

Ref add_slices(const Ref& slices, const Ref& indices, const Along& along) {
  if (has_parts(slices))
    return by_parts(slices, [&](const Ref& part) { return add_slices(part, indices, along); });
  return apply_to(kAddSlices, Attributes(along), slices, indices);
}

// ---- take_along_axis: one element an index ----

Ref add_along(const Ref& x, const Ref& indices, const Along& along);

// Both operands have one rank and equal extents except along the axis.
template <class Kernel>
void run_along(const Evaluation& e, const Shape& whole, Kernel kernel) {
  const auto& along = e.out.attributes.as<Along>();
  const Ref x = contiguous(e.inputs[0]), indices = contiguous(e.inputs[1]);
  check_inside(*indices, along);
  const Sides sides(whole, along.axis);
  kernel(e.out.dtype, sides.outer, along.extent, sides.inner, x->data, indices->elements<std::int64_t>(),
         indices.shape()[along.axis]);
}

const Operation kTakeAlong = {
    .name = "take_along_axis",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = i.in(1).shape;
        },
    .eval =
        [](const Evaluation& e) {
          void* y = e.allocate();
          if (e.out.count() == 0) return;
          run_along(e, e.in(0).shape, [y](auto... arguments) { kernels::take_along(arguments..., y); });
        },
    .vjp = [](Vjp& r) { r.give(0, add_along(r.ct(), r.in(1), r.attributes<Along>())); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? take_along(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          return take_along(with_batch_axis(r, 0), with_batch_axis(r, 1),
                            r.attributes<Along>().within_batch());
        },
    .reads = kReads1,
    .any_type = true,
};

const Operation kAddAlong = {
    .name = "add_along_axis",
    .infer =
        [](Inference& i) {
          const auto& along = i.attributes.as<Along>();
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = i.in(0).shape;
          i.shape[along.axis] = along.extent;
        },
    .eval =
        [](const Evaluation& e) {
          void* y = e.allocate();
          kernels::fill(e.out.dtype, e.out.count(), 0, y);
          run_along(e, e.out.shape,
                    [y](auto... arguments) { kernels::write_along(kernels::Write::kAdd, arguments..., y); });
        },
    .vjp = [](Vjp& r) { r.give(0, take_along(r.ct(), r.in(1), r.attributes<Along>())); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? add_along(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          return add_along(with_batch_axis(r, 0), with_batch_axis(r, 1),
                           r.attributes<Along>().within_batch());
        },
    .reads = kReads1,
};

Ref add_along(const Ref& x, const Ref& indices, const Along& along) {
  if (has_parts(x)) return by_parts(x, [&](const Ref& part) { return add_along(part, indices, along); });
  return apply_to(kAddAlong, Attributes(along), x, indices);
}

// ---- one_hot ----

struct OneHotAttributes {
  std::int64_t depth;
  DType dtype;
};

const Operation kOneHot = {
    .name = "one_hot",
    .infer =
        [](Inference& i) {
          i.dtype = i.attributes.as<OneHotAttributes>().dtype;
          i.weak = false;
          i.shape = i.in(0).shape;
          i.shape.push_back(i.attributes.as<OneHotAttributes>().depth);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref indices = contiguous(e.inputs[0]);
          kernels::one_hot(e.out.dtype, indices->count(), e.out.shape.back(),
                           indices->elements<std::int64_t>(), e.allocate());
        },
    .batch = batch_elementwise,
    .blocks_gradient = true,
};

}  // namespace

Ref take_slices(const Ref& x, const Ref& indices, const Along& along) {
  return apply_to(kTake, Attributes(along), x, indices);
}

Ref take_along(const Ref& x, const Ref& indices, const Along& along) {
  return apply_to(kTakeAlong, Attributes(along), x, indices);
}

Ref take(const Ref& x, const Ref& indices, int axis) {
  return take_slices(x, as_indices("take", indices), {axis, 0, x.shape()[axis], &kTakes});
}

Ref take_along_axis(const Ref& x, const Ref& indices, int axis) {
  if (x.rank() != indices.rank())
    fail(ADJ_ERROR_SHAPE, "take_along_axis: indices of shape ", to_string(indices.shape()),
         " need as many dimensions as shape ", to_string(x.shape()));
  // Except along the axis the two broadcast with each other.
  Shape of_x = x.shape(), of_indices = indices.shape();
  of_x[axis] = of_indices[axis] = 1;
  Shape common = broadcast_shapes("take_along_axis", of_x, of_indices);
  of_x = of_indices = common;
  of_x[axis] = x.shape()[axis];
  of_indices[axis] = indices.shape()[axis];
  return take_along(broadcast_to(x, of_x), broadcast_to(as_indices("take_along_axis", indices), of_indices),
                    {axis, 0, x.shape()[axis], &kTakesAlong});
}

Ref pick_classes(const Ref& x, const Ref& classes) {
  const int last = x.rank() - 1;
  AxisSet axis;
  axis.add(last);
  const Ref indices = expand_dims(as_indices("cross_entropy", classes), axis);
  return squeeze(take_along(x, indices, {last, 0, x.shape()[last], &kPicksClasses}), axis);
}

Ref nonzero(const Ref& x) {
  require_value(*x);
  const Ref truth = contiguous(cast(x, DType::kBool));
  const auto* elements = truth->elements<std::uint8_t>();
  const std::int64_t count = truth->count();
  const Ref places =
      new_constant(DType::kInt64, Shape{kernels::count_true(elements, count), std::int64_t{x.rank()}});
  kernels::places_of_true(extent_of(x.shape()), elements, count, places->elements<std::int64_t>());
  return places;
}

Ref one_hot(const Ref& indices, std::int64_t depth, DType dtype) {
  if (depth < 0) fail(ADJ_ERROR_RANGE, "one_hot: a depth of ", depth, "; it must not be negative");
  return apply_to(kOneHot, Attributes(OneHotAttributes{depth, dtype}), as_indices("one_hot", indices));
}

}  // namespace adjoint::ops
