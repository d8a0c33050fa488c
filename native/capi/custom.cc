// Derivatives that the caller writes.
#include "capi/directions.h"
#include "core/apply.h"
#include "core/captured.h"
#include "ops/ops.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_host_open(const void* callback, int32_t* out) {
  return guarded([&] {
    if (!callback) fail(ADJ_ERROR_ARGUMENT, "host_open: callback must not be null");
    require("host_open", "out", out) = ops::open_host(callback);
  });
}

adj_status adj_host_close(int32_t host) {
  return guarded([&] { ops::close_host(host); });
}

adj_status adj_custom_begin(const adj_tensor* xs, int64_t count, adj_tensor* given, int64_t* mark) {
  return guarded([&] {
    constexpr const char* name = "custom_begin";
    require(name, "mark", mark);
    if (count > 0) require(name, "given", given);
    const Arguments operands(name, "xs", xs, count);
    std::vector<Ref> arguments;
    for (const Ref& x : operands.refs()) arguments.push_back(alias_of(x));
    *mark = static_cast<std::int64_t>(Context::current().tape.size());
    publish_all(arguments, given);
  });
}

adj_status adj_custom(adj_tensor y, const adj_tensor* xs, int64_t count, int32_t host, int64_t rule,
                      int64_t mark, adj_tensor* out) {
  return guarded([&] {
    constexpr const char* name = "custom";
    require(name, "out", out);
    const Argument value(name, y);
    const Arguments operands(name, "xs", xs, count);
    std::vector<Ref> captured;
    if (mark >= 0)
      captured =
          captured_by(Context::current(), static_cast<std::size_t>(mark), *value.get(), operands.refs());
    *out = publish(ops::custom(value.ref(), operands.refs(), {rule, host}, captured));
  });
}
