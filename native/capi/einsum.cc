// Sums of products by Einstein's convention.
#include "ops/einsum.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_einsum(const char* equation, int64_t length, const adj_tensor* xs, int64_t count,
                      adj_tensor* out) {
  return creation("einsum", out, [&] {
    const auto text = list("einsum", "equation", equation, length);
    const Arguments all("einsum", "xs", xs, count);
    if (all.refs().empty()) fail(ADJ_ERROR_ARGUMENT, "einsum: needs an operand at least");
    return ops::einsum({text.data(), text.size()}, all.refs());
  });
}
