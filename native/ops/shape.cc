// Other ways to look at the same elements: reshaping, reordering, repeating, reversing.
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct ShapeAttributes {
  Shape shape;
};

const Shape& shape_of(const Attributes& a) { return a.as<ShapeAttributes>().shape; }

void infer_given_shape(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape = shape_of(i.attributes);
}

// The attribute's shape with the batch in front.
Shape batched_shape(const Batch& r) {
  Shape shape = shape_of(r.node().attributes);
  shape.insert(0, r.size());
  return shape;
}

// ---- reshape ----

// Strides that read the same elements in the same order in another shape; false where only a copy can.
// Runs of old dimensions are matched with runs of new ones of equal extent; within a run the old
// dimensions must lie without gaps.
bool view_strides(const Node& x, const Shape& to, Strides& strides) {
  Shape shape;
  Strides old;
  for (int i = 0; i < x.shape.rank(); ++i) {
    if (x.shape[i] == 1) continue;
    shape.push_back(x.shape[i]);
    old.push_back(x.strides[i]);
  }
  strides = Dims::filled(to.rank(), 1);
  int at = 0;
  for (int i = 0; i < to.rank();) {
    std::int64_t extent = to[i], covered = 1;
    const int first = i++;
    if (extent == 1) continue;
    const int run = at;
    for (covered = shape[at++]; covered != extent;) {
      if (covered < extent)
        covered *= shape[at++];
      else
        extent *= to[i++];
    }
    for (int j = run; j + 1 < at; ++j)
      if (old[j] != old[j + 1] * shape[j + 1]) return false;
    std::int64_t stride = old[at - 1];
    for (int j = i - 1; j >= first; --j) {
      strides[j] = stride;
      stride *= to[j];
    }
  }
  return true;
}

void eval_reshape(const Evaluation& e) {
  const Node& x = e.in(0);
  Strides strides;
  if (x.count() == 0 || x.contiguous()) {
    e.alias(x, 0, contiguous_strides(e.out.shape));
  } else if (view_strides(x, e.out.shape, strides)) {
    e.alias(x, 0, strides);
  } else {
    void* data = e.allocate();
    const Strides packed = contiguous_strides(x.shape);
    kernels::copy(x.dtype, extent_of(x.shape), operand(x), {data, packed.data()});
  }
}

const Operation kReshape = {
    .name = "reshape",
    .infer = infer_given_shape,
    .eval = eval_reshape,
    .vjp = [](Vjp& r) { r.give(0, reshape(r.ct(), r.in_shape(0))); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? reshape(r.tangent(0), r.out().shape()) : Ref(); },
    .batch = [](const Batch& r) { return reshape(r.in(0), batched_shape(r)); },
    .kind = OperationKind::kView,
    .any_type = true,
};

// Replaces an extent of -1 by what the number of elements leaves for it.
Shape resolve(const Shape& from, Shape to) {
  const std::int64_t count = element_count(from);
  int open = -1;
  std::int64_t known = 1;
  for (int i = 0; i < to.rank(); ++i) {
    if (to[i] == -1) {
      if (open >= 0)
        fail(ADJ_ERROR_SHAPE, "reshape: only one dimension may be -1, not two as in ", to_string(to));
      open = i;
    } else if (to[i] < 0 || __builtin_mul_overflow(known, to[i], &known)) {
      fail(ADJ_ERROR_SHAPE, "reshape: ", to_string(to), " is no shape");
    }
  }
  const Shape asked = to;
  if (open >= 0) {
    if (known == 0)
      fail(ADJ_ERROR_SHAPE, "reshape: -1 in ", to_string(asked),
           " could be any number, since another dimension is 0");
    to[open] = count / known;
    known *= to[open];
  }
  if (known != count)
    fail(ADJ_ERROR_SHAPE, "reshape: shape ", to_string(from), " has ", count, " elements, which do not fit ",
         to_string(asked));
  return to;
}

// ---- permute ----

struct Order {
  std::int8_t axes[kMaxRank];
};

Ref permuted(const Ref& x, const Order& order);

const Operation kPermute = {
    .name = "permute",
    .infer =
        [](Inference& i) {
          const auto& order = i.attributes.as<Order>();
          const Shape& shape = i.in(0).shape;
          i.dtype = i.in(0).dtype;
          for (int k = 0; k < shape.rank(); ++k) i.shape.push_back(shape[order.axes[k]]);
        },
    .eval =
        [](const Evaluation& e) {
          const auto& order = e.out.attributes.as<Order>();
          Strides strides;
          for (int k = 0; k < e.out.shape.rank(); ++k) strides.push_back(e.in(0).strides[order.axes[k]]);
          e.alias(e.in(0), 0, strides);
        },
    .vjp =
        [](Vjp& r) {
          const auto& order = r.attributes<Order>();
          Order back{};
          for (int k = 0; k < r.ct().rank(); ++k) back.axes[order.axes[k]] = static_cast<std::int8_t>(k);
          r.give(0, permuted(r.ct(), back));
        },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? permuted(r.tangent(0), r.attributes<Order>()) : Ref(); },
    .batch =
        [](const Batch& r) {
          const auto& order = r.attributes<Order>();
          Order shifted{};
          for (int k = 1; k < r.in(0).rank(); ++k)
            shifted.axes[k] = static_cast<std::int8_t>(order.axes[k - 1] + 1);
          return permuted(r.in(0), shifted);
        },
    .kind = OperationKind::kView,
    .any_type = true,
};

