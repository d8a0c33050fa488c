// Which instruction set the kernels use: the best that the processor has, found once.
#pragma once

#include <atomic>

namespace adjoint::kernels {

enum class Target { kSse4, kAvx2, kAvx512, kNeon };

namespace detail {
extern std::atomic<Target> target;
}

// ADJOINT_TARGET=sse4|avx2|avx512 in the environment chooses a lower one, for tests.
inline Target active_target() { return detail::target.load(std::memory_order_relaxed); }
const char* name_of(Target target);
// Every target compiled in that this processor can run, lowest first: tests loop over them.
int supported_targets(Target* out);  // room for 4
// Chooses a target for the rest of the process, for tests; false when it cannot run here.
bool force_target(Target target);

}  // namespace adjoint::kernels
