#include "kernels/adam.h"

#include "core/threads.h"
#include "kernels/adam_table.h"

namespace adjoint::kernels {

void adam(DType type, std::int64_t count, const AdamFactors& factors, const AdamArrays& arrays) {
  constexpr std::int64_t kGrain = 16384;  // elements that are worth another thread
  const AdamTable::Step step = adams().step[static_cast<int>(type)];
  parallel_for(count, kGrain,
               [&](std::int64_t begin, std::int64_t end) { step(factors, arrays, begin, end); });
}

}  // namespace adjoint::kernels
