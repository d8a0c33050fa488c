// What training makes small.
#include "ops/loss.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

ops::Reduction loss_reduction(const char* name, adj_reduction reduction) {
  if (static_cast<unsigned>(reduction) > ADJ_REDUCTION_BATCH_MEAN)
    fail(ADJ_ERROR_ARGUMENT, name, ": ", static_cast<std::int64_t>(reduction), " is no reduction");
  return static_cast<ops::Reduction>(reduction);
}

ops::Classes classes(const char* name, adj_tensor weight, int64_t axis, const int64_t* ignored) {
  return {axis, optional(name, weight), ignored ? std::optional<std::int64_t>(*ignored) : std::nullopt};
}

}  // namespace

adj_status adj_bce_with_logits(adj_tensor logits, adj_tensor target, adj_tensor weight, adj_tensor pos_weight,
                               adj_reduction reduction, adj_tensor* out) {
  constexpr const char* name = "binary_cross_entropy_with_logits";
  return binary(name, logits, target, out, [&](const Ref& x, const Ref& t) {
    return ops::bce_with_logits(x, t, optional(name, weight), optional(name, pos_weight),
                                loss_reduction(name, reduction));
  });
}

adj_status adj_cross_entropy(adj_tensor logits, adj_tensor target, adj_tensor weight, int64_t axis,
                             const int64_t* ignore_index, double label_smoothing, adj_reduction reduction,
                             adj_tensor* out) {
  constexpr const char* name = "cross_entropy";
  return binary(name, logits, target, out, [&](const Ref& x, const Ref& t) {
    return ops::cross_entropy(x, t, classes(name, weight, axis, ignore_index), label_smoothing,
                              loss_reduction(name, reduction));
  });
}

adj_status adj_nll(adj_tensor log_probabilities, adj_tensor target, adj_tensor weight, int64_t axis,
                   const int64_t* ignore_index, adj_reduction reduction, adj_tensor* out) {
  return binary("nll", log_probabilities, target, out, [&](const Ref& x, const Ref& t) {
    return ops::nll(x, t, classes("nll", weight, axis, ignore_index), loss_reduction("nll", reduction));
  });
}

adj_status adj_kl_div(adj_tensor log_probabilities, adj_tensor target, int32_t log_target,
                      adj_reduction reduction, adj_tensor* out) {
  return binary("kl_div", log_probabilities, target, out, [&](const Ref& x, const Ref& t) {
    return ops::kl_div(x, t, log_target != 0, loss_reduction("kl_div", reduction));
  });
}

adj_status adj_ctc(adj_tensor log_probabilities, adj_tensor targets, adj_tensor lengths, adj_tensor labels,
                   int64_t blank, adj_tensor* out) {
  return binary("ctc", log_probabilities, targets, out, [&](const Ref& x, const Ref& t) {
    const Argument steps("ctc", lengths), counts("ctc", labels);
    return ops::ctc(x, t, steps.ref(), counts.ref(), blank);
  });
}

adj_status adj_mse(adj_tensor prediction, adj_tensor target, adj_reduction reduction, adj_tensor* out) {
  return binary("mse", prediction, target, out,
                [&](const Ref& x, const Ref& t) { return ops::mse(x, t, loss_reduction("mse", reduction)); });
}
