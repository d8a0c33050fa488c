#include "kernels/normalize.h"

#include <algorithm>
#include <cstddef>

#include "core/threads.h"
#include "kernels/normalize_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 8192;  // elements that are worth another thread

// call(offset of the first row in bytes, some of the rows)
template <class Call>
void by_rows(DType type, const RowsToNormalize& shape, Call call) {
  if (shape.columns == 0) return;
  const std::int64_t bytes = shape.columns * static_cast<std::int64_t>(size_of(type));
  const std::int64_t grain = std::max<std::int64_t>(1, kGrain / shape.columns);
  parallel_for(shape.rows, grain, [&](std::int64_t begin, std::int64_t end) {
    call(begin * bytes, {end - begin, shape.columns, shape.epsilon, shape.centered});
  });
}

const std::byte* bytes(const void* p) { return static_cast<const std::byte*>(p); }
std::byte* bytes(void* p) { return static_cast<std::byte*>(p); }

}  // namespace

void standardize(DType type, const RowsToNormalize& shape, const void* x, const void* scale,
                 const void* shift, void* y) {
  const auto kernel = normalizes().standardize[static_cast<int>(type)];
  by_rows(type, shape, [=](std::int64_t at, const RowsToNormalize& some) {
    kernel(bytes(x) + at, scale, shift, bytes(y) + at, some);
  });
}

void standardize_change(DType type, const RowsToNormalize& shape, const void* x, const void* d, void* dy) {
  const auto kernel = normalizes().change[static_cast<int>(type)];
  by_rows(type, shape, [=](std::int64_t at, const RowsToNormalize& some) {
    kernel(bytes(x) + at, bytes(d) + at, bytes(dy) + at, some);
  });
}

}  // namespace adjoint::kernels
