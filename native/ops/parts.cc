// Parts of tensors: taking them out, writing them back, and joining them.
#include <vector>

#include "core/extents.h"
#include "kernels/elementwise.h"
#include "ops/rules.h"
#include "ops/sums.h"

namespace adjoint::ops {
namespace {

// A region: along every dimension `count` elements from `start` in steps of `step`, which may be negative.
struct Region {
  Dims start, count, step;
};

const Region& region_of(const Attributes& a) { return a.as<Region>(); }

// The address of the region's first element relative to the tensor's, and the strides between its elements.
std::int64_t locate(const Region& region, const Strides& strides, Strides& of_region) {
  std::int64_t offset = 0;
  of_region = strides;
  for (int i = 0; i < strides.rank(); ++i) {
    if (region.count[i] > 0) offset += region.start[i] * strides[i];
    // Of a single element the step, which may be huge, leads nowhere.
    of_region[i] = region.count[i] > 1 ? strides[i] * region.step[i] : strides[i];
  }
  return element_count(region.count) == 0 ? 0 : offset;
}

void check_region(const char* operation, const Shape& shape, const Region& region) {
  const int rank = shape.rank();
  if (region.start.rank() != rank || region.count.rank() != rank || region.step.rank() != rank)
    fail(ADJ_ERROR_SHAPE, operation, ": a region of ", region.start.rank(), " dimensions for shape ",
         to_string(shape));
  for (int i = 0; i < rank; ++i) {
    const std::int64_t start = region.start[i], count = region.count[i], step = region.step[i];
    if (step == 0) fail(ADJ_ERROR_ARGUMENT, operation, ": the step along axis ", i, " is 0");
    if (count < 0) fail(ADJ_ERROR_RANGE, operation, ": a negative count along axis ", i);
    if (count == 0) continue;
    std::int64_t span = 0, last = 0;
    const bool counted =
        !__builtin_mul_overflow(count - 1, step, &span) && !__builtin_add_overflow(start, span, &last);
    if (start < 0 || start >= shape[i] || !counted || last < 0 || last >= shape[i])
      fail(ADJ_ERROR_RANGE, operation, ": ", count, " elements from ", start, " in steps of ", step,
           " along axis ", i, " leave shape ", to_string(shape));
  }
}

Region with_batch(const Region& region, std::int64_t size) {
  Region r = region;
  r.start.insert(0, 0);
  r.count.insert(0, size);
  r.step.insert(0, 1);
  return r;
}

// Adds `update` to a region of row-major elements of the given shape.
void add_to_region(std::byte* data, const Shape& shape, const Node& update, const Region& region) {
  Strides strides, of_region;
  strides.set_contiguous(shape);
  data += locate(region, strides, of_region) * static_cast<std::int64_t>(size_of(update.dtype));
  kernels::add_to(update.dtype, extent_of(update.shape), operand(update), {data, of_region.data()});
}

Ref take_region(const Ref& x, const Region& region);
Ref write_region(const Ref& x, const Ref& update, const Region& region);

const Operation kSlice = {
    .name = "slice",
    .infer =
        [](Inference& i) {
          check_region("slice", i.in(0).shape, region_of(i.attributes));
          i.dtype = i.in(0).dtype;
          i.shape = region_of(i.attributes).count;
        },
    .eval =
        [](const Evaluation& e) {
          Strides strides;
          const std::int64_t offset = locate(region_of(e.out.attributes), e.in(0).strides, strides);
          e.alias(e.in(0), offset, strides);
        },
    .vjp =
        [](Vjp& r) {
          const auto& region = r.attributes<Region>();
          if (std::byte* sum = r.sum_in_place(0, {r.ct().get()}))
            add_to_region(sum, r.in_shape(0), *r.ct(), region);
          else
            r.give(0, write_region(full(r.in_dtype(0), r.in_shape(0), nothing_for(r, 0)), r.ct(), region));
        },
    .jvp =
        [](const Jvp& r) { return r.tangent(0) ? take_region(r.tangent(0), r.attributes<Region>()) : Ref(); },
    .batch =
        [](const Batch& r) { return take_region(r.in(0), with_batch(r.attributes<Region>(), r.size())); },
    .kind = OperationKind::kView,
    .any_type = true,
};

// x with `update` in place of a region.
const Operation kSliceUpdate = {
    .name = "slice_update",
    .infer =
        [](Inference& i) {
          check_region("slice_update", i.in(0).shape, region_of(i.attributes));
          i.dtype = i.in(0).dtype;
          i.weak = i.in(0).weak;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Node &x = e.in(0), &update = e.in(1);
          std::byte* data = e.allocate();
          kernels::copy(x.dtype, extent_of(x.shape), operand(x), {data, e.out.strides.data()});
          Strides strides;
          const std::int64_t offset = locate(region_of(e.out.attributes), e.out.strides, strides);
          kernels::copy(x.dtype, extent_of(update.shape), operand(update),
                        {data + offset * static_cast<std::int64_t>(size_of(x.dtype)), strides.data()});
        },
    .vjp =
        [](Vjp& r) {
          const auto& region = r.attributes<Region>();
          if (r.wants(0)) r.give(0, write_region(r.ct(), full(r.in_dtype(1), r.in_shape(1), 0), region));
          if (r.wants(1)) r.give(1, take_region(r.ct(), region));
        },
    .jvp = [](const Jvp& r) -> Ref {
      if (!r.tangent(0) && !r.tangent(1)) return nullptr;
      return write_region(r.tangent(0) ? r.tangent(0) : zeros_like(r.in(0)),
                          r.tangent(1) ? r.tangent(1) : zeros_like(r.in(1)), r.attributes<Region>());
    },
    .batch =
        [](const Batch& r) {
          Ref whole[2];
          for (std::size_t i = 0; i < 2; ++i) {
            whole[i] = r.in(i);
            if (r.batched(i)) continue;
            Shape shape = r.in(i).shape();
            shape.insert(0, r.size());
            whole[i] = broadcast_to(r.in(i), shape);
          }
          return write_region(whole[0], whole[1], with_batch(r.attributes<Region>(), r.size()));
        },
    .any_type = true,
};

Ref take_region(const Ref& x, const Region& region) { return apply_to(kSlice, Attributes(region), x); }
Ref write_region(const Ref& x, const Ref& update, const Region& region) {
  return apply_to(kSliceUpdate, Attributes(region), x, update);
}

// ---- concat ----

struct Axis {
  int axis;
};

// Piece i of a joined tensor.
Ref piece(const Ref& joined, int axis, std::int64_t from, std::int64_t length) {
  Region region{Dims::filled(joined.rank(), 0), joined.shape(), Dims::filled(joined.rank(), 1)};
  region.start[axis] = from;
  region.count[axis] = length;
  return take_region(joined, region);
}

const Operation kConcat = {
    .name = "concat",
    .infer =
        [](Inference& i) {
          const int axis = i.attributes.as<Axis>().axis;
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          for (std::size_t k = 1; k < i.inputs.size(); ++k) {
            Shape other = i.in(k).shape;
            const bool ranks_fit = other.rank() == i.shape.rank();
            const std::int64_t length = ranks_fit ? other[axis] : 0;
            if (ranks_fit) other[axis] = i.shape[axis];
            if (!(other == i.shape))
              fail(ADJ_ERROR_SHAPE, "concat: shapes ", to_string(i.in(0).shape), " and ",
                   to_string(i.in(k).shape), " differ in more than axis ", axis);
            i.shape[axis] = sum_of_extents(i.shape[axis], length);
          }
        },
    .eval =
        [](const Evaluation& e) {
          const int axis = e.out.attributes.as<Axis>().axis;
          std::byte* data = e.allocate();
          const auto step = e.out.strides[axis] * static_cast<std::int64_t>(size_of(e.out.dtype));
          for (const Node* x : e.inputs) {
            kernels::copy(x->dtype, extent_of(x->shape), operand(*x), {data, e.out.strides.data()});
            data += x->shape[axis] * step;
          }
        },
    .vjp =
        [](Vjp& r) {
          const int axis = r.attributes<Axis>().axis;
          std::int64_t from = 0;
          for (std::size_t i = 0; i < r.input_count(); ++i) {
            const std::int64_t length = r.in_shape(i)[axis];
            if (r.wants(i)) r.give(i, piece(r.ct(), axis, from, length));
            from += length;
          }
        },
    .jvp =
        [](const Jvp& r) {
          std::vector<Ref> tangents;
          for (std::size_t i = 0; i < r.input_count(); ++i)
            tangents.push_back(r.tangent(i) ? r.tangent(i) : zeros_like(r.in(i)));
          return concat(tangents, r.attributes<Axis>().axis);
        },
    .batch =
        [](const Batch& r) {
          std::vector<Ref> whole;
          for (std::size_t i = 0; i < r.input_count(); ++i) {
            Shape shape = r.in(i).shape();
            if (!r.batched(i)) shape.insert(0, r.size());
            whole.push_back(broadcast_to(r.in(i), shape));
          }
          return concat(whole, r.attributes<Axis>().axis + 1);
        },
    .any_type = true,
};

}  // namespace

Ref slice(const Ref& x, const Dims& start, const Dims& count, const Dims& step) {
  return take_region(x, {start, count, step});
}

Ref slice_update(const Ref& x, const Ref& update, const Dims& start, const Dims& step) {
  if (info_of(update.dtype()).kind > info_of(x.dtype()).kind)
    fail(ADJ_ERROR_DTYPE, "slice_update: ", name_of(update.dtype()), " does not go into a tensor of ",
         name_of(x.dtype()), "; cast one of the two");
  return write_region(x, as_type(update, x.dtype()), {start, update.shape(), step});
}

Ref concat(std::span<const Ref> xs, int axis) {
  if (xs.empty()) fail(ADJ_ERROR_ARGUMENT, "concat: no tensors to join");
  Promotable common{xs[0].dtype(), xs[0]->weak};
  for (const Ref& x : xs) {
    if (x.rank() == 0) fail(ADJ_ERROR_SHAPE, "concat: scalars have no axis to join along; use Stack");
    common = promote(common, {x.dtype(), x->weak});
  }
  std::vector<Ref> same;
  std::vector<Node*> nodes;
  for (const Ref& x : xs) {
    same.push_back(as_type(x, common.dtype));
    nodes.push_back(same.back().get());
  }
  return apply(kConcat, nodes, Attributes(Axis{axis}));
}

Ref stack(std::span<const Ref> xs, int axis) {
  if (xs.empty()) fail(ADJ_ERROR_ARGUMENT, "stack: no tensors to join");
  AxisSet at;
  at.add(axis);
  std::vector<Ref> expanded;
  for (const Ref& x : xs) {
    if (!(x.shape() == xs[0].shape()))
      fail(ADJ_ERROR_SHAPE, "stack: shapes ", to_string(xs[0].shape()), " and ", to_string(x.shape()),
           " differ; all must be equal");
    expanded.push_back(expand_dims(x, at));
  }
  return concat(expanded, axis);
}

}  // namespace adjoint::ops
