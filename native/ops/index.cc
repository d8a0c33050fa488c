// Reading and adding at positions that are data.
#include "kernels/index.h"

#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct Along {
  int axis;
  std::int64_t extent;  // of that axis, where the operand that had it is not at hand
};

// A row-major array seen from one of its axes.
struct Sides {
  std::int64_t outer = 1, inner = 1;
  Sides(const Shape& shape, int axis) {
    for (int i = 0; i < axis; ++i) outer *= shape[i];
    for (int i = axis + 1; i < shape.rank(); ++i) inner *= shape[i];
  }
};

void check_inside(const char* operation, const Node& indices, std::int64_t extent) {
  const std::int64_t at =
      kernels::find_out_of_range(indices.elements<std::int64_t>(), indices.count(), extent);
  if (at >= 0)
    fail(ADJ_ERROR_RANGE, operation, ": index ", indices.elements<std::int64_t>()[at],
         " is out of range for an axis of extent ", extent);
}

Ref as_indices(const char* operation, const Ref& indices) {
  if (!is_integer(indices.dtype()))
    fail(ADJ_ERROR_DTYPE, operation, ": indices must be integers, not ", name_of(indices.dtype()));
  return cast(indices, DType::kInt64);
}

Ref with_batch_axis(const Batch& r, std::size_t i) {
  if (r.batched(i)) return r.in(i);
  Shape shape = r.in(i).shape();
  shape.insert(0, r.size());
  return broadcast_to(r.in(i), shape);
}

// ---- take: whole slices at indices of any shape ----

Ref add_slices(const Ref& slices, const Ref& indices, Along along);

// Adds slices at indices inside the extent to row-major elements of the given shape.
void add_slices_to(void* y, const Shape& shape, int axis, const Ref& slices, const Ref& indices) {
  const Ref x = contiguous(slices), at = contiguous(indices);
  const Sides sides(shape, axis);
  kernels::scatter_add(x.dtype(), sides.outer, shape[axis], sides.inner, x->data,
                       at->elements<std::int64_t>(), at->count(), y);
}

Shape taken_shape(const Shape& x, const Shape& indices, int axis) {
  Shape shape = x;
  shape.erase(axis);
  for (int i = 0; i < indices.rank(); ++i) shape.insert(axis + i, indices[i]);
  return shape;
}

// Every member of the batch has indices of its own: positions within the flattened batch serve all.
Ref flat_indices(const Ref& indices, std::int64_t size, std::int64_t extent) {
  const Ref inside =
      where(less(indices, scalar(DType::kInt64, 0)), indices + static_cast<double>(extent), indices);
  Shape shape = Dims::filled(indices.rank(), 1);
  shape[0] = size;
  return inside + reshape(arange(0, static_cast<double>(extent), size, DType::kInt64), shape);
}

const Operation kTake = {
    .name = "take",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = taken_shape(i.in(0).shape, i.in(1).shape, i.attributes.as<Along>().axis);
        },
    .eval =
        [](const Evaluation& e) {
          const int axis = e.out.attributes.as<Along>().axis;
          const Ref x = contiguous(e.inputs[0]), indices = contiguous(e.inputs[1]);
          const std::int64_t extent = x.shape()[axis];
          check_inside("take", *indices, extent);
          const Sides sides(x.shape(), axis);
          kernels::take(x.dtype(), sides.outer, extent, sides.inner, x->data,
                        indices->elements<std::int64_t>(), indices->count(), e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const Along along = r.attributes<Along>();
          if (std::byte* sum = r.sum_in_place(0, {r.ct().get(), r.in(1).get()}))
            add_slices_to(sum, r.in_shape(0), along.axis, r.ct(), r.in(1));
          else
            r.give(0, add_slices(r.ct(), r.in(1), along));
        },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? take(r.tangent(0), r.in(1), r.attributes<Along>().axis) : Ref();
        },
    .batch =
        [](const Batch& r) {
          const Along along = r.attributes<Along>();
          if (!r.batched(1)) return take(r.in(0), r.in(1), along.axis + 1);
          if (!r.batched(0)) return move_axis(take(r.in(0), r.in(1), along.axis), along.axis, 0);
          // Bring the axis behind the batch, take from both flattened, and put the rest where it belongs.
          const Ref x = move_axis(r.in(0), along.axis + 1, 1);
          Shape flat = x.shape();
          flat.erase(0);
          flat[0] = r.size() * along.extent;
          Ref y = take(reshape(x, flat), flat_indices(r.in(1), r.size(), along.extent), 0);
          // y: [batch, indices..., rest...]; the first `axis` dimensions of the rest go before the indices.
          const int index_rank = r.in(1).rank() - 1;
          for (int i = 0; i < along.axis; ++i) y = move_axis(y, 1 + index_rank + i, 1 + i);
          return y;
        },
    .reads = kReads1,
    .any_type = true,
};

