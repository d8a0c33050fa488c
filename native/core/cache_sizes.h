// How much the processor's caches hold.
#pragma once

#include <cstdint>

namespace adjoint {

struct CacheSizes {
  std::int64_t level2;  // of one core
  std::int64_t level3;  // shared by cores
};

// As the system tells, once; common sizes where it does not.
const CacheSizes& cache_sizes();

}  // namespace adjoint
