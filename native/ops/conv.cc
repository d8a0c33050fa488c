// Convolutions: the sum of x[n, c, q s + k d - p] w[o, c, k] y[n, o, q] is linear in x, w and y, and each of
// the three operations here is what two of them are multiplied with. So the rules of each are the other two,
// in every order.
#include "ops/conv.h"

#include "core/extents.h"
#include "kernels/conv.h"
#include "ops/windows.h"

namespace adjoint::ops {
namespace {

constexpr int kMost = kMostImageAxes;

struct Window {
  std::int64_t groups;
  std::int64_t extent[kMost];  // those of the result that its operands do not tell
  std::int64_t stride[kMost], padding[kMost], dilation[kMost];

  Window with(std::int64_t more_groups) const {
    Window w = *this;
    w.groups *= more_groups;
    return w;
  }
  // The same for an operation whose result has other extents: those of an operand of this one.
  Window giving(const Shape& shape) const {
    Window w = *this;
    for (int i = 0; i < shape.rank() - 2; ++i) w.extent[i] = shape[i + 2];
    return w;
  }
};

// What a kernel is told. Images of fewer than three axes begin with extents of 1.
kernels::Convolution convolution(const Window& w, const Shape& x, const Shape& weight, const Shape& y) {
  kernels::Convolution c{};
  c.images = x[0];
  c.groups = w.groups;
  c.in = weight[1];
  c.out = weight[0] / w.groups;
  const int rank = x.rank() - 2;
  for (int i = 0; i < kMost; ++i) {
    const int axis = i - (kMost - rank);
    const bool is_there = axis >= 0;
    c.input[i] = is_there ? x[axis + 2] : 1;
    c.kernel[i] = is_there ? weight[axis + 2] : 1;
    c.output[i] = is_there ? y[axis + 2] : 1;
    c.stride[i] = is_there ? w.stride[axis] : 1;
    c.padding[i] = is_there ? w.padding[axis] : 0;
    c.dilation[i] = is_there ? w.dilation[axis] : 1;
  }
  return c;
}

const Window& window_of(const Node& n) { return n.attributes.as<Window>(); }

// [first, second, extent...]
void infer_extents(Inference& i, std::int64_t first, std::int64_t second) {
  i.dtype = i.in(0).dtype;
  i.shape = Shape{first, second};
  for (int axis = 2; axis < i.in(0).shape.rank(); ++axis)
    i.shape.push_back(i.attributes.as<Window>().extent[axis - 2]);
}

// ---- batches: their axis joins another, so that one call does all ----

// The batch axis of x, which is the first, goes into another (counted without it), inside of its groups.
Ref join_batch(const Ref& x, int axis, std::int64_t groups) {
  Shape shape = x.shape();
  shape[axis + 1] /= groups;
  shape.insert(axis + 1, groups);
  const Ref moved = move_axis(reshape(x, shape), 0, axis + 1);
  Shape joined = x.shape();
  joined[axis + 1] *= joined[0];
  joined.erase(0);
  return reshape(moved, joined);
}

// The reverse.
Ref part_batch(const Ref& y, int axis, std::int64_t groups, std::int64_t size) {
  Shape shape = y.shape(), split = y.shape();
  shape[axis] /= size;
  shape.insert(0, size);
  split[axis] /= groups * size;
  split.insert(axis, size);
  split.insert(axis, groups);
  return reshape(move_axis(reshape(y, split), axis + 1, 0), shape);
}

// ---- the three operations ----

Ref convolve(const Ref& x, const Ref& weight, const Window& w);
Ref convolve_input(const Ref& y, const Ref& weight, const Window& w);
Ref convolve_weight(const Ref& x, const Ref& y, const Window& w);

using Product = Ref (*)(const Ref& a, const Ref& b, const Window& w);

template <Product kProduct>
Ref jvp_product(const Jvp& r) {
  const auto& w = r.attributes<Window>();
  return plus(r.tangent(0) ? kProduct(r.tangent(0), r.in(1), w) : Ref(),
              r.tangent(1) ? kProduct(r.in(0), r.tangent(1), w) : Ref());
}

// The batch rule of a product. A batch of one operand alone joins an axis of it, inside of its groups or not,
// and comes out in an axis of the result; where both are batched, each member is a group.
struct Joins {
  int axis;
  bool within_groups;
};

// Of no members: there are no groups, and no axis to part.
Ref empty_batch(const Batch& r) {
  Shape shape = r.node().shape;
  shape.insert(0, 0);
  return full(r.node().dtype, shape, 0);
}

template <Product kProduct, int kBothFirst, int kBothSecond, int kBothResult>
Ref batch_both(const Batch& r) {
  if (r.size() == 0) return empty_batch(r);
  const Ref y = kProduct(join_batch(r.in(0), kBothFirst, 1), join_batch(r.in(1), kBothSecond, 1),
                         r.attributes<Window>().with(r.size()));
  return part_batch(y, kBothResult, 1, r.size());
}

template <Product kProduct>
Ref batch_one(const Batch& r, Joins operand, Joins result) {
  if (r.size() == 0) return empty_batch(r);
  const auto& w = r.attributes<Window>();
  const auto groups = [&](const Joins& j) { return j.within_groups ? w.groups : 1; };
  Ref in[2] = {r.in(0), r.in(1)};
  Ref& joined = in[r.batched(0) ? 0 : 1];
  joined = join_batch(joined, operand.axis, groups(operand));
  return part_batch(kProduct(in[0], in[1], w), result.axis, groups(result), r.size());
}

constexpr Joins kImages{0, false}, kChannels{1, true}, kWeightOut{0, true}, kWeightIn{1, false};

const Operation kConv = {
    .name = "conv",
    .infer = [](Inference& i) { infer_extents(i, i.in(0).shape[0], i.in(1).shape[0]); },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]), weight = contiguous(e.inputs[1]);
          kernels::convolve(e.out.dtype,
                            convolution(window_of(e.out), x.shape(), weight.shape(), e.out.shape), x->data,
                            weight->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const auto& w = r.attributes<Window>();
          if (r.wants(0)) r.give(0, convolve_input(r.ct(), r.in(1), w.giving(r.in_shape(0))));
          if (r.wants(1)) r.give(1, convolve_weight(r.in(0), r.ct(), w.giving(r.in_shape(1))));
        },
    .jvp = jvp_product<convolve>,
    .batch =
        [](const Batch& r) {
          if (r.batched(0) && r.batched(1)) return batch_both<convolve, 1, 0, 1>(r);
          return r.batched(0) ? batch_one<convolve>(r, kImages, kImages)
                              : batch_one<convolve>(r, kWeightOut, kChannels);
        },
    .reads = kReads0 | kReads1,
    .kind = OperationKind::kProduct,
};

