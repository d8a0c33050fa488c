// The library itself: versions, counters, threads.
#include "capi/boundary.h"
#include "core/shortage.h"
#include "core/threads.h"
#include "kernels/target.h"

using namespace adjoint;
using namespace adjoint::capi;

int32_t adj_abi_version(void) { return ADJ_ABI_VERSION; }

const char* adj_version(void) { return ADJOINT_VERSION; }

const char* adj_target(void) { return kernels::name_of(kernels::active_target()); }

const char* adj_last_error(void) {
  const Context* context = Context::current_or_null();
  return context ? context->error.c_str() : "";
}

adj_status adj_nop(void) { return ADJ_OK; }

adj_status adj_get_statistics(adj_statistics* out) {
  return guarded([&] {
    require("get_statistics", "out", out);
    const MemoryCounters memory = memory_counters();
    *out = {live_node_count(), memory.in_use, memory.peak, memory.cached};
  });
}

adj_status adj_reset_peak(void) {
  return guarded([] { reset_peak(); });
}

adj_status adj_trim(void) {
  return guarded([] { trim_memory(); });
}

adj_status adj_begin_shortage(int64_t count, int32_t lasting) {
  return guarded([&] {
    if (count < 0) fail(ADJ_ERROR_RANGE, "begin_shortage: the count is negative");
    shortage::begin_after(count, lasting != 0);
  });
}

adj_status adj_end_shortage(int32_t* struck) {
  return guarded([&] { require("end_shortage", "struck", struck) = shortage::end(); });
}

adj_status adj_set_threads(int32_t count) {
  return guarded([&] {
    if (count < 0 || count > 1024)
      fail(ADJ_ERROR_RANGE, "set_threads: ", count, " threads; give 1 to 1024, or 0 for the default");
    set_thread_count(count);
  });
}

adj_status adj_get_threads(int32_t* out) {
  return guarded([&] { require("get_threads", "out", out) = thread_count(); });
}
