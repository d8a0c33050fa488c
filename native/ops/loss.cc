// Losses, written with other operations: every transform passes through them by itself.
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

Ref reduce(const Ref& losses, Reduction reduction) {
  switch (reduction) {
    case Reduction::kMean:
      return mean(losses, all_axes(losses), false);
    case Reduction::kSum:
      return sum(losses, all_axes(losses), false);
    case Reduction::kNone:
      break;
  }
  return losses;
}

// The floating type in which a loss comes out; null operands are not there.
DType common_type(const Ref& x, std::initializer_list<Ref> others) {
  Promotable common{floating_of(x.dtype(), x->weak), x->weak};
  for (const Ref& other : others)
    if (other) common = promote(common, {other.dtype(), other->weak});
  return common.dtype;
}

Ref one_like(const Ref& x) { return scalar_beside(x, 1); }

Ref last_axis_sum(const Ref& x) {
  AxisSet axis;
  axis.add(x.rank() - 1);
  return sum(x, axis, false);
}

}  // namespace

// (1 - t) x + (1 + (p - 1) t) log(1 + exp(-x)), times the weight: no exponential can overflow.
Ref bce_with_logits(const Ref& logits, const Ref& target, const Ref& weight, const Ref& pos_weight,
                    Reduction reduction) {
  const DType type = common_type(logits, {target, weight, pos_weight});
  if (is_rounded_later(type))
    return as_type(bce_with_logits(unrounded(logits), unrounded(target), unrounded(weight),
                                   unrounded(pos_weight), reduction),
                   type);
  const Ref x = as_floating(logits);
  const Ref t = cast(target, is_floating(target.dtype()) ? target.dtype() : x.dtype());
  if (!(x.shape() == t.shape()))
    fail(ADJ_ERROR_SHAPE, "binary_cross_entropy_with_logits: logits of shape ", to_string(x.shape()),
         " need a target of the same shape, not ", to_string(t.shape()));
  Ref penalty = softplus(-x);
  if (pos_weight) penalty = penalty * (one_like(x) + (pos_weight - one_like(x)) * t);
  Ref losses = (one_like(x) - t) * x + penalty;
  if (weight) losses = losses * weight;
  return reduce(losses, reduction);
}

Ref cross_entropy(const Ref& logits, const Ref& target, double label_smoothing, Reduction reduction) {
  if (logits.rank() == 0)
    fail(ADJ_ERROR_SHAPE, "CrossEntropy: logits need a last dimension with one entry a class, not a scalar");
  if (!(label_smoothing >= 0 && label_smoothing <= 1))
    fail(ADJ_ERROR_ARGUMENT, "CrossEntropy: labelSmoothing must lie in [0, 1]");
  const DType type =
      is_floating(target.dtype()) ? common_type(logits, {target}) : floating_of(logits.dtype());
  if (is_rounded_later(type))
    return as_type(cross_entropy(unrounded(logits), unrounded(target), label_smoothing, reduction), type);
  const Ref x = log_softmax(logits, logits.rank() - 1);
  const double classes = static_cast<double>(x.shape().back());
  Ref agreement;
  if (is_floating(target.dtype())) {
    if (!(target.shape() == x.shape()))
      fail(ADJ_ERROR_SHAPE, "CrossEntropy: probabilities of shape ", to_string(target.shape()),
           " do not fit logits of shape ", to_string(x.shape()), "; give class indices as integers instead");
    agreement = last_axis_sum(target * x);
  } else {
    Shape expected = x.shape();
    expected.erase(expected.rank() - 1);
    if (!(target.shape() == expected))
      fail(ADJ_ERROR_SHAPE, "CrossEntropy: class indices of shape ", to_string(target.shape()),
           " do not fit logits of shape ", to_string(x.shape()), "; they need shape ", to_string(expected));
    agreement = pick_classes(x, target);
  }
  if (label_smoothing > 0)
    agreement = agreement * (1 - label_smoothing) + last_axis_sum(x) * (label_smoothing / classes);
  return reduce(-agreement, reduction);
}

Ref mse(const Ref& prediction, const Ref& target, Reduction reduction) {
  const DType type = common_type(prediction, {target});
  if (is_rounded_later(type)) return as_type(mse(unrounded(prediction), unrounded(target), reduction), type);
  return reduce(square(as_floating(prediction) - target), reduction);
}

}  // namespace adjoint::ops
