#include "core/releases.h"

#include <new>
#include <utility>

namespace adjoint {

// Where there is no memory to note a handle it lives as long as its scope.
void WaitingReleases::add(adj_tensor handle) noexcept {
  std::lock_guard lock(mutex_);
  try {
    handles_.push_back(handle);
    any_.store(true, std::memory_order_release);
  } catch (const std::bad_alloc&) {
  }
}

void WaitingReleases::add(std::unique_ptr<Belonging> belonging) noexcept {
  std::lock_guard lock(mutex_);
  belonging->next = std::move(belongings_);
  belongings_ = std::move(belonging);
  any_.store(true, std::memory_order_release);
}

void WaitingReleases::run_all() {
  std::vector<adj_tensor> handles;
  std::unique_ptr<Belonging> belongings;
  {
    std::lock_guard lock(mutex_);
    handles.swap(handles_);
    belongings.swap(belongings_);
    any_.store(false, std::memory_order_relaxed);
  }
  for (const adj_tensor h : handles) end_handle(h);
  while (belongings) belongings = std::exchange(belongings->next, nullptr);
}

}  // namespace adjoint
