#include "core/placement.h"

namespace adjoint {

#if defined(__linux__)

void Placement::add(std::thread& helper) {
  helpers_.push_back(helper.native_handle());
  avoided_ = -1;
  if (sched_getaffinity(0, sizeof allowed_, &allowed_) != 0) CPU_ZERO(&allowed_);
}

void Placement::avoid_caller() {
  const int here = sched_getcpu();
  if (here == avoided_) return;
  // Several threads that take turns in asking for help shall not chase the helpers about.
  const auto now = std::chrono::steady_clock::now();
  if (avoided_ >= 0 && now - changed_ < std::chrono::milliseconds(2)) return;
  cpu_set_t elsewhere = allowed_;
  if (here >= 0 && here < CPU_SETSIZE) CPU_CLR(here, &elsewhere);
  if (CPU_COUNT(&elsewhere) > 0)
    for (const auto helper : helpers_) pthread_setaffinity_np(helper, sizeof elsewhere, &elsewhere);
  avoided_ = here;
  changed_ = now;
}

#endif

}  // namespace adjoint
