// Steps of optimizers that are worth one pass of their own.
#include <cmath>

#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

// Ours, not the C library's, whose bits are its own.
double power(double base, double exponent) {
  double y;
  kernels::binary(kernels::Binary::kPow, DType::kFloat64, {}, {&base, nullptr}, {&exponent, nullptr}, &y);
  return y;
}

kernels::AdamFactors factors_of(const AdamOptions& o) {
  const auto steps = static_cast<double>(o.step);
  const double mean_seen = 1 - power(o.beta1, steps), squares_seen = 1 - power(o.beta2, steps);
  return {
      .mean_kept = o.beta1,
      .mean_new = 1 - o.beta1,
      .squares_kept = o.beta2,
      .squares_new = 1 - o.beta2,
      .root_scale = 1 / std::sqrt(squares_seen),
      .epsilon = o.epsilon,
      .rate = o.learning_rate / mean_seen,
      .coupled_decay = o.decoupled ? 0 : o.weight_decay,
      .kept = o.decoupled ? 1 - o.learning_rate * o.weight_decay : 1,
  };
}

void require_like(const Ref& x, const Ref& parameter, const char* what) {
  if (x.dtype() == parameter.dtype() && x.shape() == parameter.shape()) return;
  fail(x.dtype() == parameter.dtype() ? ADJ_ERROR_SHAPE : ADJ_ERROR_DTYPE, "adam: the ", what, " is ",
       name_of(x.dtype()), to_string(x.shape()), ", but the parameter ", name_of(parameter.dtype()),
       to_string(parameter.shape()), "; they must be alike");
}

void check(const AdamOptions& o, const AdamState& s, const Ref& gradient) {
  if (!is_floating(s.parameter.dtype()))
    fail(ADJ_ERROR_DTYPE, "adam: a parameter of ", name_of(s.parameter.dtype()),
         " cannot be trained; it must be floating");
  if (o.step < 1) fail(ADJ_ERROR_RANGE, "adam: step ", o.step, "; the first one is 1");
  require_like(gradient, s.parameter, "gradient");
  if (!s.mean != !s.squares) fail(ADJ_ERROR_ARGUMENT, "adam: one of mean and squares is missing");
  if (s.mean) require_like(s.mean, s.parameter, "mean");
  if (s.squares) require_like(s.squares, s.parameter, "mean of squares");
}

// The same step by operations that transforms can follow.
AdamState followed(const kernels::AdamFactors& f, const AdamState& s, Ref g) {
  if (f.coupled_decay != 0) g = g + s.parameter * f.coupled_decay;
  Ref m = g * f.mean_new, v = square(g) * f.squares_new;
  if (s.mean) m = s.mean * f.mean_kept + m;
  if (s.squares) v = s.squares * f.squares_kept + v;
  const Ref step = m / (sqrt(v) * f.root_scale + f.epsilon) * f.rate;
  return {f.kept == 1 ? s.parameter - step : s.parameter * f.kept - step, m, v};
}

// Operands: parameter, gradient, mean, squares, rate, step.
const Operation kAdam = {
    .name = "adam",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
          i.shape.insert(0, 3);
        },
    .eval =
        [](const Evaluation& e) {
          AdamOptions options = e.out.attributes.as<AdamOptions>();
          options.learning_rate = *e.in(4).elements<double>();
          options.step = *e.in(5).elements<std::int64_t>();
          Ref in[4];
          for (std::size_t i = 0; i < 4; ++i) in[i] = contiguous(e.inputs[i]);
          const std::int64_t count = in[0]->count(),
                             bytes = count * static_cast<std::int64_t>(size_of(e.out.dtype));
          std::byte* const to = e.allocate();
          kernels::adam(e.out.dtype, count, factors_of(options),
                        {in[0]->data, in[1]->data, in[2]->data, in[3]->data, to, to + bytes, to + 2 * bytes});
        },
    // Members share the rate and the number of the step.
    .batch =
        [](const Batch& r) {
          if (r.batched(4) || r.batched(5))
            fail(ADJ_ERROR_UNSUPPORTED, "adam: members of a batch share the rate and the number of the step");
          const Ref all =
              apply_to(*r.node().operation, r.node().attributes.clone(), with_batch_axis(r, 0),
                       with_batch_axis(r, 1), with_batch_axis(r, 2), with_batch_axis(r, 3), r.in(4), r.in(5));
          return move_axis(all, 0, 1);
        },
    .blocks_gradient = true,
};

}  // namespace

Ref adam_update(const AdamOptions& options, const AdamState& state, const Ref& gradient, const Ref& rate,
                const Ref& step) {
  check(options, state, gradient);
  if (!state.mean) fail(ADJ_ERROR_ARGUMENT, "adam: mean and squares are missing");
  if (rate.dtype() != DType::kFloat64 || rate.rank() != 0)
    fail(ADJ_ERROR_ARGUMENT, "adam: the rate is ", name_of(rate.dtype()), to_string(rate.shape()),
         "; it must be one float64");
  if (step.dtype() != DType::kInt64 || step.rank() != 0)
    fail(ADJ_ERROR_ARGUMENT, "adam: the step is ", name_of(step.dtype()), to_string(step.shape()),
         "; it must be one int64");
  return apply_to(kAdam, Attributes(options), state.parameter, gradient, state.mean, state.squares, rate,
                  step);
}

AdamStep::AdamStep(const AdamOptions& options, const AdamState& s, const Ref& gradient, bool in_place)
    : factors_(factors_of(options)) {
  check(options, s, gradient);
  const DType type = s.parameter.dtype();
  if (is_rounded_later(type)) {
    const AdamStep wide(options, {unrounded(s.parameter), unrounded(s.mean), unrounded(s.squares)},
                        unrounded(gradient), false);
    wide.run();
    const AdamState& next = wide.next();
    next_ = {as_type(next.parameter, type), as_type(next.mean, type), as_type(next.squares, type)};
    return;
  }
  bool plain = true;
  for (const Ref* x : {&s.parameter, &gradient, &s.mean, &s.squares})
    if (*x) plain &= !(*x)->mask && !(*x)->symbolic;
  if (!plain) {
    next_ = followed(factors_, s, gradient);
    return;
  }
  const auto state = [](const Ref& old) { return old ? contiguous(old) : Ref(); };
  const auto room = [&](const Ref& old) { return in_place ? old : new_constant(type, s.parameter.shape()); };
  before_ = {contiguous(s.parameter), state(s.mean), state(s.squares)};
  next_ = {new_constant(type, s.parameter.shape()), room(before_.mean), room(before_.squares)};
  gradient_ = contiguous(gradient);
}

void AdamStep::run() const {
  if (!gradient_) return;
  const auto elements = [](const Ref& x) { return x ? x->data : nullptr; };
  kernels::adam(
      gradient_.dtype(), gradient_->count(), factors_,
      {elements(before_.parameter), elements(gradient_), elements(before_.mean), elements(before_.squares),
       elements(next_.parameter), elements(next_.mean), elements(next_.squares)});
}

}  // namespace adjoint::ops
