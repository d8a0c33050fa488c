// What other threads (a finalizer, say) gave up of a thread's own: it waits until that thread comes by.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/node.h"

namespace adjoint {

// Something that only the thread it belongs to may end.
class Belonging {
 public:
  Belonging() = default;
  Belonging(const Belonging&) = delete;
  Belonging& operator=(const Belonging&) = delete;
  virtual ~Belonging() = default;

  std::unique_ptr<Belonging> next;  // of those that wait
};

class WaitingReleases {
 public:
  // From any thread.
  void add(adj_tensor handle) noexcept;
  void add(std::unique_ptr<Belonging> belonging) noexcept;
  // From the thread itself.
  void run() {
    if (any_.load(std::memory_order_relaxed)) run_all();
  }

 private:
  void run_all();

  std::mutex mutex_;
  std::vector<adj_tensor> handles_;
  std::unique_ptr<Belonging> belongings_;
  std::atomic<bool> any_{false};
};

}  // namespace adjoint
