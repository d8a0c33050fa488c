// Writing at positions that are data.
#include "ops/scatter.h"

#include "kernels/elementwise.h"
#include "ops/along.h"

namespace adjoint::ops {
namespace {

using kernels::Write;

// Whether an index stands for one element or for a whole slice: what differs is the kernel, and how one reads
// there.
enum class Unit { kElement, kSlice };

template <Unit kUnit>
Ref read(const Ref& x, const Ref& indices, const Along& along) {
  return kUnit == Unit::kElement ? take_along(x, indices, along) : take_slices(x, indices, along);
}

template <Unit kUnit, Write kHow>
Ref written(const Ref& x, const Ref& indices, const Ref& source, const Along& along);

void infer_like_first(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.weak = i.in(0).weak;
  i.shape = i.in(0).shape;
}

template <Unit kUnit, Write kHow>
void eval_write(const Evaluation& e) {
  const auto& along = e.out.attributes.as<Along>();
  const Node& x = e.in(0);
  const Ref indices = contiguous(e.inputs[1]), source = contiguous(e.inputs[2]);
  const auto* at = indices->elements<std::int64_t>();
  check_inside(*indices, along);
  void* y = e.allocate();
  kernels::copy(x.dtype, extent_of(x.shape), operand(x), {y, e.out.strides.data()});
  if (e.out.count() == 0 || source->count() == 0) return;
  if (kUnit == Unit::kElement) {
    const Sides sides(x.shape, along.axis);
    kernels::write_along(kHow, x.dtype, sides.outer, along.extent, sides.inner, source->data, at,
                         indices.shape()[along.axis], y);
  } else {
    const Places p = places_in(x.shape, along, indices);
    kernels::write_slices(kHow, x.dtype, p.outer, p.extent, p.inner, source->data, p.at, p.count, y);
  }
}

template <Unit kUnit, Write kHow>
Ref batch_write(const Batch& r) {
  Along along = r.attributes<Along>();
  const Ref x = with_batch_axis(r, 0), source = with_batch_axis(r, 2);
  if (kUnit == Unit::kSlice && along.batches == 0 && !r.batched(1)) {
    ++along.axis;
    return written<kUnit, kHow>(x, r.in(1), source, along);
  }
  return written<kUnit, kHow>(x, with_batch_axis(r, 1), source, along.within_batch());
}

// What the tangents make, where the result is linear in both.
template <Unit kUnit, Write kHow>
Ref jvp_linear(const Jvp& r) {
  const Ref &dx = r.tangent(0), &ds = r.tangent(2);
  if (!dx && !ds) return nullptr;
  return written<kUnit, kHow>(dx ? dx : zeros_like(r.in(0)), r.in(1), ds ? ds : zeros_like(r.in(2)),
                              r.attributes<Along>());
}

// ---- in place of what was there ----

// Whether what an index wrote is what stands there in the end: of several the last.
Ref wins(const Ref& indices, const Shape& x, const Shape& source, Along along, Unit unit) {
  const Ref order = reshape(arange_whole(0, 1, indices->count(), DType::kInt64), indices.shape());
  Shape board = x;
  if (unit == Unit::kSlice) {
    board = Shape();
    for (int i = 0; i < along.batches; ++i) board.push_back(x[i]);
    board.push_back(along.extent);
  }
  Along on_board = along;
  if (unit == Unit::kSlice) on_board.axis = along.batches;
  const Ref nobody = full(DType::kInt64, board, -1);
  if (unit == Unit::kElement) {
    const Ref last = written<Unit::kElement, Write::kSet>(nobody, indices, order, on_board);
    return equal(take_along(last, indices, on_board), order);
  }
  const Ref last = written<Unit::kSlice, Write::kSet>(nobody, indices, order, on_board);
  Shape beside = source;  // extents of 1 but along the indices and the batches
  for (int i = along.batches; i < beside.rank(); ++i) {
    const int of_indices = i - along.axis + along.batches;
    beside[i] = i >= along.axis && of_indices < indices.rank() ? indices.shape()[of_indices] : 1;
  }
  return reshape(equal(take_slices(last, indices, on_board), order), beside);
}

template <Unit kUnit>
Operation setting(const char* name) {
  return {
      .name = name,
      .infer = infer_like_first,
      .eval = eval_write<kUnit, Write::kSet>,
      .vjp =
          [](Vjp& r) {
            const auto& along = r.attributes<Along>();
            const Ref indices = r.in(1), none = full(r.in_dtype(2), r.in_shape(2), 0);
            if (r.wants(0)) r.give(0, written<kUnit, Write::kSet>(r.ct(), indices, none, along));
            if (r.wants(2))
              r.give(2, where(wins(indices, r.in_shape(0), r.in_shape(2), along, kUnit),
                              read<kUnit>(r.ct(), indices, along), scalar(r.in_dtype(2), 0)));
          },
      .jvp = jvp_linear<kUnit, Write::kSet>,
      .batch = batch_write<kUnit, Write::kSet>,
      .reads = kReads1,
      .any_type = true,
  };
}

// ---- added to it ----

template <Unit kUnit>
Operation adding(const char* name) {
  return {
      .name = name,
      .infer = infer_like_first,
      .eval = eval_write<kUnit, Write::kAdd>,
      .vjp =
          [](Vjp& r) {
            if (r.wants(0)) r.give(0, r.ct());
            if (r.wants(2)) r.give(2, read<kUnit>(r.ct(), r.in(1), r.attributes<Along>()));
          },
      .jvp = [](const Jvp& r) { return r.tangent(2) ? jvp_linear<kUnit, Write::kAdd>(r) : r.tangent(0); },
      .batch = batch_write<kUnit, Write::kAdd>,
      .reads = kReads1,
  };
}

// ---- the larger or smaller of both ----

// Who attains the result in its place: all of them share the derivative equally.
template <Unit kUnit>
struct Attained {
  Ref by_x, by_source, count;
  Attained(const Ref& x, const Ref& indices, const Ref& source, const Ref& y, const Along& along)
      : by_x(cast(equal(x, y), x.dtype())),
        by_source(cast(equal(source, read<kUnit>(y, indices, along)), x.dtype())),
        count(written<kUnit, Write::kAdd>(by_x, indices, by_source, along)) {}
};

template <Unit kUnit, Write kHow>
Operation extremal(const char* name) {
  return {
      .name = name,
      .infer = infer_like_first,
      .eval = eval_write<kUnit, kHow>,
      .vjp =
          [](Vjp& r) {
            const auto& along = r.attributes<Along>();
            const Attained<kUnit> attained(r.in(0), r.in(1), r.in(2), r.out(), along);
            const Ref each = r.ct() / attained.count;
            if (r.wants(0)) r.give(0, each * attained.by_x);
            if (r.wants(2)) r.give(2, read<kUnit>(each, r.in(1), along) * attained.by_source);
          },
      .jvp = [](const Jvp& r) -> Ref {
        const Ref &dx = r.tangent(0), &ds = r.tangent(2);
        if (!dx && !ds) return nullptr;
        const auto& along = r.attributes<Along>();
        const Attained<kUnit> attained(r.in(0), r.in(1), r.in(2), r.out(), along);
        const Ref of_x = dx ? dx * attained.by_x : zeros_like(r.in(0));
        const Ref all =
            ds ? written<kUnit, Write::kAdd>(of_x, r.in(1), ds * attained.by_source, along) : of_x;
        return all / attained.count;
      },
      .batch = batch_write<kUnit, kHow>,
      .reads = kReads0 | kReads1 | kReads2 | kReadsOut,
  };
}

const Operation kScatter = setting<Unit::kElement>("scatter");
const Operation kScatterAdd = adding<Unit::kElement>("scatter_add");
const Operation kScatterMax = extremal<Unit::kElement, Write::kMax>("scatter_max");
const Operation kScatterMin = extremal<Unit::kElement, Write::kMin>("scatter_min");
const Operation kIndexSet = setting<Unit::kSlice>("index_copy");
const Operation kIndexAdd = adding<Unit::kSlice>("index_add");
const Operation kIndexMax = extremal<Unit::kSlice, Write::kMax>("index_max");
const Operation kIndexMin = extremal<Unit::kSlice, Write::kMin>("index_min");

const Operation& operation_of(Unit unit, Write how) {
  const bool each = unit == Unit::kElement;
  switch (how) {
    case Write::kSet:
      return each ? kScatter : kIndexSet;
    case Write::kAdd:
      return each ? kScatterAdd : kIndexAdd;
    case Write::kMax:
      return each ? kScatterMax : kIndexMax;
    default:
      return each ? kScatterMin : kIndexMin;
  }
}

template <Unit kUnit, Write kHow>
Ref written(const Ref& x, const Ref& indices, const Ref& source, const Along& along) {
  if constexpr (kHow == Write::kAdd)
    if (has_parts(x))
      return complex(written<kUnit, kHow>(real(x), indices, real(source), along),
                     written<kUnit, kHow>(imag(x), indices, imag(source), along));
  return apply_to(operation_of(kUnit, kHow), Attributes(along), x, indices, source);
}

// ---- what comes from outside ----

Ref fitting(const char* name, const Ref& source, DType type) {
  if (info_of(source.dtype()).kind > info_of(type).kind)
    fail(ADJ_ERROR_DTYPE, name, ": ", name_of(source.dtype()), " does not go into a tensor of ",
         name_of(type), "; cast one of the two");
  return as_type(source, type);
}

Ref repeated_to(const char* name, const Ref& source, const Shape& shape) {
  if (!broadcastable_to(source.shape(), shape))
    fail(ADJ_ERROR_SHAPE, name, ": a source of shape ", to_string(source.shape()), " does not fit ",
         to_string(shape), ", which the indices ask for");
  return broadcast_to(source, shape);
}

template <Write kHow>
Ref write_elements(const Caller& caller, const Ref& to, const Ref& indices, const Ref& source, int axis) {
  const Ref x = kHow == Write::kSet ? to : as_number(to);
  if (indices.rank() != x.rank())
    fail(ADJ_ERROR_SHAPE, caller.name, ": indices of shape ", to_string(indices.shape()),
         " need as many dimensions as shape ", to_string(x.shape()));
  Shape shape = x.shape();
  shape[axis] = indices.shape()[axis];
  if (!broadcastable_to(indices.shape(), shape))
    fail(ADJ_ERROR_SHAPE, caller.name, ": indices of shape ", to_string(indices.shape()),
         " do not fit shape ", to_string(x.shape()), "; but along axis ", axis,
         " their extents must be those or 1");
  const Ref all = broadcast_to(as_indices(caller.name, indices), shape);
  const Ref elements = repeated_to(caller.name, fitting(caller.name, source, x.dtype()), shape);
  return written<Unit::kElement, kHow>(x, all, elements, {axis, 0, x.shape()[axis], &caller});
}

template <Write kHow>
Ref write_whole_slices(const Caller& caller, const Ref& to, const Ref& indices, const Ref& source, int axis) {
  const Ref x = kHow == Write::kSet ? to : as_number(to);
  const Along along{axis, 0, x.shape()[axis], &caller};
  const Shape shape = taken_shape(x.shape(), indices.shape(), along);
  return written<Unit::kSlice, kHow>(x, as_indices(caller.name, indices),
                                     repeated_to(caller.name, fitting(caller.name, source, x.dtype()), shape),
                                     along);
}

constexpr Caller kSets{"scatter"}, kAdds{"scatter_add"}, kRaises{"scatter_max"}, kLowers{"scatter_min"},
    kCopiesAt{"index_copy"}, kAddsAt{"index_add"}, kRaisesAt{"index_max"}, kLowersAt{"index_min"};

}  // namespace

Ref scatter(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_elements<Write::kSet>(kSets, x, indices, source, axis);
}
Ref scatter_add(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_elements<Write::kAdd>(kAdds, x, indices, source, axis);
}
Ref scatter_max(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_elements<Write::kMax>(kRaises, x, indices, source, axis);
}
Ref scatter_min(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_elements<Write::kMin>(kLowers, x, indices, source, axis);
}
Ref index_copy(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_whole_slices<Write::kSet>(kCopiesAt, x, indices, source, axis);
}
Ref index_add(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_whole_slices<Write::kAdd>(kAddsAt, x, indices, source, axis);
}
Ref index_max(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_whole_slices<Write::kMax>(kRaisesAt, x, indices, source, axis);
}
Ref index_min(const Ref& x, const Ref& indices, const Ref& source, int axis) {
  return write_whole_slices<Write::kMin>(kLowersAt, x, indices, source, axis);
}

}  // namespace adjoint::ops
