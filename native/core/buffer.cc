#include "core/buffer.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include "core/error.h"
#include "core/shortage.h"

namespace adjoint {
namespace {

// Size classes: four steps to each power of two from 128 bytes up. A block wastes at most a fifth.
constexpr int kSteps = 4;
constexpr int kSmallestBits = 7;
constexpr int kClassCount = (48 - kSmallestBits) * kSteps;
constexpr std::size_t kLargestThreadCached = std::size_t{32} << 10;

constexpr std::size_t class_bytes(int c) {
  const std::size_t base = std::size_t{1} << (kSmallestBits + c / kSteps);
  return base + base / kSteps * static_cast<std::size_t>(c % kSteps);
}

constexpr int class_of(std::size_t bytes) {
  if (bytes <= class_bytes(0)) return 0;
  const int bits = static_cast<int>(std::bit_width(bytes - 1)) - 1;  // 2^bits < bytes <= 2^(bits+1)
  const std::size_t base = std::size_t{1} << bits, step = base / kSteps;
  const int steps = static_cast<int>((bytes - base + step - 1) / step);
  return (bits - kSmallestBits) * kSteps + steps;
}
static_assert(class_bytes(class_of(128)) == 128 && class_bytes(class_of(129)) == 160);
static_assert(class_bytes(class_of(1000)) == 1024 && class_bytes(class_of(1025)) == 1280);

constexpr int kThreadClasses = class_of(kLargestThreadCached) + 1;

// A list of free blocks threaded through their own memory.
struct FreeList {
  struct Link {
    Link* next;
  };
  Link* head = nullptr;
  std::int64_t count = 0;
  std::uint64_t last_use = 0;  // of the shared lists: the central's clock when a block was last asked for

  void push(void* block) {
    Link* link = static_cast<Link*>(block);
    link->next = head;
    head = link;
    ++count;
  }
  void* pop() {
    Link* link = head;
    if (link) {
      head = link->next;
      --count;
    }
    return link;
  }
};

class ThreadCache;

// Blocks shared by all threads. Large ones always pass through here; small ones in batches.
struct Central {
  std::mutex mutex;
  std::vector<const ThreadCache*> caches;  // one a thread
  FreeList lists[kClassCount];
  std::atomic<std::int64_t> held{0};    // bytes handed out, to users and thread caches
  std::atomic<std::int64_t> peak{0};    // highest value of held
  std::atomic<std::int64_t> cached{0};  // bytes in the lists above
  std::int64_t needed = 0;              // highest value of held of late: an old peak is forgotten by and by
  std::uint64_t clock = 0;              // counts the blocks asked for and given back
};

Central& central() {
  static Central* instance = new Central;  // outlives every thread and static object
  return *instance;
}

// Caller holds the lock.
void count_out(Central& c, std::int64_t bytes) {
  const std::int64_t now = c.held.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  c.needed = std::max(c.needed, now);
  std::int64_t peak = c.peak.load(std::memory_order_relaxed);
  while (now > peak && !c.peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
  }
}

// Caller holds the lock. Falls back to the system, after giving back everything that is cached.
void free_cached(Central& c) {
  for (int i = 0; i < kClassCount; ++i)
    while (void* block = c.lists[i].pop()) give_to_system(block, class_bytes(i));
  c.cached.store(0, std::memory_order_relaxed);
}

// Blocks of many sizes may pile up: with what is in use they stay within a quarter more than was needed at
// once of late. The sizes that were asked for longest ago go first. Caller holds the lock.
void bound_cached(Central& c) {
  constexpr std::int64_t kFree = std::int64_t{64} << 20;
  constexpr std::uint64_t kOften = 1024;
  const std::int64_t held = c.held.load(std::memory_order_relaxed);
  if (++c.clock % kOften == 0) c.needed -= c.needed / 32;
  c.needed = std::max(c.needed, held);
  std::int64_t excess = held + c.cached.load(std::memory_order_relaxed) - (c.needed + c.needed / 4 + kFree);
  while (excess > 0) {
    int oldest = -1;
    for (int i = 0; i < kClassCount; ++i)
      if (c.lists[i].head && (oldest < 0 || c.lists[i].last_use < c.lists[oldest].last_use)) oldest = i;
    if (oldest < 0) return;
    for (void* block; excess > 0 && (block = c.lists[oldest].pop());) {
      give_to_system(block, class_bytes(oldest));
      const auto bytes = static_cast<std::int64_t>(class_bytes(oldest));
      c.cached.fetch_sub(bytes, std::memory_order_relaxed);
      excess -= bytes;
    }
  }
}

void* take_block(Central& c, int size_class) {
  const std::size_t bytes = class_bytes(size_class);
  c.lists[size_class].last_use = ++c.clock;
  if (void* block = c.lists[size_class].pop()) {
    c.cached.fetch_sub(static_cast<std::int64_t>(bytes), std::memory_order_relaxed);
    return block;
  }
  if (void* block = take_from_system(bytes)) return block;
  free_cached(c);
  return take_from_system(bytes);
}

void put_block(Central& c, int size_class, void* block) {
  c.lists[size_class].push(block);
  c.cached.fetch_add(static_cast<std::int64_t>(class_bytes(size_class)), std::memory_order_relaxed);
}

constexpr std::int64_t batch_of(int size_class) {
  return std::max<std::int64_t>(2,
                                static_cast<std::int64_t>((std::size_t{16} << 10) / class_bytes(size_class)));
}

// A thread's own free blocks: no lock on the way of a small operation.
class ThreadCache {
 public:
  ThreadCache() {
    Central& c = central();
    std::lock_guard lock(c.mutex);
    c.caches.push_back(this);
  }
  ThreadCache(const ThreadCache&) = delete;
  ThreadCache& operator=(const ThreadCache&) = delete;
  ~ThreadCache() {
    flush_all();
    Central& c = central();
    std::lock_guard lock(c.mutex);
    std::erase(c.caches, this);
  }

