// Pooling. A mean is linear, and each of its two directions has the other for its rule. A largest element is
// found where a derivative needs its place: two operations take what stands there and bring it back, linear
// in their first operand and each the other's rule; the second, in which the places are found, adds nothing.
#include "ops/pool.h"

#include "core/extents.h"
#include "ops/along.h"
#include "ops/pool_windows.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

const PoolWindows& windows_of(const Node& n) { return n.attributes.as<PoolWindows>(); }

// What all axes but the last ones have together.
std::int64_t planes_before(const Shape& shape, std::int64_t axes) {
  std::int64_t planes = 1;
  for (int i = 0; i + axes < shape.rank(); ++i) planes *= shape[i];
  return planes;
}
std::int64_t planes_of(const Node& n) { return planes_before(n.shape, windows_of(n).axes); }

void infer_windows(Inference& i) {
  const auto& w = i.attributes.as<PoolWindows>();
  infer_like_operand(i);
  const int first = i.shape.rank() - static_cast<int>(w.axes);
  for (int k = 0; k < w.axes; ++k) i.shape[first + k] = w.axis(k).output;
}

void infer_image(Inference& i) {
  const auto& w = i.attributes.as<PoolWindows>();
  infer_like_operand(i);
  const int first = i.shape.rank() - static_cast<int>(w.axes);
  for (int k = 0; k < w.axes; ++k) i.shape[first + k] = w.axis(k).input;
}

Ref batch_planes(const Batch& r) {
  return apply_to(*r.node().operation, r.node().attributes.clone(), r.in(0));
}
Ref batch_both(const Batch& r) {
  return apply_to(*r.node().operation, r.node().attributes.clone(), with_batch_axis(r, 0),
                  with_batch_axis(r, 1));
}

using Kernel = void (*)(DType, const kernels::Pooling&, std::int64_t, const void*, void*);
template <Kernel kKernel>
void eval_one(const Evaluation& e) {
  const Ref x = contiguous(e.inputs[0]);
  kKernel(e.out.dtype, windows_of(e.out).pooling, planes_of(e.out), x->data, e.allocate());
}

using Kernel2 = void (*)(DType, const kernels::Pooling&, std::int64_t, const void*, const void*, void*);
template <Kernel2 kKernel>
void eval_two(const Evaluation& e) {
  const Ref d = contiguous(e.inputs[0]), x = contiguous(e.inputs[1]);
  kKernel(e.out.dtype, windows_of(e.out).pooling, planes_of(e.out), d->data, x->data, e.allocate());
}

// ---- the largest ----

Ref taken(const Ref& d, const Ref& x, const PoolWindows& w);
Ref returned(const Ref& d, const Ref& x, const PoolWindows& w);

const Operation kMaxPool = {
    .name = "max_pool",
    .infer = infer_windows,
    .eval = eval_one<kernels::max_pool>,
    .vjp = [](Vjp& r) { r.give(0, returned(r.ct(), r.in(0), r.attributes<PoolWindows>())); },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? taken(r.tangent(0), r.in(0), r.attributes<PoolWindows>()) : Ref();
    },
    .batch = batch_planes,
    .reads = kReads0,
};

const Operation kMaxPoolTake = {
    .name = "max_pool_take",
    .infer = infer_windows,
    .eval = eval_two<kernels::max_pool_take>,
    .vjp =
        [](Vjp& r) {
          if (r.wants(0)) r.give(0, returned(r.ct(), r.in(1), r.attributes<PoolWindows>()));
        },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? taken(r.tangent(0), r.in(1), r.attributes<PoolWindows>()) : Ref();
    },
    .batch = batch_both,
    .reads = kReads1,
};

const Operation kMaxPoolReturn = {
    .name = "max_pool_return",
    .infer = infer_image,
    .eval = eval_two<kernels::max_pool_return>,
    .vjp =
        [](Vjp& r) {
          if (r.wants(0)) r.give(0, taken(r.ct(), r.in(1), r.attributes<PoolWindows>()));
        },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? returned(r.tangent(0), r.in(1), r.attributes<PoolWindows>()) : Ref();
    },
    .batch = batch_both,
    .reads = kReads1,
};

Ref taken(const Ref& d, const Ref& x, const PoolWindows& w) {
  return apply_to(kMaxPoolTake, Attributes(w), d, x);
}
Ref returned(const Ref& d, const Ref& x, const PoolWindows& w) {
  return apply_to(kMaxPoolReturn, Attributes(w), d, x);
}

const Operation kMaxPoolPlaces = {
    .name = "max_pool_places",
    .infer =
        [](Inference& i) {
          infer_windows(i);
          i.dtype = DType::kInt64;
          i.weak = false;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]);
          kernels::max_pool_places(x.dtype(), windows_of(e.out).pooling, planes_of(e.out), x->data,
                                   reinterpret_cast<std::int64_t*>(e.allocate()));
        },
    .batch = batch_planes,
    .blocks_gradient = true,
};

// ---- means, and windows written out: linear, each the other's rule ----

extern const Operation kAvgPool, kAvgPoolReturn, kTakeWindows, kAddWindows;

