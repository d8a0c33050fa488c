// One pool of worker threads for large operations.
#pragma once

#include <cstdint>

namespace adjoint {

int thread_count();
void set_thread_count(int count);  // 0: ADJOINT_NUM_THREADS, else the processors this process may use

// Runs body(begin, end) over [0, count) in pieces whose borders depend on `grain` alone, each a
// multiple of grain long (the last shorter). Runs on the calling thread when one piece suffices, when
// the pool is busy with another caller's work, or when called from inside a parallel region.
// An exception of `body` on any thread comes out here; other pieces may have run by then.
namespace detail {
using Body = void (*)(void* state, std::int64_t begin, std::int64_t end);
void parallel_for(std::int64_t count, std::int64_t grain, Body body, void* state);
}  // namespace detail

template <class F>
void parallel_for(std::int64_t count, std::int64_t grain, const F& body) {
  if (count <= grain) {
    if (count > 0) body(std::int64_t{0}, count);
    return;
  }
  detail::parallel_for(
      count, grain,
      [](void* state, std::int64_t begin, std::int64_t end) { (*static_cast<const F*>(state))(begin, end); },
      const_cast<F*>(&body));
}

}  // namespace adjoint
