// What training makes small.
#include "ops/loss.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

ops::Reduction loss_reduction(const char* name, adj_reduction reduction) {
  if (reduction != ADJ_REDUCTION_NONE && reduction != ADJ_REDUCTION_MEAN && reduction != ADJ_REDUCTION_SUM)
    fail(ADJ_ERROR_ARGUMENT, name, ": ", static_cast<std::int64_t>(reduction), " is no reduction");
  return static_cast<ops::Reduction>(reduction);
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

adj_status adj_cross_entropy(adj_tensor logits, adj_tensor target, double label_smoothing,
                             adj_reduction reduction, adj_tensor* out) {
  return binary("cross_entropy", logits, target, out, [&](const Ref& x, const Ref& t) {
    return ops::cross_entropy(x, t, label_smoothing, loss_reduction("cross_entropy", reduction));
  });
}

adj_status adj_mse(adj_tensor prediction, adj_tensor target, adj_reduction reduction, adj_tensor* out) {
  return binary("mse", prediction, target, out,
                [&](const Ref& x, const Ref& t) { return ops::mse(x, t, loss_reduction("mse", reduction)); });
}