template <const Operation& kOperation>
Ref linear(const Ref& x, const PoolWindows& w) {
  return apply_to(kOperation, Attributes(w), x);
}
template <const Operation& kBack>
void vjp_linear(Vjp& r) {
  r.give(0, linear<kBack>(r.ct(), r.attributes<PoolWindows>()));
}
template <const Operation& kSame>
Ref jvp_linear(const Jvp& r) {
  return r.tangent(0) ? linear<kSame>(r.tangent(0), r.attributes<PoolWindows>()) : Ref();
}

const Operation kAvgPool = {
    .name = "avg_pool",
    .infer = infer_windows,
    .eval = eval_one<kernels::avg_pool>,
    .vjp = vjp_linear<kAvgPoolReturn>,
    .jvp = jvp_linear<kAvgPool>,
    .batch = batch_planes,
};

const Operation kAvgPoolReturn = {
    .name = "avg_pool_return",
    .infer = infer_image,
    .eval = eval_one<kernels::avg_pool_return>,
    .vjp = vjp_linear<kAvgPool>,
    .jvp = jvp_linear<kAvgPoolReturn>,
    .batch = batch_planes,
};

std::int64_t window_size(const PoolWindows& w) {
  return w.pooling.axis[0].kernel * w.pooling.axis[1].kernel * w.pooling.axis[2].kernel;
}

// [.., elements of a window, windows]
const Operation kTakeWindows = {
    .name = "im2col",
    .infer =
        [](Inference& i) {
          const auto& w = i.attributes.as<PoolWindows>();
          infer_like_operand(i);
          for (int k = 0; k < w.axes; ++k) i.shape.erase(i.shape.rank() - 1);
          i.shape.push_back(window_size(w));
          i.shape.push_back(w.pooling.places());
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]);
          const auto& w = windows_of(e.out);
          kernels::take_windows(size_of(x.dtype()), w.pooling, planes_before(e.out.shape, 2), x->data,
                                e.allocate());
        },
    .vjp = vjp_linear<kAddWindows>,
    .jvp = jvp_linear<kTakeWindows>,
    .batch = batch_planes,
    .any_type = true,
};

const Operation kAddWindows = {
    .name = "col2im",
    .infer =
        [](Inference& i) {
          const auto& w = i.attributes.as<PoolWindows>();
          infer_like_operand(i);
          i.shape.erase(i.shape.rank() - 1);
          i.shape.erase(i.shape.rank() - 1);
          for (int k = 0; k < w.axes; ++k) i.shape.push_back(w.axis(k).input);
        },
    .eval = eval_one<kernels::add_windows>,
    .vjp = vjp_linear<kTakeWindows>,
    .jvp = jvp_linear<kAddWindows>,
    .batch = batch_planes,
};

}  // namespace

Ref max_pool(const Ref& x, const PoolOptions& options) {
  return apply_to(kMaxPool, Attributes(windows_over("max_pool", x, options, false)), as_number(x));
}
Ref max_pool_places(const Ref& x, const PoolOptions& options) {
  return apply_to(kMaxPoolPlaces, Attributes(windows_over("max_pool_places", x, options, false)),
                  as_number(x));
}
Ref avg_pool(const Ref& x, const PoolOptions& options) {
  return linear<kAvgPool>(as_floating(x), windows_over("avg_pool", x, options, false));
}
Ref adaptive_max_pool(const Ref& x, std::span<const std::int64_t> bins) {
  return apply_to(kMaxPool, Attributes(bins_of("adaptive_max_pool", x, bins)), as_number(x));
}
Ref adaptive_max_pool_places(const Ref& x, std::span<const std::int64_t> bins) {
  return apply_to(kMaxPoolPlaces, Attributes(bins_of("adaptive_max_pool_places", x, bins)), as_number(x));
}
Ref adaptive_avg_pool(const Ref& x, std::span<const std::int64_t> bins) {
  return linear<kAvgPool>(as_floating(x), bins_of("adaptive_avg_pool", x, bins));
}

Ref im2col(const Ref& x, const PoolOptions& options) {
  const PoolWindows w = windows_over("im2col", x, options, true);
  const Ref columns = linear<kTakeWindows>(x, w);
  Shape shape = columns.shape();
  shape[shape.rank() - 3] *= shape[shape.rank() - 2];
  shape.erase(shape.rank() - 2);
  return reshape(columns, shape);
}

Ref col2im(const Ref& columns, std::span<const std::int64_t> extents, const PoolOptions& options) {
  constexpr const char* name = "col2im";
  for (const std::int64_t extent : extents)
    if (extent < 0 || extent > kMostElements)
      fail(ADJ_ERROR_ARGUMENT, name, ": an extent of ", extent, "; it lies between 0 and ", kMostElements);
  const PoolWindows w = windows_in(name, extents, options, true);
  const std::int64_t each = window_size(w), count = w.pooling.places();
  const int rank = columns.rank();
  if ((rank != 2 && rank != 3) || columns.shape()[rank - 1] != count || columns.shape()[rank - 2] % each != 0)
    fail(ADJ_ERROR_SHAPE, name, ": columns of shape ", to_string(columns.shape()),
         " do not fit: their last dimension is the number of windows, ", count,
         ", and the one before it a multiple of the ", each, " elements of a window");
  Shape shape = columns.shape();
  shape[rank - 2] /= each;
  shape.insert(rank - 1, each);
  return linear<kAddWindows>(reshape(as_number(columns), shape), w);
}

}  // namespace adjoint::ops
