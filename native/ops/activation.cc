// Activations of neural networks.
#include <cmath>
#include <numbers>

#include "core/number_text.h"
#include "kernels/activation.h"
#include "kernels/reduce.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Unary;

// The slope y (1 - y) is calculated of x: where y is nearly 1 it does not tell it.
Ref sigmoid_slope(const Ref& x);
const Operation kSigmoid =
    smooth<Unary::kSigmoid, [](const Ref& d, const Ref& x, const Ref&) { return d * sigmoid_slope(x); }>(
        "sigmoid", kReads0);
const Operation kSigmoidSlope = smooth<Unary::kSigmoidSlope, [](const Ref& d, const Ref& x, const Ref& y) {
  return -(d * (y * tanh(x * 0.5)));
}>("sigmoid_slope", kReads0 | kReadsOut);
Ref sigmoid_slope(const Ref& x) { return apply_to(kSigmoidSlope, {}, x); }
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

// ---- activations that take numbers, or are made of several functions ----

using kernels::Activation;
using kernels::ActivationNumbers;

template <Activation kFunction>
void eval_activation(const Evaluation& e) {
  const Ref x = contiguous(e.inputs[0]);
  kernels::activate(kFunction, e.out.attributes.as<ActivationNumbers>(), e.out.dtype, e.out.count(), x->data,
                    e.allocate());
}

// As in `smooth`, with the numbers that the function takes.
using ChainWithNumbers = Ref (*)(const Ref& d, const Ref& x, const Ref& y, const ActivationNumbers& n);

template <Activation kFunction, ChainWithNumbers kChain>
Operation activation(const char* name, std::uint32_t reads) {
  return {
      .name = name,
      .infer = infer_like_operand,
      .eval = eval_activation<kFunction>,
      .vjp = [](Vjp& r) { r.give(0, kChain(r.ct(), r.in(0), r.out(), r.attributes<ActivationNumbers>())); },
      .jvp =
          [](const Jvp& r) {
            const Ref& d = r.tangent(0);
            return d ? kChain(d, r.in(0), r.out(), r.attributes<ActivationNumbers>()) : Ref();
          },
      .batch = batch_elementwise,
      .reads = reads,
      .kind = OperationKind::kElementwise,
  };
}

Ref activate(const Operation& operation, const Ref& x, const ActivationNumbers& numbers = {}) {
  return apply_to(operation, Attributes(numbers), as_floating(x));
}

Ref zero_beside(const Ref& d) { return scalar(d.dtype(), 0); }
Ref is_positive(const Ref& x) { return greater(x, scalar(x.dtype(), 0)); }
Ref is_within(const Ref& x, double low, double high) {
  return logical_and(greater(x, scalar(x.dtype(), low)), less(x, scalar(x.dtype(), high)));
}
Ref is_beyond(const Ref& x, double size) { return greater(abs(x), scalar(x.dtype(), size)); }

const Operation kLeakyRelu = activation<Activation::kLeakyRelu, [](const Ref& d, const Ref& x, const Ref&,
                                                                   const ActivationNumbers& n) {
  return where(is_positive(x), d, d * n.a);
}>("leaky_relu", kReads0);

Ref elu_slope(const Ref& x, const ActivationNumbers& n);

const Operation kElu =
    activation<Activation::kElu, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers& n) {
      return d * elu_slope(x, n);
    }>("elu", kReads0);
const Operation kEluSlope = activation<Activation::kEluSlope, [](const Ref& d, const Ref& x, const Ref& y,
                                                                 const ActivationNumbers& n) {
  return where(is_positive(x), zero_beside(d), d * y * n.c);
}>("elu_slope", kReads0 | kReadsOut);
Ref elu_slope(const Ref& x, const ActivationNumbers& n) { return activate(kEluSlope, x, n); }

// ---- piecewise linear ones; as in PyTorch the derivative at a kink is 0 ----