  void* take(int size_class) {
    if (void* block = lists_[size_class].pop()) {
      add_bytes(-size_of_class(size_class));
      return block;
    }
    return refill(size_class);
  }

  void put(int size_class, void* block) {
    FreeList& list = lists_[size_class];
    list.push(block);
    add_bytes(size_of_class(size_class));
    // Whoever frees what others allocate (a finalizer thread does) hands the surplus back.
    if (list.count > 4 * batch_of(size_class)) flush(size_class, 2 * batch_of(size_class));
  }

  void flush_all() {
    for (int c = 0; c < kThreadClasses; ++c) flush(c, 0);
  }

  std::int64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }  // from any thread

 private:
  static std::int64_t size_of_class(int c) { return static_cast<std::int64_t>(class_bytes(c)); }
  void add_bytes(std::int64_t n) {  // only this thread writes: no locked instruction
    bytes_.store(bytes_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }

  void* refill(int size_class) {
    Central& c = central();
    const std::int64_t batch = batch_of(size_class);
    std::lock_guard lock(c.mutex);
    void* first = take_block(c, size_class);
    if (!first) return nullptr;
    std::int64_t taken = 1;
    for (; taken < batch; ++taken) {
      void* block = take_block(c, size_class);
      if (!block) break;
      lists_[size_class].push(block);
    }
    count_out(c, taken * size_of_class(size_class));
    add_bytes((taken - 1) * size_of_class(size_class));
    return first;
  }

  void flush(int size_class, std::int64_t keep) {
    FreeList& list = lists_[size_class];
    if (list.count <= keep) return;
    Central& c = central();
    std::lock_guard lock(c.mutex);
    const std::int64_t freed = (list.count - keep) * size_of_class(size_class);
    c.held.fetch_sub(freed, std::memory_order_relaxed);
    add_bytes(-freed);
    while (list.count > keep) put_block(c, size_class, list.pop());
    bound_cached(c);
  }

  FreeList lists_[kThreadClasses];
  std::atomic<std::int64_t> bytes_{0};
};

thread_local ThreadCache* cache_pointer = nullptr;
thread_local bool cache_gone = false;

// Looking through a plain pointer avoids the guard of a thread_local object with a destructor.
[[gnu::noinline]] ThreadCache* make_cache() {
  struct Holder {
    ThreadCache cache;
    ~Holder() {
      cache_pointer = nullptr;
      cache_gone = true;
    }
  };
  if (cache_gone) return nullptr;  // the thread is ending
  try {
    thread_local Holder holder;
    return cache_pointer = &holder.cache;
  } catch (const std::bad_alloc&) {
    return nullptr;  // the shared lists do without; next time perhaps
  }
}

inline ThreadCache* cache() { return cache_pointer ? cache_pointer : make_cache(); }

void* take_central(int size_class) {
  Central& c = central();
  std::lock_guard lock(c.mutex);
  void* block = take_block(c, size_class);
  if (block) count_out(c, static_cast<std::int64_t>(class_bytes(size_class)));
  return block;
}

}  // namespace

Buffer* allocate_buffer(std::size_t bytes) {
  const std::size_t whole = bytes + sizeof(Buffer);
  if (whole < bytes || whole > class_bytes(kClassCount - 1) || shortage::strikes())
    fail(ADJ_ERROR_MEMORY, "out of memory: ", static_cast<std::int64_t>(bytes),
         " bytes asked for one tensor");
  const int size_class = class_of(whole);
  ThreadCache* own = size_class < kThreadClasses ? cache() : nullptr;
  void* block = own ? own->take(size_class) : take_central(size_class);
  if (!block)
    fail(ADJ_ERROR_MEMORY, "out of memory: ", static_cast<std::int64_t>(bytes),
         " bytes asked for one tensor");
  Buffer* buffer = new (block) Buffer;
  buffer->references.store(1, std::memory_order_relaxed);
  buffer->size_class = static_cast<std::uint32_t>(size_class);
  buffer->bytes = class_bytes(size_class);
  return buffer;
}

void free_buffer(Buffer* buffer) noexcept {
  const int size_class = static_cast<int>(buffer->size_class);
  if (size_class < kThreadClasses) {
    if (ThreadCache* own = cache()) {
      own->put(size_class, buffer);
      return;
    }
  }
  Central& c = central();
  std::lock_guard lock(c.mutex);
  c.held.fetch_sub(static_cast<std::int64_t>(class_bytes(size_class)), std::memory_order_relaxed);
  put_block(c, size_class, buffer);
  bound_cached(c);
}

MemoryCounters memory_counters() {
  Central& c = central();
  std::lock_guard lock(c.mutex);
  std::int64_t own = 0;
  for (const ThreadCache* cache : c.caches) own += cache->bytes();
  return {c.held.load() - own, c.peak.load(), c.cached.load() + own};
}

void reset_peak() { central().peak.store(central().held.load()); }

void trim_memory() {
  if (ThreadCache* own = cache()) own->flush_all();
  Central& c = central();
  std::lock_guard lock(c.mutex);
  free_cached(c);
  give_back_holes();
}

}  // namespace adjoint
