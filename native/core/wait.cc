#include "core/wait.h"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#include <windows.h>
#endif

namespace adjoint {
namespace {

void relax() {
#if defined(__x86_64__) || defined(_M_X64)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

std::uint32_t WaitWord::wait_for_change(std::uint32_t old) noexcept {
  for (int i = 0; i < 2000; ++i) {
    const std::uint32_t now = load();
    if (now != old) return now;
    relax();
  }
  for (;;) {
    sleep_unless_changed(old);
    const std::uint32_t now = load();
    if (now != old) return now;
  }
}

// On Windows by the system's own means: std::atomic::wait of MinGW's GCC 12 now and then loses a wake-up
// there.
#if defined(_WIN32)

void WaitWord::sleep_unless_changed(std::uint32_t old) noexcept {
  WaitOnAddress(&word_, &old, sizeof old, INFINITE);  // may return without a change
}
void WaitWord::wake_one() noexcept { WakeByAddressSingle(&word_); }
void WaitWord::wake_all() noexcept { WakeByAddressAll(&word_); }

#else

void WaitWord::sleep_unless_changed(std::uint32_t old) noexcept {
  word_.wait(old, std::memory_order_acquire);
}
void WaitWord::wake_one() noexcept { word_.notify_one(); }
void WaitWord::wake_all() noexcept { word_.notify_all(); }

#endif

}  // namespace adjoint
