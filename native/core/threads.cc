#include "core/threads.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "core/placement.h"
#include "core/processors.h"
#include "core/wait.h"

namespace adjoint {
namespace {

int default_threads() {
  if (const char* text = std::getenv("ADJOINT_NUM_THREADS")) {
    const long wanted = std::strtol(text, nullptr, 10);
    if (wanted >= 1) return static_cast<int>(std::min<long>(wanted, 1024));
  }
  return available_processors();
}

std::atomic<int> wanted_threads{0};  // 0 until first asked for

thread_local bool inside_region = false;

// One region runs at a time. Its pieces are claimed through one word that carries the region's number beside
// the next piece, so that a worker that wakes late can claim nothing of a region that is over. The
// description is read before a piece is claimed and trusted only after: hence relaxed atomics.
class Pool {
 public:
  // False when the caller must do the work itself.
  bool run(std::int64_t count, std::int64_t grain, int threads, detail::Body body, void* state) {
    const std::unique_lock lock(busy_, std::try_to_lock);
    if (!lock.owns_lock() || !grow(threads - 1)) return false;
    grain *= 1 + count / grain / kMostPieces;
    const auto pieces = static_cast<std::uint32_t>((count + grain - 1) / grain);
    helpers_.store(threads - 1, std::memory_order_relaxed);
    placement_.avoid_caller();
    publish(count, grain, pieces, body, state);
    work();
    for (std::uint32_t done; (done = done_.load()) < pieces;) done_.wait_for_change(done);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return true;
  }

 private:
  static constexpr std::int64_t kMostPieces = 1 << 16;
  static constexpr std::uint64_t kClosed = 0xffffffff;  // in place of the next piece

  void publish(std::int64_t count, std::int64_t grain, std::uint32_t pieces, detail::Body body, void* state) {
    // Closed before anything is described: a worker that still holds the last region's word and sees this
    // one's number of pieces must not succeed in claiming.
    const std::uint64_t region = (claim_.load(std::memory_order_relaxed) >> 32) + 1;
    claim_.store(region << 32 | kClosed, std::memory_order_relaxed);
    count_.store(count, std::memory_order_relaxed);
    grain_.store(grain, std::memory_order_relaxed);
    pieces_.store(pieces, std::memory_order_release);
    body_.store(body, std::memory_order_relaxed);
    state_.store(state, std::memory_order_relaxed);
    done_.store(0);
    claim_.store(region << 32, std::memory_order_release);
    signal_.add_one();
    signal_.wake_all();
  }

  void work() {
    inside_region = true;
    for (;;) {
      std::uint64_t claim = claim_.load(std::memory_order_acquire);
      const auto body = body_.load(std::memory_order_relaxed);
      void* const state = state_.load(std::memory_order_relaxed);
      const std::int64_t grain = grain_.load(std::memory_order_relaxed),
                         count = count_.load(std::memory_order_relaxed);
      const auto piece = static_cast<std::uint32_t>(claim);
      if (piece >= pieces_.load(std::memory_order_acquire)) break;
      if (!claim_.compare_exchange_strong(claim, claim + 1, std::memory_order_acq_rel)) continue;
      const std::int64_t begin = piece * grain;
      try {
        body(state, begin, std::min(count, begin + grain));
      } catch (...) {
        const std::lock_guard lock(failing_);
        failure_ = std::current_exception();
      }
      if (done_.add_one() == pieces_.load(std::memory_order_relaxed)) done_.wake_one();
    }
    inside_region = false;
  }

  bool grow(int workers) {
    try {
      for (; workers_ < workers; ++workers_) {
        std::thread helper([this, number = workers_] {
          for (std::uint32_t seen = 0;;) {
            seen = signal_.wait_for_change(seen);
            if (number < helpers_.load(std::memory_order_relaxed)) work();
          }
        });
        placement_.add(helper);
        helper.detach();
      }
    } catch (...) {  // no more threads to be had: those there are will do
    }
    return workers_ > 0;
  }

  std::mutex busy_, failing_;
  std::exception_ptr failure_;
  int workers_ = 0;
  Placement placement_;
  std::atomic<int> helpers_{0};  // how many workers may take part: the number may have been lowered
  WaitWord signal_;
  alignas(64) std::atomic<std::uint64_t> claim_{0};
  alignas(64) WaitWord done_;
  std::atomic<std::uint32_t> pieces_{0};
  std::atomic<std::int64_t> count_{0}, grain_{1};
  std::atomic<detail::Body> body_{nullptr};
  std::atomic<void*> state_{nullptr};
};

// Never destroyed: its threads run until the process ends.
Pool& pool() {
  static Pool& instance = *new Pool;
  return instance;
}

}  // namespace

int thread_count() {
  const int wanted = wanted_threads.load(std::memory_order_relaxed);
  if (wanted) return wanted;
  static const int available = default_threads();
  return available;
}

void set_thread_count(int count) { wanted_threads.store(std::max(0, count), std::memory_order_relaxed); }

void detail::parallel_for(std::int64_t count, std::int64_t grain, Body body, void* state) {
  const int threads = thread_count();
  if (threads == 1 || inside_region || !pool().run(count, grain, threads, body, state)) body(state, 0, count);
}

}  // namespace adjoint
