// The random programs as libFuzzer drives them: it varies the bytes that choose, and follows what they reach.
// A program may run beside a second one on another thread.
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "program.h"

namespace {

using adjoint::fuzz::Choices;
using adjoint::fuzz::Program;

constexpr int most_calls = 400;

void run(const std::uint8_t* data, std::size_t size) { Program(Choices(data, size)).run(most_calls); }

std::int64_t live_tensors() {
  adj_statistics statistics{};
  adj_get_statistics(&statistics);
  return statistics.live_tensors;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    run(data, size);  // where libFuzzer begins
  } else if (data[0] % 16 == 15) {
    const std::size_t half = size / 2;
    std::thread beside(run, data + half, size - half);
    run(data + 1, half - 1);
    beside.join();
  } else {
    run(data + 1, size - 1);
  }
  adj_set_threads(0);
  if (live_tensors() == 0) return 0;
  std::fprintf(stderr, "%lld tensors are left when every handle has been given back\n",
               static_cast<long long>(live_tensors()));
  std::abort();
}