Ref permuted(const Ref& x, const Order& order) { return apply_to(kPermute, Attributes(order), x); }

// ---- broadcast_to ----

const Operation kBroadcastTo = {
    .name = "broadcast_to",
    .infer = infer_given_shape,
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          e.alias(x, 0, broadcast_strides(x.shape, x.strides, e.out.shape));
        },
    .vjp = [](Vjp& r) { r.give(0, sum_to(r.ct(), r.in_shape(0))); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? broadcast_to(r.tangent(0), r.out().shape()) : Ref(); },
    .batch =
        [](const Batch& r) {
          return broadcast_to(align_batched(r, 0, r.node().shape.rank()), batched_shape(r));
        },
    .kind = OperationKind::kView,
    .any_type = true,
};

// ---- flip ----

const Operation kFlip = {
    .name = "flip",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          const auto axes = e.out.attributes.as<AxisSet>();
          Strides strides = x.strides;
          std::int64_t offset = 0;
          for (int i = 0; i < x.shape.rank(); ++i) {
            if (!axes.has(i) || x.shape[i] == 0) continue;
            offset += (x.shape[i] - 1) * strides[i];
            strides[i] = -strides[i];
          }
          e.alias(x, x.count() == 0 ? 0 : offset, strides);
        },
    .vjp = [](Vjp& r) { r.give(0, flip(r.ct(), r.attributes<AxisSet>())); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? flip(r.tangent(0), r.attributes<AxisSet>()) : Ref(); },
    .batch = [](const Batch& r) { return flip(r.in(0), r.attributes<AxisSet>().shifted()); },
    .kind = OperationKind::kView,
    .any_type = true,
};

}  // namespace

Ref reshape(const Ref& x, const Shape& shape) {
  const Shape to = resolve(x.shape(), shape);
  return to == x.shape() ? x : apply_to(kReshape, Attributes(ShapeAttributes{to}), x);
}

Ref permute(const Ref& x, std::span<const int> axes) {
  Order order{};
  AxisSet seen;
  bool same = true;
  if (static_cast<int>(axes.size()) != x.rank())
    fail(ADJ_ERROR_SHAPE, "permute: ", static_cast<std::int64_t>(axes.size()), " axes for shape ",
         to_string(x.shape()));
  for (std::size_t k = 0; k < axes.size(); ++k) {
    const int axis = normalize_axis("permute", axes[k], x.rank());
    if (seen.has(axis)) fail(ADJ_ERROR_ARGUMENT, "permute: axis ", axis, " is named twice");
    seen.add(axis);
    order.axes[k] = static_cast<std::int8_t>(axis);
    same &= axis == static_cast<int>(k);
  }
  return same ? x : permuted(x, order);
}

Ref swapaxes(const Ref& x, int a, int b) {
  int order[kMaxRank];
  for (int i = 0; i < x.rank(); ++i) order[i] = i;
  std::swap(order[a], order[b]);
  return permute(x, {order, static_cast<std::size_t>(x.rank())});
}

Ref move_axis(const Ref& x, int from, int to) {
  int order[kMaxRank], next = 0;
  for (int i = 0; i < x.rank(); ++i) {
    if (next == from) ++next;
    order[i] = i == to ? from : next++;
  }
  return permute(x, {order, static_cast<std::size_t>(x.rank())});
}

Ref squeeze(const Ref& x, AxisSet axes) {
  for (int i = 0; i < x.rank(); ++i)
    if (axes.has(i) && x.shape()[i] != 1)
      fail(ADJ_ERROR_SHAPE, "squeeze: axis ", i, " of shape ", to_string(x.shape()), " has extent ",
           x.shape()[i], ", not 1");
  return reshape(x, reduced_shape(x.shape(), axes, false));
}

Ref expand_dims(const Ref& x, AxisSet axes_of_result) {
  Shape shape = x.shape();
  for (int i = 0; i <= shape.rank() && i < kMaxRank; ++i)
    if (axes_of_result.has(i)) shape.insert(i, 1);
  return reshape(x, shape);
}

Ref broadcast_to(const Ref& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  if (!broadcastable_to(x.shape(), shape))
    fail(ADJ_ERROR_SHAPE, "broadcast_to: shape ", to_string(x.shape()), " cannot be repeated to ",
         to_string(shape), ": compared from the last, its dimensions must be equal or 1");
  return apply_to(kBroadcastTo, Attributes(ShapeAttributes{shape}), x);
}

Ref flip(const Ref& x, AxisSet axes) { return axes.empty() ? x : apply_to(kFlip, Attributes(axes), x); }

}  // namespace adjoint::ops
