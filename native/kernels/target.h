// Which instruction set the kernels use: the best that the processor has, found once.
#pragma once

namespace adjoint::kernels {

enum class Target { kSse4, kAvx2, kAvx512, kNeon };

// ADJOINT_TARGET=sse4|avx2|avx512 in the environment chooses a lower one, for tests.
Target active_target();
const char* name_of(Target target);
// Every target compiled in that this processor can run, lowest first: tests loop over them.
int supported_targets(Target* out);  // room for 4
// Chooses a target for the rest of the process, for tests; false when it cannot run here.
bool force_target(Target target);

}  // namespace adjoint::kernels
