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
    case Reduction::kBatchMean: {
      const double examples = losses.rank() == 0 ? 1.0 : static_cast<double>(losses.shape()[0]);
      return sum(losses, all_axes(losses), false) / examples;
    }
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

// ---- losses of classes ----

Classes unrounded_classes(const Classes& classes) {
  return {classes.axis, unrounded(classes.weight), classes.ignored};
}

Ref zero_beside(const Ref& x) { return scalar_beside(x, 0); }

Ref with_last_axis(const Ref& x) {
  AxisSet axis;
  axis.add(x.rank());
  return expand_dims(x, axis);
}

// The operand with its classes along the last axis; the weights fit them.
Ref classes_last(const char* operation, const char* what, const Ref& x, const Classes& classes) {
  if (x.rank() == 0)
    fail(ADJ_ERROR_SHAPE, operation, ": ", what, " need an axis with one entry a class, not a scalar");
  const Ref moved = move_axis(x, normalize_axis(operation, classes.axis, x.rank()), x.rank() - 1);
  const Ref& w = classes.weight;
  if (w && !(w.rank() == 1 && w.shape()[0] == moved.shape().back()))
    fail(ADJ_ERROR_SHAPE, operation, ": a weight of shape ", to_string(w.shape()), " does not fit ",
         moved.shape().back(), " classes; it needs shape [", moved.shape().back(), "]");
  return moved;
}

void require_classes(const char* operation, const Ref& x, const Ref& target) {
  Shape expected = x.shape();
  expected.erase(expected.rank() - 1);
  if (!(target.shape() == expected))
    fail(ADJ_ERROR_SHAPE, operation, ": class indices of shape ", to_string(target.shape()),
         " do not fit classes along the last axis of shape ", to_string(x.shape()), "; they need shape ",
         to_string(expected));
}

// Which targets are not left out; null where all stay.
Ref kept_targets(const Ref& target, const Classes& classes) {
  return classes.ignored ? not_equal(target, whole_scalar(DType::kInt64, *classes.ignored)) : Ref();
}

// -(1 - smoothing) w x[target] - smoothing / classes sum(w x), and 0 for targets that are left out. The mean
// divides by the weights of the targets that are not.
Ref class_loss(const Ref& x, const Ref& target, const Ref& kept, const Classes& classes, double smoothing,
               Reduction reduction) {
  const Ref& w = classes.weight;
  const Ref at = kept ? where(kept, target, whole_scalar(target.dtype(), 0)) : target;
  Ref agreement = pick_classes(x, at), weights;
  if (w) {
    weights = take(w, at, 0);
    agreement = weigh(weights, agreement);
  }
  if (smoothing > 0) {
    const double of_each = smoothing / static_cast<double>(x.shape().back());
    agreement = agreement * (1 - smoothing) + last_axis_sum(w ? weigh(w, x) : x) * of_each;
  }
  Ref losses = -agreement;
  if (kept) losses = where(kept, losses, zero_beside(losses));
  if (reduction != Reduction::kMean || (!w && !kept)) return reduce(losses, reduction);
  if (!weights) weights = one_like(x);
  if (kept) weights = where(kept, weights, zero_beside(weights));
  return sum(losses, all_axes(losses), false) / sum(weights, all_axes(weights), false);
}

[[noreturn]] void fail_probabilities(const Ref& target, const Ref& logits) {
  fail(ADJ_ERROR_SHAPE, "cross_entropy: probabilities of shape ", to_string(target.shape()),
       " do not fit logits of shape ", to_string(logits.shape()), "; give class indices as integers instead");
}