const Operation kConvInput = {
    .name = "conv_input",
    .infer =
        [](Inference& i) {
          infer_extents(i, i.in(0).shape[0], i.in(1).shape[1] * i.attributes.as<Window>().groups);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref y = contiguous(e.inputs[0]), weight = contiguous(e.inputs[1]);
          kernels::convolve_input(e.out.dtype,
                                  convolution(window_of(e.out), e.out.shape, weight.shape(), y.shape()),
                                  y->data, weight->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const auto& w = r.attributes<Window>();
          if (r.wants(0)) r.give(0, convolve(r.ct(), r.in(1), w.giving(r.in_shape(0))));
          if (r.wants(1)) r.give(1, convolve_weight(r.ct(), r.in(0), w.giving(r.in_shape(1))));
        },
    .jvp = jvp_product<convolve_input>,
    .batch =
        [](const Batch& r) {
          if (r.batched(0) && r.batched(1)) return batch_both<convolve_input, 1, 0, 1>(r);
          return r.batched(0) ? batch_one<convolve_input>(r, kImages, kImages)
                              : batch_one<convolve_input>(r, kWeightIn, kChannels);
        },
    .reads = kReads0 | kReads1,
    .kind = OperationKind::kProduct,
};

const Operation kConvWeight = {
    .name = "conv_weight",
    .infer =
        [](Inference& i) {
          infer_extents(i, i.in(1).shape[1], i.in(0).shape[1] / i.attributes.as<Window>().groups);
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]), y = contiguous(e.inputs[1]);
          kernels::convolve_weight(e.out.dtype,
                                   convolution(window_of(e.out), x.shape(), e.out.shape, y.shape()), x->data,
                                   y->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const auto& w = r.attributes<Window>();
          if (r.wants(0)) r.give(0, convolve_input(r.in(1), r.ct(), w.giving(r.in_shape(0))));
          if (r.wants(1)) r.give(1, convolve(r.in(0), r.ct(), w.giving(r.in_shape(1))));
        },
    .jvp = jvp_product<convolve_weight>,
    .batch =
        [](const Batch& r) {
          if (r.batched(0) && r.batched(1)) return batch_both<convolve_weight, 1, 1, 0>(r);
          return r.batched(0) ? batch_one<convolve_weight>(r, kChannels, kWeightIn)
                              : batch_one<convolve_weight>(r, kChannels, kWeightOut);
        },
    .reads = kReads0 | kReads1,
    .kind = OperationKind::kProduct,
};

