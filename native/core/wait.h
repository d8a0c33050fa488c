// A word that threads wait for.
#pragma once

#include <atomic>
#include <cstdint>

namespace adjoint {

// Who waits for it to change is briefly awake, since the change often follows at once, then asleep. Changing
// it wakes nobody: that is a second step.
class WaitWord {
 public:
  std::uint32_t load() const noexcept { return word_.load(std::memory_order_acquire); }
  void store(std::uint32_t value) noexcept { word_.store(value, std::memory_order_release); }
  std::uint32_t add_one() noexcept {
    return word_.fetch_add(1, std::memory_order_acq_rel) + 1;
  }  // what it is now

  std::uint32_t wait_for_change(std::uint32_t old) noexcept;  // what it is then
  void wake_one() noexcept;
  void wake_all() noexcept;

 private:
  void sleep_unless_changed(std::uint32_t old) noexcept;

  std::atomic<std::uint32_t> word_{0};
};

}  // namespace adjoint
