#include "core/cache_sizes.h"

#if defined(__linux__)
#include <unistd.h>
#endif

namespace adjoint {
namespace {

[[maybe_unused]] std::int64_t known_or(long told, std::int64_t usual) { return told > 0 ? told : usual; }

CacheSizes ask() {
  CacheSizes sizes{512 << 10, 8 << 20};
#if defined(_SC_LEVEL2_CACHE_SIZE) && defined(_SC_LEVEL3_CACHE_SIZE)
  sizes.level2 = known_or(sysconf(_SC_LEVEL2_CACHE_SIZE), sizes.level2);
  sizes.level3 = known_or(sysconf(_SC_LEVEL3_CACHE_SIZE), sizes.level3);
#endif
  return sizes;
}

}  // namespace

const CacheSizes& cache_sizes() {
  static const CacheSizes sizes = ask();
  return sizes;
}

}  // namespace adjoint