Ref convolve(const Ref& x, const Ref& weight, const Window& w) {
  return apply_to(kConv, Attributes(w), x, weight);
}
Ref convolve_input(const Ref& y, const Ref& weight, const Window& w) {
  return apply_to(kConvInput, Attributes(w), y, weight);
}
Ref convolve_weight(const Ref& x, const Ref& y, const Window& w) {
  return apply_to(kConvWeight, Attributes(w), x, y);
}

// ---- what a user gives ----

void require_options(const char* operation, const ConvOptions& o) {
  require_image_axes(operation, o.rank());
  require_between(operation, "stride", o.stride, 1);
  require_between(operation, "dilation", o.dilation, 1);
  require_between(operation, "padding", o.padding, 0);
  if (o.groups < 1)
    fail(ADJ_ERROR_ARGUMENT, operation, ": the number of groups must be at least 1, not ", o.groups);
}

// `weight_axis` is that of the weight which the channels of x, all or those of a group, must match.
void require_fitting(const char* operation, const Ref& x, const Ref& weight, const Ref& bias,
                     const ConvOptions& o, bool transposed) {
  const int rank = o.rank();
  const auto shapes = [&] {
    return "x of shape " + to_string(x.shape()) + " and weight of shape " + to_string(weight.shape());
  };
  if (weight.rank() != rank + 2 || (x.rank() != rank + 2 && x.rank() != rank + 1))
    fail(ADJ_ERROR_SHAPE, operation, ": ", shapes(), " do not fit: for images of ", rank,
         rank == 1 ? " axis" : " axes", ", x has ", rank + 2, " dimensions (or ", rank + 1,
         ", one image alone) and weight ", rank + 2);
  const std::int64_t channels = x.shape()[x.rank() - rank - 1];
  const std::int64_t in = transposed ? weight.shape()[0] : weight.shape()[1] * o.groups;
  const std::int64_t out = transposed ? weight.shape()[1] * o.groups : weight.shape()[0];
  if (channels != in)
    fail(ADJ_ERROR_SHAPE, operation, ": ", shapes(), " do not fit: with ", o.groups,
         o.groups == 1 ? " group" : " groups", " the weight takes ", in, " channels, and x has ", channels);
  if (weight.shape()[0] % o.groups != 0)
    fail(ADJ_ERROR_SHAPE, operation, ": the first dimension of weight of shape ", to_string(weight.shape()),
         " is not a multiple of the ", o.groups, " groups");
  if (bias && !(bias.shape() == Shape{out}))
    fail(ADJ_ERROR_SHAPE, operation, ": bias of shape ", to_string(bias.shape()),
         " does not fit weight of shape ", to_string(weight.shape()), "; it needs shape [", out, "]");
  for (int i = 0; i < rank; ++i)
    if (weight.shape()[i + 2] < 1 || weight.shape()[i + 2] > kLargestWindow)
      fail(ADJ_ERROR_SHAPE, operation, ": weight of shape ", to_string(weight.shape()),
           " has no kernel along axis ", i + 2);
}

// As far as a kernel reaches.
std::int64_t reach(const Ref& weight, const ConvOptions& o, int i) {
  return (weight.shape()[i + 2] - 1) * o.dilation[static_cast<std::size_t>(i)] + 1;
}

