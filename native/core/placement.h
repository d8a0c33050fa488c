// Keeps helping threads off the processor on which the thread they help is running.
#pragma once

#include <thread>

#if defined(__linux__)
#include <sched.h>

#include <chrono>
#include <vector>
#endif

namespace adjoint {

// Systems wake a thread where it ran last, or where it is woken from, and some see late that this processor
// is busy while another has nothing to do: virtual machines whose processors share no cache as far as the
// system knows. There a helper that slept gets its turn after several milliseconds, which is after the work.
class Placement {
 public:
#if defined(__linux__)
  // Once for each helper, by the thread that starts it: helpers may run where that one may.
  void add(std::thread& helper);
  // By the thread that is to be helped.
  void avoid_caller();

 private:
  std::vector<std::thread::native_handle_type> helpers_;
  int avoided_ = -1;
  std::chrono::steady_clock::time_point changed_;
  cpu_set_t allowed_;
#else
  void add(std::thread&) {}
  void avoid_caller() {}
#endif
};

}  // namespace adjoint
