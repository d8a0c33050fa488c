#include "core/releases.h"

namespace adjoint {

void WaitingReleases::add(adj_tensor handle) {
  std::lock_guard lock(mutex_);
  handles_.push_back(handle);
  any_.store(true, std::memory_order_release);
}

void WaitingReleases::add(std::unique_ptr<Belonging> belonging) {
  std::lock_guard lock(mutex_);
  belongings_.push_back(std::move(belonging));
  any_.store(true, std::memory_order_release);
}

void WaitingReleases::run_all() {
  std::vector<adj_tensor> handles;
  std::vector<std::unique_ptr<Belonging>> belongings;
  {
    std::lock_guard lock(mutex_);
    handles.swap(handles_);
    belongings.swap(belongings_);
    any_.store(false, std::memory_order_relaxed);
  }
  for (const adj_tensor h : handles) end_handle(h);
}

}  // namespace adjoint
