// What the benchmarks of memory-bound kernels share: large arrays, and traffic in bytes a second.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/threads.h"
#include "kernels/view.h"

namespace adjoint::bench {

inline constexpr std::int64_t kLarge = 10'000'000;  // floats: 40 MB, more than any cache here

// One of a few arrays of kLarge elements, each with room for doubles, with values between -3 and 3.
inline float* array(int which) {
  static float* arrays[4] = {};
  float*& x = arrays[which];
  if (!x) {
    x = static_cast<float*>(std::aligned_alloc(4096, (kLarge * 8 / 4096 + 1) * 4096));
    for (std::int64_t i = 0; i < 2 * kLarge; ++i)
      x[i] = static_cast<float>((i * 7919 + which) % 6001 - 3000) * 1e-3f;
  }
  return x;
}

// Runs `body` with a number of threads and reports `bytes` read and written by each call.
template <class F>
void measure(benchmark::State& state, int threads, std::int64_t bytes, F&& body) {
  set_thread_count(threads);
  body();  // pages, threads and caches are there
  for (auto _ : state) {
    body();
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * bytes);
  set_thread_count(0);
}

template <class F>
void add(const std::string& name, int threads, std::int64_t bytes, F body) {
  benchmark::RegisterBenchmark((name + "/threads:" + std::to_string(threads)).c_str(),
                               [=](benchmark::State& state) { measure(state, threads, bytes, body); })
      ->UseRealTime();
}

}  // namespace adjoint::bench
