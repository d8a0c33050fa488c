// What the processor can do beyond what every one of its kind can.
#pragma once

namespace adjoint {

// Instruction sets of x86-64 that kernels are compiled for. Elsewhere there is none of them.
enum class CpuFeature {
  kSse42,
  kPclmul,
  kAes,
  kF16c,
  kFma,
  kBmi1,
  kBmi2,
  kAvx2,
  kAvx512f,
  kAvx512bw,
  kAvx512cd,
  kAvx512dq,
  kAvx512vl,
};
inline constexpr int kCpuFeatureCount = static_cast<int>(CpuFeature::kAvx512vl) + 1;

// Whether the processor has it and the system keeps the registers that it needs.
bool cpu_has(CpuFeature feature);
const char* name_of(CpuFeature feature);  // as Linux spells it in /proc/cpuinfo

}  // namespace adjoint
