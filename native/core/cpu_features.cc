#include "core/cpu_features.h"

#include <cstdint>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace adjoint {
namespace {

// Registers that the system must save when it changes threads, as the bits of XCR0.
constexpr std::uint32_t kNothing = 0, kYmm = 0x06, kZmm = 0xe6;

enum Register { kEax, kEbx, kEcx, kEdx };

struct Place {
  const char* name;
  unsigned leaf;  // of cpuid
  Register in;
  int bit;
  std::uint32_t needs;
};

// In the order of CpuFeature.
constexpr Place kPlaces[kCpuFeatureCount] = {
    {"sse4_2", 1, kEcx, 20, kNothing}, {"pclmulqdq", 1, kEcx, 1, kNothing}, {"aes", 1, kEcx, 25, kNothing},
    {"f16c", 1, kEcx, 29, kYmm},       {"fma", 1, kEcx, 12, kYmm},          {"bmi1", 7, kEbx, 3, kNothing},
    {"bmi2", 7, kEbx, 8, kNothing},    {"avx2", 7, kEbx, 5, kYmm},          {"avx512f", 7, kEbx, 16, kZmm},
    {"avx512bw", 7, kEbx, 30, kZmm},   {"avx512cd", 7, kEbx, 28, kZmm},     {"avx512dq", 7, kEbx, 17, kZmm},
    {"avx512vl", 7, kEbx, 31, kZmm},
};

const Place& place_of(CpuFeature feature) { return kPlaces[static_cast<int>(feature)]; }

#if defined(__x86_64__)

bool reported(unsigned leaf, Register in, int bit) {
  unsigned words[4] = {};
  return __get_cpuid_count(leaf, 0, &words[kEax], &words[kEbx], &words[kEcx], &words[kEdx]) != 0 &&
         (words[in] >> bit & 1) != 0;
}

// In bytes, since assemblers and compilers offer the instruction only where they may use it themselves.
std::uint32_t registers_saved() {
  if (!reported(1, kEcx, 27)) return 0;  // without OSXSAVE the instruction is not allowed
  std::uint32_t low = 0, high = 0;
  asm volatile(".byte 0x0f, 0x01, 0xd0" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

#else

bool reported(unsigned, Register, int) { return false; }
std::uint32_t registers_saved() { return 0; }

#endif

}  // namespace

// cpuid itself: what compilers offer in its place (__builtin_cpu_supports) needs a library that not all have.
bool cpu_has(CpuFeature feature) {
  const Place& place = place_of(feature);
  return reported(place.leaf, place.in, place.bit) && (registers_saved() & place.needs) == place.needs;
}

const char* name_of(CpuFeature feature) { return place_of(feature).name; }

}  // namespace adjoint
