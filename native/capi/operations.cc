// What the operations say of themselves.
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

adj_operation described(const Operation& operation) {
  return {.name = operation.name,
          .kind = static_cast<std::int32_t>(operation.kind),
          .has_vjp = operation.vjp != nullptr,
          .has_jvp = operation.jvp != nullptr,
          .has_batch = operation.batch != nullptr,
          .blocks_gradient = operation.blocks_gradient};
}

}  // namespace

adj_status adj_operations(adj_operation* out, int64_t capacity, int64_t* count) {
  return guarded([&] {
    require("operations", "count", count);
    if (capacity < 0) fail(ADJ_ERROR_ARGUMENT, "operations: the capacity is negative");
    if (capacity > 0) require("operations", "out", out);
    int64_t number = 0;
    for (const Operation* o = Listed::last(); o; o = o->listed.before(), ++number)
      if (number < capacity) out[number] = described(*o);
    *count = number;
  });
}