// The adjoint of take: slices are added up where their indices say.
const Operation kAddSlices = {
    .name = "scatter_add",
    .infer =
        [](Inference& i) {
          const auto& along = i.attributes.as<Along>();
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = i.in(0).shape;
          for (int k = 0; k < i.in(1).shape.rank(); ++k) i.shape.erase(along.axis);
          i.shape.insert(along.axis, along.extent);
        },
    .eval =
        [](const Evaluation& e) {
          const auto& along = e.out.attributes.as<Along>();
          const Ref indices = contiguous(e.inputs[1]);
          check_inside("scatter_add", *indices, along.extent);
          void* y = e.allocate();
          kernels::fill(e.out.dtype, e.out.count(), 0, y);
          add_slices_to(y, e.out.shape, along.axis, e.inputs[0], indices);
        },
    .vjp = [](Vjp& r) { r.give(0, take(r.ct(), r.in(1), r.attributes<Along>().axis)); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? add_slices(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          const Along along = r.attributes<Along>();
          if (!r.batched(1)) return add_slices(r.in(0), r.in(1), {along.axis + 1, along.extent});
          Ref slices = with_batch_axis(r, 0);
          const int index_rank = r.in(1).rank() - 1;
          for (int i = 0; i < index_rank; ++i) slices = move_axis(slices, 1 + along.axis + i, 1 + i);
          const Ref flat =
              add_slices(slices, flat_indices(r.in(1), r.size(), along.extent), {0, r.size() * along.extent});
          Shape shape = flat.shape();
          shape[0] = along.extent;
          shape.insert(0, r.size());
          return move_axis(reshape(flat, shape), 1, along.axis + 1);
        },
    .reads = kReads1,
};

Ref add_slices(const Ref& slices, const Ref& indices, Along along) {
  return apply_to(kAddSlices, Attributes(along), slices, indices);
}

// ---- take_along_axis: one element an index ----

Ref add_along(const Ref& x, const Ref& indices, Along along);

// Both operands have one rank and equal extents except along the axis.
template <class Kernel>
void run_along(const Evaluation& e, const Shape& whole, Kernel kernel) {
  const auto& along = e.out.attributes.as<Along>();
  const Ref x = contiguous(e.inputs[0]), indices = contiguous(e.inputs[1]);
  check_inside("take_along_axis", *indices, along.extent);
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
          run_along(e, e.in(0).shape, [y](auto... arguments) { kernels::take_along(arguments..., y); });
        },
    .vjp = [](Vjp& r) { r.give(0, add_along(r.ct(), r.in(1), r.attributes<Along>())); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? take_along_axis(r.tangent(0), r.in(1), r.attributes<Along>().axis) : Ref();
        },
    .batch =
        [](const Batch& r) {
          return take_along_axis(with_batch_axis(r, 0), with_batch_axis(r, 1),
                                 r.attributes<Along>().axis + 1);
        },
    .reads = kReads1,
    .any_type = true,
};

const Operation kAddAlong = {
    .name = "scatter_along_axis_add",
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
          run_along(e, e.out.shape, [y](auto... arguments) { kernels::scatter_along_add(arguments..., y); });
        },
    .vjp = [](Vjp& r) { r.give(0, take_along_axis(r.ct(), r.in(1), r.attributes<Along>().axis)); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? add_along(r.tangent(0), r.in(1), r.attributes<Along>()) : Ref();
        },
    .batch =
        [](const Batch& r) {
          const Along along = r.attributes<Along>();
          return add_along(with_batch_axis(r, 0), with_batch_axis(r, 1), {along.axis + 1, along.extent});
        },
    .reads = kReads1,
};

Ref add_along(const Ref& x, const Ref& indices, Along along) {
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
          checked_count("one_hot", i.shape);
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

Ref take(const Ref& x, const Ref& indices, int axis) {
  return apply_to(kTake, Attributes(Along{axis, x.shape()[axis]}), x, as_indices("take", indices));
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
  return apply_to(kTakeAlong, Attributes(Along{axis, x.shape()[axis]}), broadcast_to(x, of_x),
                  broadcast_to(as_indices("take_along_axis", indices), of_indices));
}

Ref one_hot(const Ref& indices, std::int64_t depth, DType dtype) {
  if (depth < 0) fail(ADJ_ERROR_RANGE, "one_hot: a depth of ", depth, "; it must not be negative");
  return apply_to(kOneHot, Attributes(OneHotAttributes{depth, dtype}), as_indices("one_hot", indices));
}

}  // namespace adjoint::ops