// The window of a convolution of x, whose last axes are those of an image.
Window window_over(const Ref& x, const Ref& weight, const ConvOptions& o) {
  Window w{};
  w.groups = o.groups;
  for (int i = 0; i < o.rank(); ++i) {
    const auto axis = static_cast<std::size_t>(i);
    const std::int64_t extent = x.shape()[x.rank() - o.rank() + i], stride = o.stride[axis];
    std::int64_t before, after;
    if (o.padding.empty()) {
      const std::int64_t all = std::max<std::int64_t>(
          0, ((extent + stride - 1) / stride - 1) * stride + reach(weight, o, i) - extent);
      before = all / 2;
      after = all - before;
    } else {
      before = o.padding[2 * axis];
      after = o.padding[2 * axis + 1];
    }
    const std::int64_t room = extent + before + after - reach(weight, o, i);
    if (room < 0 && !(extent == 0 && o.padding.empty()))
      fail(ADJ_ERROR_SHAPE, "conv: along axis ", x.rank() - o.rank() + i, " x of shape ",
           to_string(x.shape()), " has ", extent + before + after,
           " elements with its padding; the kernel of weight of shape ", to_string(weight.shape()),
           " reaches over ", reach(weight, o, i));
    w.extent[i] = room < 0 ? 0 : room / stride + 1;
    w.stride[i] = stride;
    w.padding[i] = before;
    w.dilation[i] = o.dilation[axis];
  }
  return w;
}

// The window whose convolution makes an x of what conv_transpose is to make.
Window window_under(const Ref& x, const Ref& weight, const ConvOptions& o,
                    std::span<const std::int64_t> output_padding) {
  Window w{};
  w.groups = o.groups;
  for (int i = 0; i < o.rank(); ++i) {
    const auto axis = static_cast<std::size_t>(i);
    const std::int64_t more = output_padding[axis];
    const std::int64_t extent = x.shape()[x.rank() - o.rank() + i];
    if (more >= std::max(o.stride[axis], o.dilation[axis]))
      fail(ADJ_ERROR_ARGUMENT, "conv_transpose: an output padding of ", more,
           " must be less than the stride of ", o.stride[axis], " or the dilation of ", o.dilation[axis]);
    std::int64_t last = 0;  // where the last kernel begins
    if (__builtin_mul_overflow(extent - 1, o.stride[axis], &last) || last > kMostElements)
      fail(ADJ_ERROR_SHAPE, "conv_transpose: x of shape ", to_string(x.shape()), " is too large");
    w.extent[i] = last - o.padding[2 * axis] - o.padding[2 * axis + 1] + reach(weight, o, i) + more;
    if (extent == 0 || w.extent[i] < 0)
      fail(ADJ_ERROR_SHAPE, "conv_transpose: along axis ", x.rank() - o.rank() + i, " x of shape ",
           to_string(x.shape()), " with weight of shape ", to_string(weight.shape()), " gives ", w.extent[i],
           " elements");
    w.stride[i] = o.stride[axis];
    w.padding[i] = o.padding[2 * axis];
    w.dilation[i] = o.dilation[axis];
  }
  return w;
}

DType common_type(const Ref& x, const Ref& weight, const Ref& bias) {
  Promotable common = promote({as_number_beside(x, weight).dtype(), x->weak},
                              {as_number_beside(weight, x).dtype(), weight->weak});
  if (bias) common = promote(common, {bias.dtype(), bias->weak});
  return common.dtype;
}

// Runs a product of x and weight, both of one type, with images for its first axis, and adds the bias.
Ref over_images(const Ref& x, const Ref& weight, const Ref& bias, const Window& w, Product product,
                int rank) {
  const DType type = common_type(x, weight, bias);
  const DType computed = bias && is_rounded_later(type) ? info_of(type).computed_in : type;
  const bool alone = x.rank() == rank + 1;
  AxisSet first;
  first.add(0);
  const Ref images = alone ? expand_dims(as_type(x, computed), first) : as_type(x, computed);
  Ref y = product(images, as_type(weight, computed), w);
  if (bias) {
    Shape column{y.shape()[1]};
    for (int i = 0; i < rank; ++i) column.push_back(1);
    y = as_type(y + reshape(as_type(bias, computed), column), type);
  }
  return alone ? squeeze(y, first) : y;
}

}  // namespace

Ref conv(const Ref& x, const Ref& weight, const Ref& bias, const ConvOptions& options) {
  require_options("conv", options);
  require_fitting("conv", x, weight, bias, options, false);
  return over_images(x, weight, bias, window_over(x, weight, options), convolve, options.rank());
}

Ref conv_transpose(const Ref& x, const Ref& weight, const Ref& bias, const ConvOptions& options,
                   std::span<const std::int64_t> output_padding) {
  require_options("conv_transpose", options);
  require_between("conv_transpose", "output padding", output_padding, 0);
  require_fitting("conv_transpose", x, weight, bias, options, true);
  return over_images(x, weight, bias, window_under(x, weight, options, output_padding), convolve_input,
                     options.rank());
}

}  // namespace adjoint::ops
