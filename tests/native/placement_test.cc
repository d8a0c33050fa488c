// Where helping threads may run.
#include "core/placement.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/wait.h"

#if defined(__linux__)

namespace adjoint {
namespace {

class Helper {
 public:
  explicit Helper(Placement& placement) : thread_([this] { over_.wait_for_change(0); }) {
    placement.add(thread_);
  }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;
  ~Helper() {
    over_.add_one();
    over_.wake_one();
    thread_.join();
  }
  cpu_set_t may_run_on() {
    cpu_set_t set;
    EXPECT_EQ(0, pthread_getaffinity_np(thread_.native_handle(), sizeof set, &set));
    return set;
  }

 private:
  WaitWord over_;
  std::thread thread_;
};

cpu_set_t own_set() {
  cpu_set_t set;
  EXPECT_EQ(0, sched_getaffinity(0, sizeof set, &set));
  return set;
}

// Runs on one processor for a while.
class Pinned {
 public:
  explicit Pinned(int processor) : before_(own_set()) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    EXPECT_EQ(0, sched_setaffinity(0, sizeof one, &one));
  }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
  ~Pinned() { EXPECT_EQ(0, sched_setaffinity(0, sizeof before_, &before_)); }

 private:
  cpu_set_t before_;
};

TEST(Placement, HelpersRunWhereTheirCallerDoesNot) {
  const cpu_set_t all = own_set();
  Placement placement;
  Helper helper(placement);
  for (int processor = 0; processor < CPU_SETSIZE; ++processor) {
    if (!CPU_ISSET(processor, &all)) continue;
    const Pinned here(processor);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // changes at most every other one
    placement.avoid_caller();
    cpu_set_t expected = all;
    if (CPU_COUNT(&all) > 1) CPU_CLR(processor, &expected);
    const cpu_set_t actual = helper.may_run_on();
    EXPECT_TRUE(CPU_EQUAL(&expected, &actual)) << "called from processor " << processor;
  }
}

TEST(Placement, HelpersOfAPinnedThreadStayWhereItIs) {
  const cpu_set_t all = own_set();
  int first = 0;
  while (!CPU_ISSET(first, &all)) ++first;
  const Pinned here(first);
  Placement placement;
  Helper helper(placement);
  placement.avoid_caller();
  const cpu_set_t expected = own_set(), actual = helper.may_run_on();
  EXPECT_TRUE(CPU_EQUAL(&expected, &actual));
}

}  // namespace
}  // namespace adjoint

#endif
