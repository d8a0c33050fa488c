// Reference-counted memory for elements, from an allocator that keeps freed blocks for reuse.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/system_memory.h"

namespace adjoint {

// The header sits in front of the elements, in the same block.
struct alignas(kAlignment) Buffer {
  std::atomic<std::uint32_t> references;
  std::uint32_t size_class;
  std::size_t bytes;  // of the whole block

  std::byte* data() { return reinterpret_cast<std::byte*>(this) + sizeof(Buffer); }
};

// Room for `bytes` of elements, aligned to 64, with one reference. Throws Error when there is none.
Buffer* allocate_buffer(std::size_t bytes);
void free_buffer(Buffer* buffer) noexcept;

inline void retain(Buffer* b) noexcept { b->references.fetch_add(1, std::memory_order_relaxed); }

inline void release(Buffer* b) noexcept {
  // A buffer with one reference is ours alone: no locked instruction needed to give it up.
  if (b->references.load(std::memory_order_acquire) == 1 ||
      b->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    free_buffer(b);
}

struct MemoryCounters {
  std::int64_t in_use, peak, cached;
};
MemoryCounters memory_counters();
void reset_peak();
void trim_memory();

}  // namespace adjoint
