// A shortage of memory that tests call for: buffers are refused from some point on, as if the system had
// none.
#pragma once

#include <atomic>
#include <cstdint>

namespace adjoint::shortage {

// After `count` more buffers one is refused, or all of them if it stays.
void begin_after(std::int64_t count, bool stays);
// Whether any was refused.
bool end();

extern std::atomic<bool> expected;
bool strikes_now();

// Whether the buffer that is asked for has to be refused.
inline bool strikes() { return expected.load(std::memory_order_relaxed) && strikes_now(); }

}  // namespace adjoint::shortage
