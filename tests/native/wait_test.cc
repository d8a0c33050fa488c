// No wake-up is lost, however the threads meet.
#include "core/wait.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace adjoint {
namespace {

TEST(WaitWord, TellsTheValueThatItChangedTo) {
  WaitWord word;
  word.store(7);
  EXPECT_EQ(7u, word.wait_for_change(3));
  EXPECT_EQ(8u, word.add_one());
  EXPECT_EQ(8u, word.load());
}

TEST(WaitWord, WakesAThreadThatSleeps) {
  WaitWord word;
  std::thread sleeper([&] { EXPECT_EQ(1u, word.wait_for_change(0)); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // longer than it stays awake
  word.add_one();
  word.wake_one();
  sleeper.join();
}

// Two words as a pool uses them: one that calls all helpers, one by which they tell that they are done. The
// pauses make some of them sleep and some not.
TEST(WaitWord, LosesNoneOfManyCalls) {
  constexpr std::uint32_t kHelpers = 3, kCalls = 3000;
  WaitWord call, done;
  std::vector<std::thread> helpers;
  for (std::uint32_t h = 0; h < kHelpers; ++h)
    helpers.emplace_back([&] {
      for (std::uint32_t seen = 0; seen < kCalls;) {
        seen = call.wait_for_change(seen);
        if (done.add_one() == kHelpers) done.wake_one();
      }
    });
  for (std::uint32_t i = 0; i < kCalls; ++i) {
    if (i % 16 == 0) std::this_thread::sleep_for(std::chrono::microseconds(i % 7 * 50));
    done.store(0);
    call.add_one();
    call.wake_all();
    for (std::uint32_t seen; (seen = done.load()) < kHelpers;) done.wait_for_change(seen);
  }
  for (std::thread& helper : helpers) helper.join();
  EXPECT_EQ(kCalls, call.load());
}

}  // namespace
}  // namespace adjoint
