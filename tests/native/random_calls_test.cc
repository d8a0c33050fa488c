// Random programs, valid and not: every call gives a status. `./build.sh fuzz` is led by what they reach.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "fuzz/program.h"

namespace {

using adjoint::fuzz::Choices;
using adjoint::fuzz::Program;

// ADJOINT_FUZZ_SECONDS makes it go on with ever new seeds.
TEST(RandomPrograms, GiveAStatus) {
  const char* seconds = std::getenv("ADJOINT_FUZZ_SECONDS");
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds ? std::atoi(seconds) : 0);
  for (std::uint64_t seed = 1; seed <= 40 || std::chrono::steady_clock::now() < end; ++seed)
    Program(Choices(seed)).run(1000);
  adj_set_threads(0);
}

TEST(RandomPrograms, FromSeveralThreads) {
  std::vector<std::thread> threads;
  for (std::uint64_t seed = 100; seed < 104; ++seed)
    threads.emplace_back([seed] { Program(Choices(seed)).run(2000); });
  for (std::thread& t : threads) t.join();
  adj_set_threads(0);
}

}  // namespace
