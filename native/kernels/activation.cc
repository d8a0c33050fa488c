#include "kernels/activation.h"

#include <cstddef>

#include "core/threads.h"
#include "kernels/activation_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 8192;  // elements that are worth another thread

}  // namespace

void activate(Activation fn, const ActivationNumbers& numbers, DType type, std::int64_t count, const void* x,
              void* y) {
  const auto size = static_cast<std::int64_t>(size_of(type));
  const auto run = activations().run[static_cast<int>(fn)][static_cast<int>(type)];
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    run(numbers, static_cast<const std::byte*>(x) + begin * size, static_cast<std::byte*>(y) + begin * size,
        end - begin);
  });
}

}  // namespace adjoint::kernels