const Operation kHardtanh =
    activation<Activation::kHardtanh, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers& n) {
      return where(is_within(x, n.a, n.b), d, zero_beside(d));
    }>("hardtanh", kReads0);
const Operation kHardshrink = activation<Activation::kHardshrink, [](const Ref& d, const Ref& x, const Ref&,
                                                                     const ActivationNumbers& n) {
  return where(is_beyond(x, n.a), d, zero_beside(d));
}>("hardshrink", kReads0);
const Operation kSoftshrink = activation<Activation::kSoftshrink, [](const Ref& d, const Ref& x, const Ref&,
                                                                     const ActivationNumbers& n) {
  return where(is_beyond(x, n.a), d, zero_beside(d));
}>("softshrink", kReads0);
const Operation kHardsigmoid = activation<Activation::kHardsigmoid, [](const Ref& d, const Ref& x, const Ref&,
                                                                       const ActivationNumbers&) {
  return where(is_within(x, -3, 3), d * (1.0 / 6), zero_beside(d));
}>("hardsigmoid", kReads0);

Ref hardswish_slope(const Ref& x);

const Operation kHardswish =
    activation<Activation::kHardswish, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * hardswish_slope(x);
    }>("hardswish", kReads0);
const Operation kHardswishSlope =
    activation<Activation::kHardswishSlope,
               [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
                 return where(is_within(x, -3, 3), d * (1.0 / 3), zero_beside(d));
               }>("hardswish_slope", kReads0);
Ref hardswish_slope(const Ref& x) { return activate(kHardswishSlope, x); }

// ---- smooth ones ----

Ref gelu_tanh_slope(const Ref& x);
Ref mish_slope(const Ref& x);

// With v = k x (1 + c x^2), s its sigmoid and r the rest to 1, the slope s + x v' s r has the derivative
// s r (2 v' + x v'' + x v'^2 (r - s)). Where it has become 0 the powers of x must not become infinite.
Ref gelu_tanh_curvature(const Ref& x) {
  constexpr double k = 2 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi, c = 0.044715, end = 30;
  const Ref a = hardtanh(x, -end, end), z = square(a);
  const Ref v = a * (z * (k * c) + k), change = z * (3 * k * c) + k;
  const Ref s = sigmoid(v), r = sigmoid(-v);
  return s * r * (change * 2.0 + z * (6 * k * c) + a * square(change) * (r - s));
}

const Operation kGeluTanh =
    activation<Activation::kGeluTanh, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * gelu_tanh_slope(x);
    }>("gelu_tanh", kReads0);
const Operation kGeluTanhSlope =
    activation<Activation::kGeluTanhSlope,
               [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
                 return d * gelu_tanh_curvature(x);
               }>("gelu_tanh_slope", kReads0);
Ref gelu_tanh_slope(const Ref& x) { return activate(kGeluTanhSlope, x); }

// With s and r the sigmoids of x and -x, w = tanh(softplus(x)) has 1 - w^2 = (2 r / (1 + r^2))^2, and mish
// the slope w + x u with u = s (1 - w^2), whose derivative is u (2 + x (r - 2 s w)).
Ref mish_curvature(const Ref& x) {
  const Ref a = hardtanh(x, -800, 800), s = sigmoid(a), r = sigmoid(-a);
  const Ref u = s * square(r * 2.0 / (square(r) + 1.0));
  return u * (a * (r - s * tanh(softplus(a)) * 2.0) + 2.0);
}

const Operation kMish =
    activation<Activation::kMish, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * mish_slope(x);
    }>("mish", kReads0);
const Operation kMishSlope =
    activation<Activation::kMishSlope, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * mish_curvature(x);
    }>("mish_slope", kReads0);
Ref mish_slope(const Ref& x) { return activate(kMishSlope, x); }

const Operation kLogSigmoid =
    activation<Activation::kLogSigmoid, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * sigmoid(-x);
    }>("log_sigmoid", kReads0);
