// Resizing is linear, and each of its two directions has the other for its rule.
#include "ops/resize.h"

#include "kernels/resize.h"
#include "ops/along.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct Resized {
  std::int64_t axis;
  kernels::Resizing how;

  Resized in_batch() const { return {axis + 1, how}; }
};

template <std::int64_t kernels::Resizing::*kExtent>
void infer_resized(Inference& i) {
  const auto& r = i.attributes.as<Resized>();
  infer_like_operand(i);
  i.shape[static_cast<int>(r.axis)] = r.how.*kExtent;
}

template <bool kBack>
void eval_resized(const Evaluation& e) {
  const auto& r = e.out.attributes.as<Resized>();
  const Ref x = contiguous(e.inputs[0]);
  std::byte* const y = e.allocate();
  if (e.out.count() == 0) return;
  const Sides sides(x.shape(), static_cast<int>(r.axis));
  const kernels::Taps taps = kernels::taps_of(r.how);
  kernels::resize(e.out.dtype, sides.outer, kBack ? transposed(taps) : taps, sides.inner, x->data, y);
}

extern const Operation kResize, kResizeBack;

const Operation kResize = {
    .name = "resize",
    .infer = infer_resized<&kernels::Resizing::outputs>,
    .eval = eval_resized<false>,
    .vjp = [](Vjp& r) { r.give(0, apply_to(kResizeBack, Attributes(r.attributes<Resized>()), r.ct())); },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? apply_to(kResize, Attributes(r.attributes<Resized>()), r.tangent(0)) : Ref();
    },
    .batch =
        [](const Batch& r) {
          return apply_to(kResize, Attributes(r.attributes<Resized>().in_batch()), r.in(0));
        },
};

const Operation kResizeBack = {
    .name = "resize_back",
    .infer = infer_resized<&kernels::Resizing::inputs>,
    .eval = eval_resized<true>,
    .vjp = [](Vjp& r) { r.give(0, apply_to(kResize, Attributes(r.attributes<Resized>()), r.ct())); },
    .jvp = [](const Jvp& r) -> Ref {
      return r.tangent(0) ? apply_to(kResizeBack, Attributes(r.attributes<Resized>()), r.tangent(0)) : Ref();
    },
    .batch =
        [](const Batch& r) {
          return apply_to(kResizeBack, Attributes(r.attributes<Resized>().in_batch()), r.in(0));
        },
};

constexpr std::int64_t kLargest = std::int64_t{1} << 24;

}  // namespace

Ref resize(const Ref& x, int axis, std::int64_t size, bool cubic, bool corners, double step) {
  const std::int64_t extent = x.shape()[axis];
  if (extent == 0)
    fail(ADJ_ERROR_SHAPE, "resize: x of shape ", to_string(x.shape()), " has no elements along axis ", axis);
  if (size < 1 || size > kLargest || extent > kLargest)
    fail(ADJ_ERROR_ARGUMENT, "resize: from ", extent, " to ", size,
         " elements along an axis; both lie between 1 and ", kLargest);
  if (!(step >= 0)) fail(ADJ_ERROR_ARGUMENT, "resize: a step must not be negative");
  const auto how = cubic ? kernels::Resample::kCubic : kernels::Resample::kLinear;
  return apply_to(kResize, Attributes(Resized{axis, {extent, size, how, corners, step}}), as_floating(x));
}

}  // namespace adjoint::ops
