#include "kernels/target.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "core/cpu_features.h"

namespace adjoint::kernels {
namespace {

#if defined(__x86_64__) || defined(_M_X64)

bool cpu_has_all(std::initializer_list<CpuFeature> features) {
  return std::all_of(features.begin(), features.end(), cpu_has);
}

// Every instruction set that a target's sources are compiled with: the compiler may use any of them.
bool runs_here(Target target) {
  using enum CpuFeature;
  switch (target) {
    case Target::kAvx512:
      return runs_here(Target::kAvx2) && cpu_has_all({kAvx512f, kAvx512bw, kAvx512cd, kAvx512dq, kAvx512vl});
    case Target::kAvx2:
      return cpu_has_all({kAvx2, kFma, kBmi1, kBmi2, kF16c});
    case Target::kSse4:
      return true;  // the .NET runtime needs as much
    default:
      return false;
  }
}

#else

bool runs_here(Target target) { return target == Target::kNeon; }

#endif

Target choose() {
  Target all[4];
  int count = supported_targets(all);
  const char* wanted = std::getenv("ADJOINT_TARGET");
  for (int i = 0; wanted && i < count; ++i)
    if (std::strcmp(wanted, name_of(all[i])) == 0) return all[i];
  return all[count - 1];
}

}  // namespace

namespace detail {
std::atomic<Target> target{choose()};
}  // namespace detail

const char* name_of(Target target) {
  switch (target) {
    case Target::kSse4:
      return "sse4";
    case Target::kAvx2:
      return "avx2";
    case Target::kAvx512:
      return "avx512";
    case Target::kNeon:
      return "neon";
  }
  return "";
}

int supported_targets(Target* out) {
  int count = 0;
  for (const Target t : {Target::kNeon, Target::kSse4, Target::kAvx2, Target::kAvx512})
    if (runs_here(t)) out[count++] = t;
  return count;
}

bool force_target(Target target) {
  if (!runs_here(target)) return false;
  detail::target.store(target, std::memory_order_relaxed);
  return true;
}

}  // namespace adjoint::kernels
