#include "program/profile.h"

namespace adjoint::program {

void Profile::measure(bool on) {
  const std::lock_guard lock(mutex_);
  if (on) times_.assign(times_.size(), {});
  is_on_.store(on, std::memory_order_relaxed);
}

std::vector<StepTime> Profile::times() const {
  const std::lock_guard lock(mutex_);
  return times_;
}

Profile::Run::Run(Profile& profile) : profile_(profile), begin_(Clock::now()), step_begin_(begin_) {}

void Profile::Run::end_step() {
  const auto nanoseconds = [](Clock::duration d) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(d).count();
  };
  const Clock::time_point end = Clock::now();
  {
    const std::lock_guard lock(profile_.mutex_);
    StepTime& time = profile_.times_[step_++];
    ++time.calls;
    time.last_start = nanoseconds(step_begin_ - begin_);
    time.last_nanoseconds = nanoseconds(end - step_begin_);
    time.nanoseconds += time.last_nanoseconds;
  }
  step_begin_ = Clock::now();
}

}  // namespace adjoint::program
