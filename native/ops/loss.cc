// Losses. What is told of an element is an operation, so that neither it nor its slope is a difference of
// nearly equal numbers; the rest is written with other operations.
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;

Ref weigh(const Ref& a, const Ref& b);
Ref binary_cross_entropy(const Ref& x, const Ref& t);
Ref binary_cross_entropy_slope(const Ref& x, const Ref& t);

// a b, where a weight of 0 takes no part in any derivative either, though b be infinite.
const Operation kWeigh = arithmetic<Binary::kWeigh,
                                    [](const Ref& d, const Ref& a, const Ref& b, const Ref&) {
                                      return d * where(isfinite(b), b, weigh(abs(a), b));
                                    },
                                    [](const Ref& d, const Ref& a, const Ref&, const Ref&) { return d * a; }>(
    "weigh", kReads0 | kReads1);

// The derivative by the target is -x, but at an infinite x nothing where the loss is.
const Operation kBinaryCrossEntropy =
    arithmetic<Binary::kBinaryCrossEntropy,
               [](const Ref& d, const Ref& x, const Ref& t, const Ref&) {
                 return d * binary_cross_entropy_slope(x, t);
               },
               [](const Ref& d, const Ref& x, const Ref& t, const Ref&) {
                 return -(d * where(isfinite(x), x, sign(x) * binary_cross_entropy(x, t)));
               }>("binary_cross_entropy", kReads0 | kReads1);

const Operation kBinaryCrossEntropySlope =
    arithmetic<Binary::kBinaryCrossEntropySlope,
               [](const Ref& d, const Ref& x, const Ref&, const Ref&) {
                 return d * sigmoid(x) * sigmoid(-x);
               },
               [](const Ref& d, const Ref&, const Ref&, const Ref&) { return -d; }>(
        "binary_cross_entropy_slope", kReads0);

Ref weigh(const Ref& a, const Ref& b) { return apply_promoted(kWeigh, a, b); }
Ref binary_cross_entropy(const Ref& x, const Ref& t) { return apply_promoted(kBinaryCrossEntropy, x, t); }
Ref binary_cross_entropy_slope(const Ref& x, const Ref& t) {
  return apply_promoted(kBinaryCrossEntropySlope, x, t);
}

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

Ref one_like(const Ref& x) { return scalar_beside(x, 1); }

Ref last_axis_sum(const Ref& x) {
  AxisSet axis;
  axis.add(x.rank() - 1);
  return sum(x, axis, false);
}

// A target that broadcast with what it is compared with would make pairs of all with all.
void require_target(const char* operation, const char* what, const Ref& x, const Ref& target) {
  if (x.shape() == target.shape() || target.rank() == 0) return;
  fail(ADJ_ERROR_SHAPE, operation, ": a ", what, " of shape ", to_string(x.shape()),
       " needs a target of the same shape, or a scalar, not ", to_string(target.shape()),
       "; reshape one of them");
}

void require_weight(const Ref& x, const Ref& weight, const char* what) {
  const Shape &s = weight.shape(), &to = x.shape();
  bool fits = s.rank() <= to.rank();
  for (int i = 1; fits && i <= s.rank(); ++i)
    fits = s[s.rank() - i] == 1 || s[s.rank() - i] == to[to.rank() - i];
  if (fits) return;
  fail(ADJ_ERROR_SHAPE, "BinaryCrossEntropyWithLogits: a ", what, " of shape ", to_string(s),
       " does not broadcast to the logits' shape ", to_string(to));
}

}  // namespace

// No exponential can overflow.
Ref bce_with_logits(const Ref& logits, const Ref& target, const Ref& weight, const Ref& pos_weight,
                    Reduction reduction) {
  const DType type = common_type(logits, {target, weight, pos_weight});
  if (is_rounded_later(type))
    return as_type(bce_with_logits(unrounded(logits), unrounded(target), unrounded(weight),
                                   unrounded(pos_weight), reduction),
                   type);
  const Ref x = as_floating(logits);
  const Ref t = cast(target, is_floating(target.dtype()) ? target.dtype() : x.dtype());
  require_target("BinaryCrossEntropyWithLogits", "logit", x, t);
  if (weight) require_weight(x, weight, "weight");
  if (pos_weight) require_weight(x, pos_weight, "posWeight");
  Ref losses = pos_weight ? weigh(one_like(x) - t, softplus(x)) + weigh(pos_weight * t, softplus(-x))
                          : binary_cross_entropy(x, t);
  if (weight) losses = weigh(weight, losses);
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
    agreement = last_axis_sum(weigh(target, x));  // 0 log 0 = 0
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
  require_target("MeanSquaredError", "prediction", prediction, target);
  return reduce(square(as_floating(prediction) - target), reduction);
}

}  // namespace adjoint::ops
