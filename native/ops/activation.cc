// Activations of neural networks.
#include <numbers>

#include "kernels/reduce.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Unary;

const Operation kSigmoid =
    smooth<Unary::kSigmoid, [](const Ref& d, const Ref&, const Ref& y) { return d * (y * (1.0 - y)); }>(
        "sigmoid", kReadsOut);
const Operation kSoftplus =
    smooth<Unary::kSoftplus, [](const Ref& d, const Ref& x, const Ref&) { return d * sigmoid(x); }>(
        "softplus", kReads0);

Ref gelu_slope(const Ref& x);
Ref silu_slope(const Ref& x);

const Operation kGelu =
    smooth<Unary::kGelu, [](const Ref& d, const Ref& x, const Ref&) { return d * gelu_slope(x); }>("gelu",
                                                                                                   kReads0);
// Its own derivative is (2 - x^2) times the density of the normal distribution.
const Operation kGeluSlope = smooth<Unary::kGeluSlope, [](const Ref& d, const Ref& x, const Ref&) {
  const Ref square_of_x = square(x);
  const double density_at_zero = 0.5 * std::numbers::inv_sqrtpi * std::numbers::sqrt2;
  return d * (exp(square_of_x * -0.5) * density_at_zero * (2.0 - square_of_x));
}>("gelu_slope", kReads0);
const Operation kSilu =
    smooth<Unary::kSilu, [](const Ref& d, const Ref& x, const Ref&) { return d * silu_slope(x); }>("silu",
                                                                                                   kReads0);
// Its own derivative is s r (2 + x (r - s)), s being the sigmoid and r the rest to 1, which is the sigmoid of
// -x.
const Operation kSiluSlope = smooth<Unary::kSiluSlope, [](const Ref& d, const Ref& x, const Ref&) {
  const Ref s = sigmoid(x), r = sigmoid(-x);
  return d * (s * r * (x * (r - s) + 2.0));
}>("silu_slope", kReads0);
Ref gelu_slope(const Ref& x) { return apply_to(kGeluSlope, {}, x); }
Ref silu_slope(const Ref& x) { return apply_to(kSiluSlope, {}, x); }

// y > 0 exactly where x > 0: reading y lets x go.
const Operation kRelu = smooth<Unary::kRelu, [](const Ref& d, const Ref&, const Ref& y) {
  const Ref zero = scalar(y.dtype(), 0);
  return where(greater(y, zero), d, zero);
}>("relu", kReadsOut);

// ---- softmax and its logarithm, along the last axis; another axis is exchanged with the last first ----

using RowKernel = void (*)(DType, std::int64_t rows, std::int64_t columns, const void* x, void* y);
using RowKernel2 = void (*)(DType, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                            void* dx);

std::int64_t rows_of(const Node& n) { return n.shape.back() == 0 ? 0 : n.count() / n.shape.back(); }

void infer_rows(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape = i.in(0).shape;
}

template <RowKernel kKernel>
void eval_rows(const Evaluation& e) {
  const Ref x = contiguous(e.inputs[0]);
  kKernel(e.out.dtype, rows_of(e.out), e.out.shape.back(), x->data, e.allocate());
}

template <RowKernel2 kKernel>
void eval_rows2(const Evaluation& e) {
  const Ref y = contiguous(e.inputs[0]), d = contiguous(e.inputs[1]);
  kKernel(e.out.dtype, rows_of(e.out), e.out.shape.back(), y->data, d->data, e.allocate());
}

Ref sum_rows(const Ref& x) {
  AxisSet last;
  last.add(x.rank() - 1);
  return sum(x, last, true);
}

Ref softmax_times(const Ref& y, const Ref& d);
Ref log_softmax_times(const Ref& y, const Ref& d);

