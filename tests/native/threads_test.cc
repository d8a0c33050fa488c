// The pool of worker threads: nothing left out, nothing twice, whatever the callers do.
#include "core/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace adjoint {
namespace {

class ThreadPool : public testing::TestWithParam<int> {
 protected:
  ThreadPool() { set_thread_count(GetParam()); }
  ~ThreadPool() override { set_thread_count(0); }
};

TEST_P(ThreadPool, CoverEachIndexOnce) {
  for (const std::int64_t count : {0, 1, 2, 7, 100, 4096, 100'003})
    for (const std::int64_t grain : {1, 3, 64, 5000, 1'000'000}) {
      const auto seen = std::make_unique<std::atomic<int>[]>(static_cast<std::size_t>(count + 1));
      parallel_for(count, grain, [&](std::int64_t begin, std::int64_t end) {
        EXPECT_LT(begin, end);
        EXPECT_EQ(0, begin % grain) << "pieces begin at multiples of the grain";
        for (std::int64_t i = begin; i < end; ++i) seen[static_cast<std::size_t>(i)].fetch_add(1);
      });
      for (std::int64_t i = 0; i < count; ++i)
        ASSERT_EQ(1, seen[static_cast<std::size_t>(i)]) << i << " of " << count;
    }
}

// A worker that wakes late finds the next region in the making, with more pieces than the one it was called
// for: it may take part in that one, but claim nothing twice.
TEST_P(ThreadPool, RegionsOfChangingSizeFollowEachOther) {
  std::atomic<int> seen[42];
  for (int round = 0; round < 200'000; ++round) {
    const int count = round % 2 ? 42 : 2;
    for (auto& n : seen) n.store(0, std::memory_order_relaxed);
    parallel_for(count, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) seen[i].fetch_add(1, std::memory_order_relaxed);
    });
    for (int i = 0; i < count; ++i) ASSERT_EQ(1, seen[i]) << "piece " << i << " in round " << round;
    for (volatile int pause = 0; pause < round % 1024;)
      pause = pause + 1;  // so that the next begins at any moment
  }
}

TEST_P(ThreadPool, NestedRegionsRunOnTheThreadAtHand) {
  std::atomic<std::int64_t> total{0};
  parallel_for(64, 1, [&](std::int64_t begin, std::int64_t end) {
    const std::thread::id outer = std::this_thread::get_id();
    const bool alone = end - begin == 64;  // no region at all: what is inside may use the pool
    for (std::int64_t i = begin; i < end; ++i)
      parallel_for(1000, 10, [&](std::int64_t b, std::int64_t e) {
        EXPECT_TRUE(alone || outer == std::this_thread::get_id());
        total += e - b;
      });
  });
  EXPECT_EQ(64'000, total);
}

TEST_P(ThreadPool, ExceptionsComeOutAndThePoolStaysUsable) {
  for (int round = 0; round < 200; ++round) {
    const std::int64_t bad = round % 50;
    const auto body = [bad](std::int64_t begin, std::int64_t end) {
      if (begin <= bad && bad < end) throw std::runtime_error("piece " + std::to_string(bad));
    };
    try {
      parallel_for(50, 1, body);
      FAIL() << "no exception";
    } catch (const std::runtime_error& e) {
      ASSERT_EQ("piece " + std::to_string(bad), e.what());
    }
    std::atomic<std::int64_t> sum{0};
    parallel_for(50, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) sum += i;
    });
    ASSERT_EQ(1225, sum);
  }
}

TEST_P(ThreadPool, ExceptionsFromEveryPieceAreOne) {
  EXPECT_THROW(parallel_for(1000, 1, [](std::int64_t, std::int64_t) { throw std::bad_alloc(); }),
               std::bad_alloc);
  std::atomic<int> done{0};
  parallel_for(1000, 1, [&](std::int64_t begin, std::int64_t end) { done += static_cast<int>(end - begin); });
  EXPECT_EQ(1000, done);
}

// Workers that the pool grew for a larger number take no part once it has been lowered.
TEST(ThreadPoolSize, MayBeLowered) {
  const auto threads_used = [] {
    std::mutex mutex;
    std::set<std::thread::id> used;
    for (int round = 0; round < 200; ++round)
      parallel_for(64, 1, [&](std::int64_t, std::int64_t) {
        std::this_thread::sleep_for(std::chrono::microseconds(5));
        const std::lock_guard lock(mutex);
        used.insert(std::this_thread::get_id());
      });
    return used.size();
  };
  set_thread_count(5);
  threads_used();
  set_thread_count(2);
  EXPECT_LE(threads_used(), 2u);
  set_thread_count(0);
}

// One of the callers gets the pool, the others do their work themselves; regions follow each other closely.
TEST_P(ThreadPool, ManyCallersAtOnce) {
  std::atomic<int> wrong{0};
  const auto caller = [&wrong](std::int64_t seed) {
    std::vector<std::int64_t> y;
    for (int round = 0; round < 300; ++round) {
      y.assign(static_cast<std::size_t>(500 + seed * 37 + round), 0);
      const auto count = static_cast<std::int64_t>(y.size());
      parallel_for(count, 16 + seed, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) y[static_cast<std::size_t>(i)] += seed + i;
      });
      for (std::int64_t i = 0; i < count; ++i) wrong += y[static_cast<std::size_t>(i)] != seed + i;
    }
  };
  std::vector<std::thread> callers;
  for (std::int64_t seed = 0; seed < 8; ++seed) callers.emplace_back(caller, seed);
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(0, wrong);
}

TEST_P(ThreadPool, CallersWhoseWorkFailsDoNotDisturbOthers) {
  std::atomic<int> caught{0}, wrong{0};
  const auto caller = [&](int seed) {
    for (int round = 0; round < 200; ++round) {
      std::atomic<int> done{0};
      const auto body = [&](std::int64_t begin, std::int64_t end) {
        done += static_cast<int>(end - begin);
        if (seed % 2 && begin == 0) throw seed;
      };
      try {
        parallel_for(64, 4, body);
        if (seed % 2 || done != 64) ++wrong;
      } catch (const int thrown) {
        ++caught;
        if (thrown != seed) ++wrong;
      }
    }
  };
  std::vector<std::thread> callers;
  for (int seed = 0; seed < 8; ++seed) callers.emplace_back(caller, seed);
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(0, wrong);
  EXPECT_EQ(4 * 200, caught);
}

INSTANTIATE_TEST_SUITE_P(Counts, ThreadPool, testing::Values(1, 2, 4), testing::PrintToStringParamName());

TEST(ThreadCount, IsWhatWasSetAndZeroMeansTheDefault) {
  set_thread_count(0);
  const int usual = thread_count();
  EXPECT_GE(usual, 1);
  set_thread_count(3);
  EXPECT_EQ(3, thread_count());
  set_thread_count(-5);
  EXPECT_EQ(usual, thread_count());
}

}  // namespace
}  // namespace adjoint