Ref soft_cross_entropy(const Ref& logits, const Ref& target, const Classes& classes, double smoothing,
                       Reduction reduction) {
  const Ref x = log_softmax(logits, logits.rank() - 1);
  if (target.rank() != x.rank()) fail_probabilities(target, logits);
  const Ref t = move_axis(target, normalize_axis("cross_entropy", classes.axis, x.rank()), x.rank() - 1);
  if (!(t.shape() == x.shape())) fail_probabilities(t, logits);
  const Ref& w = classes.weight;
  const Ref weighed = w ? weigh(w, x) : x;
  Ref agreement = last_axis_sum(weigh(t, weighed));  // 0 log 0 = 0
  if (smoothing > 0) {
    const double of_each = smoothing / static_cast<double>(x.shape().back());
    agreement = agreement * (1 - smoothing) + last_axis_sum(weighed) * of_each;
  }
  return reduce(-agreement, reduction);
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

Ref cross_entropy(const Ref& logits, const Ref& target, const Classes& classes, double label_smoothing,
                  Reduction reduction) {
  constexpr const char* name = "cross_entropy";
  if (!(label_smoothing >= 0 && label_smoothing <= 1))
    fail(ADJ_ERROR_ARGUMENT, name, ": labelSmoothing must lie in [0, 1]");
  const Ref probabilities = is_floating(target.dtype()) ? target : Ref();
  const DType type = common_type(logits, {probabilities, classes.weight});
  if (is_rounded_later(type))
    return as_type(cross_entropy(unrounded(logits), unrounded(target), unrounded_classes(classes),
                                 label_smoothing, reduction),
                   type);
  const Ref all = classes_last(name, "logits", logits, classes);
  if (probabilities) {
    if (classes.ignored)
      fail(ADJ_ERROR_ARGUMENT, name, ": ignoreIndex is for class indices; give probabilities of 0 instead");
    return soft_cross_entropy(all, probabilities, classes, label_smoothing, reduction);
  }
  require_classes(name, all, target);
  const Ref kept = kept_targets(target, classes);
  // Rows that are left out give no derivative, whatever they hold.
  const Ref x = kept ? where(with_last_axis(kept), all, zero_beside(all)) : all;
  return class_loss(log_softmax(x, x.rank() - 1), target, kept, classes, label_smoothing, reduction);
}

Ref nll(const Ref& log_probabilities, const Ref& target, const Classes& classes, Reduction reduction) {
  const DType type = common_type(log_probabilities, {classes.weight});
  if (is_rounded_later(type))
    return as_type(nll(unrounded(log_probabilities), target, unrounded_classes(classes), reduction), type);
  const Ref x = as_floating(classes_last("nll", "log probabilities", log_probabilities, classes));
  if (is_floating(target.dtype()))
    fail(ADJ_ERROR_DTYPE, "nll: targets are class indices, integers, not ", name_of(target.dtype()));
  require_classes("nll", x, target);
  return class_loss(x, target, kept_targets(target, classes), classes, 0, reduction);
}

Ref kl_div(const Ref& log_probabilities, const Ref& target, bool log_target, Reduction reduction) {
  const DType type = common_type(log_probabilities, {target});
  if (is_rounded_later(type))
    return as_type(kl_div(unrounded(log_probabilities), unrounded(target), log_target, reduction), type);
  const Ref x = as_floating(log_probabilities), t = as_floating(target);
  require_target("kl_div", "log probability", x, t);
  if (log_target) return reduce(weigh(exp(t), t - x), reduction);
  const Ref log_t = log(where(equal(t, zero_beside(t)), one_like(t), t));  // 0 ln 0 = 0
  return reduce(weigh(t, log_t - x), reduction);
}

Ref mse(const Ref& prediction, const Ref& target, Reduction reduction) {
  const DType type = common_type(prediction, {target});
  if (is_rounded_later(type)) return as_type(mse(unrounded(prediction), unrounded(target), reduction), type);
  require_target("MeanSquaredError", "prediction", prediction, target);
  const Ref distance = as_floating(prediction) - target;
  if (has_parts(distance)) return reduce(square(real(distance)) + square(imag(distance)), reduction);
  return reduce(square(distance), reduction);
}

}  // namespace adjoint::ops