// d -> J d for the softmax y, whose Jacobian J = diag(y) - y yT is symmetric: one operation serves as the
// transposed and as the forward product. It is linear in d and quadratic in y.
const Operation kSoftmaxTimes = {
    .name = "softmax_times",
    .infer = infer_rows,
    .eval = eval_rows2<kernels::softmax_backward>,
    .vjp =
        [](Vjp& r) {
          const Ref y = r.in(0), d = r.in(1), &g = r.ct();
          if (r.wants(0)) r.give(0, g * (d - sum_rows(d * y)) - d * sum_rows(g * y));
          if (r.wants(1)) r.give(1, softmax_times(y, g));
        },
    .jvp =
        [](const Jvp& r) {
          const Ref &y = r.in(0), &d = r.in(1), &dy = r.tangent(0);
          const Ref through_y = dy ? dy * (d - sum_rows(d * y)) - y * sum_rows(d * dy) : Ref();
          return plus(through_y, r.tangent(1) ? softmax_times(y, r.tangent(1)) : Ref());
        },
    .batch = batch_alike,
    .reads = kReads0 | kReads1,
};

const Operation kSoftmax = {
    .name = "softmax",
    .infer = infer_rows,
    .eval = eval_rows<kernels::softmax>,
    .vjp = [](Vjp& r) { r.give(0, softmax_times(r.out(), r.ct())); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? softmax_times(r.out(), r.tangent(0)) : Ref(); },
    .batch = batch_alike,
    .reads = kReadsOut,
};

// d -> J d for y = log_softmax(x): d - sum(exp(y) d). Whatever is added to all of d changes nothing; from its
// element at the largest y it is no difference of nearly equal numbers where that y is almost 0.
Ref log_softmax_change(const Ref& y, const Ref& d) {
  const int last = y.rank() - 1;
  if (y.shape().back() == 0) return d;
  const Ref from = d - take_along_axis(d, argmax(y, last, true), last);
  return from - sum_rows(from * exp(y));
}

// g -> JT g for y = log_softmax(x): g - exp(y) sum(g).
const Operation kLogSoftmaxTimes = {
    .name = "log_softmax_times",
    .infer = infer_rows,
    .eval = eval_rows2<kernels::log_softmax_backward>,
    .vjp =
        [](Vjp& r) {
          const Ref p = exp(r.in(0)), &g = r.ct();
          if (r.wants(0)) r.give(0, -(g * p * sum_rows(r.in(1))));
          if (r.wants(1)) r.give(1, log_softmax_change(r.in(0), g));
        },
    .jvp =
        [](const Jvp& r) {
          const Ref through_y = r.tangent(0) ? -(r.tangent(0) * exp(r.in(0)) * sum_rows(r.in(1))) : Ref();
          return plus(through_y, r.tangent(1) ? log_softmax_times(r.in(0), r.tangent(1)) : Ref());
        },
    .batch = batch_alike,
    .reads = kReads0 | kReads1,
};

const Operation kLogSoftmax = {
    .name = "log_softmax",
    .infer = infer_rows,
    .eval = eval_rows<kernels::log_softmax>,
    .vjp = [](Vjp& r) { r.give(0, log_softmax_times(r.out(), r.ct())); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? log_softmax_change(r.out(), r.tangent(0)) : Ref(); },
    .batch = batch_alike,
    .reads = kReadsOut,
};

Ref softmax_times(const Ref& y, const Ref& d) { return apply_to(kSoftmaxTimes, {}, y, d); }
Ref log_softmax_times(const Ref& y, const Ref& d) { return apply_to(kLogSoftmaxTimes, {}, y, d); }

Ref along(const Operation& operation, const Ref& x, int axis) {
  if (x.rank() == 0) return reshape(along(operation, reshape(x, {1}), 0), {});
  const int last = x.rank() - 1;
  if (axis == last) return apply_to(operation, {}, as_floating(x));
  return swapaxes(apply_to(operation, {}, as_floating(swapaxes(x, axis, last))), axis, last);
}

}  // namespace

Ref relu(const Ref& x) { return number(kRelu, x); }
Ref sigmoid(const Ref& x) { return floating(kSigmoid, x); }
Ref softplus(const Ref& x) { return floating(kSoftplus, x); }
Ref gelu(const Ref& x) { return floating(kGelu, x); }
Ref silu(const Ref& x) { return floating(kSilu, x); }
Ref softmax(const Ref& x, int axis) { return along(kSoftmax, x, axis); }
Ref log_softmax(const Ref& x, int axis) { return along(kLogSoftmax, x, axis); }

}  // namespace adjoint::ops
