// What operations share that read or write at positions along an axis.
#pragma once

#include "kernels/index.h"
#include "ops/rules.h"

namespace adjoint::ops {

// Who takes numbers for positions: how messages call it, and whether negative ones count from the end.
struct Caller {
  const char* name;
  bool from_end = true;
};

// Both operands may begin with axes of batches, in which each member has indices of its own.
struct Along {
  int axis;
  int batches;
  std::int64_t extent;  // of that axis, where the operand that had it is not at hand
  const Caller* caller;
  double nothing = 0;  // what stands where nothing is added

  Along within_batch() const { return {axis + 1, batches + 1, extent, caller, nothing}; }
  Along on(double background) const { return {axis, batches, extent, caller, background}; }
};

// A row-major array seen from one of its axes.
struct Sides {
  std::int64_t outer = 1, inner = 1;
  Sides(const Shape& shape, int axis, int first = 0) {
    for (int i = first; i < axis; ++i) outer *= shape[i];
    for (int i = axis + 1; i < shape.rank(); ++i) inner *= shape[i];
  }
};

inline void check_inside(const Node& indices, const Along& along) {
  const Caller& caller = *along.caller;
  const auto* values = indices.elements<std::int64_t>();
  const std::int64_t at =
      kernels::find_outside(values, indices.count(), caller.from_end ? -along.extent : 0, along.extent);
  if (at < 0) return;
  if (caller.from_end)
    fail(ADJ_ERROR_RANGE, caller.name, ": index ", values[at], " is out of range for an axis of extent ",
         along.extent);
  fail(ADJ_ERROR_RANGE, caller.name, ": class ", values[at], " is not one of the ", along.extent,
       " classes, which are numbered from 0");
}

inline Ref as_indices(const char* operation, const Ref& indices) {
  if (!is_integer(indices.dtype()))
    fail(ADJ_ERROR_DTYPE, operation, ": indices must be integers, not ", name_of(indices.dtype()));
  return cast(indices, DType::kInt64);
}

// What a kernel is told: an array of [outer, extent, inner] and positions in it.
struct Places {
  std::int64_t outer, extent, inner, count;
  const std::int64_t* at;
  Ref owner;  // of the positions
};

// In a batch, where each member has indices of its own, rows of all members and outer axes are numbered
// through: only now, since an index is inside or outside by the member's own axis.
inline Places places_in(const Shape& shape, const Along& along, const Ref& indices) {
  const Sides sides(shape, along.axis, along.batches);
  const auto* own = indices->elements<std::int64_t>();
  if (along.batches == 0) return {sides.outer, along.extent, sides.inner, indices->count(), own, indices};
  std::int64_t members = 1;
  for (int i = 0; i < along.batches; ++i) members *= shape[i];
  const std::int64_t each = members == 0 ? 0 : indices->count() / members;
  const std::int64_t blocks = members * sides.outer;
  const Ref rows = new_constant(DType::kInt64, Shape{blocks * each});
  auto* to = rows->elements<std::int64_t>();
  for (std::int64_t block = 0; each > 0 && block < blocks; ++block) {
    const std::int64_t* from = own + block / sides.outer * each;
    for (std::int64_t j = 0; j < each; ++j)
      *to++ = block * along.extent + (from[j] < 0 ? from[j] + along.extent : from[j]);
  }
  return {1, blocks * along.extent, sides.inner, blocks * each, rows->elements<std::int64_t>(), rows};
}

inline Shape taken_shape(const Shape& x, const Shape& indices, const Along& along) {
  Shape shape = x;
  shape.erase(along.axis);
  for (int i = along.batches; i < indices.rank(); ++i)
    shape.insert(along.axis + i - along.batches, indices[i]);
  return shape;
}

// What Take and TakeAlongAxis read at indices inside the axis.
Ref take_slices(const Ref& x, const Ref& indices, const Along& along);
Ref take_along(const Ref& x, const Ref& indices, const Along& along);

}  // namespace adjoint::ops