const Operation kScaledSoftplus =
    activation<Activation::kSoftplus, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers& n) {
      const Ref scaled = x * n.a;
      return where(greater(scaled, scalar(x.dtype(), n.b)), d, d * sigmoid(scaled));
    }>("softplus_scaled", kReads0);
const Operation kSoftsign =
    activation<Activation::kSoftsign, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * square(reciprocal(abs(x) + 1.0));
    }>("softsign", kReads0);
const Operation kTanhshrink =
    activation<Activation::kTanhshrink, [](const Ref& d, const Ref& x, const Ref&, const ActivationNumbers&) {
      return d * square(tanh(x));
    }>("tanhshrink", kReads0);

void require_number(const char* operation, const char* what, double value, bool fits, const char* need) {
  if (!fits) fail(ADJ_ERROR_ARGUMENT, operation, ": ", what, " must be ", need, ", not ", text_of(value));
}

// ---- softmax and its logarithm, along the last axis; another axis is exchanged with the last first ----

using RowKernel = void (*)(DType, std::int64_t rows, std::int64_t columns, const void* x, void* y);
using RowKernel2 = void (*)(DType, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                            void* dx);

std::int64_t rows_of(const Node& n) { return n.shape.back() == 0 ? 0 : n.count() / n.shape.back(); }

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
    .infer = infer_like_operand,
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
    .infer = infer_like_operand,
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
    .infer = infer_like_operand,
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
    .infer = infer_like_operand,
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

Ref leaky_relu(const Ref& x, double slope) { return activate(kLeakyRelu, x, {.a = slope}); }
Ref elu(const Ref& x, double alpha) { return activate(kElu, x, {1, alpha, 1}); }
Ref celu(const Ref& x, double alpha) {
  require_number("celu", "alpha", alpha, alpha != 0 && std::isfinite(alpha), "a number other than 0");
  return activate(kElu, x, {1, alpha, 1 / alpha});
}
// The numbers of Klambauer, Unterthiner, Mayr, Hochreiter, "Self-normalizing neural networks" (NeurIPS 2017).
Ref selu(const Ref& x) {
  constexpr double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
  return activate(kElu, x, {scale, scale * alpha, 1});
}
Ref gelu_tanh(const Ref& x) { return activate(kGeluTanh, x); }
Ref softplus_scaled(const Ref& x, double beta, double threshold) {
  require_number("softplus_scaled", "beta", beta, beta > 0 && std::isfinite(beta), "above 0");
  return activate(kScaledSoftplus, x, {beta, threshold});
}
Ref log_sigmoid(const Ref& x) { return activate(kLogSigmoid, x); }
Ref hardtanh(const Ref& x, double low, double high) {
  if (!(low <= high))
    fail(ADJ_ERROR_ARGUMENT, "hardtanh: the lower bound, ", text_of(low), ", lies above the upper one, ",
         text_of(high));
  return activate(kHardtanh, x, {low, high});
}
Ref hardshrink(const Ref& x, double lambda) {
  require_number("hardshrink", "lambda", lambda, lambda >= 0, "0 or more");
  return activate(kHardshrink, x, {lambda});
}
Ref softshrink(const Ref& x, double lambda) {
  require_number("softshrink", "lambda", lambda, lambda >= 0, "0 or more");
  return activate(kSoftshrink, x, {lambda});
}
Ref hardsigmoid(const Ref& x) { return activate(kHardsigmoid, x); }
Ref hardswish(const Ref& x) { return activate(kHardswish, x); }
Ref mish(const Ref& x) { return activate(kMish, x); }
Ref softsign(const Ref& x) { return activate(kSoftsign, x); }
Ref tanhshrink(const Ref& x) { return activate(kTanhshrink, x); }
Ref softmax(const Ref& x, int axis) { return along(kSoftmax, x, axis); }
Ref log_softmax(const Ref& x, int axis) { return along(kLogSoftmax, x, axis); }

}  // namespace adjoint::ops
