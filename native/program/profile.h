// How long the steps of a program take, if somebody asks.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

namespace adjoint::program {

struct StepTime {
  std::int64_t calls = 0, nanoseconds = 0;
  std::int64_t last_start = 0, last_nanoseconds = 0;  // in the last run, from its beginning on
};

class Profile {
 public:
  explicit Profile(std::size_t step_count) : times_(step_count) {}

  // Begins anew, or ends.
  void measure(bool on);
  bool is_on() const { return is_on_.load(std::memory_order_relaxed); }
  std::vector<StepTime> times() const;

  // One run, on one thread.
  class Run {
   public:
    explicit Run(Profile& profile);
    void end_step();

   private:
    friend class Profile;
    using Clock = std::chrono::steady_clock;
    Profile& profile_;
    Clock::time_point begin_, step_begin_;
    std::size_t step_ = 0;
  };

 private:
  std::atomic<bool> is_on_{false};
  mutable std::mutex mutex_;
  std::vector<StepTime> times_;
};

}  // namespace adjoint::program
