#include <algorithm>
#include <cstddef>

#include "core/threads.h"
#include "kernels/reduce.h"
#include "kernels/softmax_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 8192;  // elements that are worth another thread
constexpr std::int64_t kRows = 64;     // pieces are multiples: kernels take short rows together

template <class Kernel, class... P>
void by_rows(Kernel kernel, DType type, std::int64_t rows, std::int64_t columns, P... pointers) {
  if (columns == 0) return;
  const std::int64_t bytes = columns * static_cast<std::int64_t>(size_of(type));
  const std::int64_t grain = columns > kGrain / kRows ? std::max<std::int64_t>(1, kGrain / columns)
                                                      : kGrain / columns / kRows * kRows;
  parallel_for(rows, grain, [=](std::int64_t begin, std::int64_t end) {
    kernel(pointers + begin * bytes..., end - begin, columns);
  });
}

const std::byte* bytes(const void* p) { return static_cast<const std::byte*>(p); }
std::byte* bytes(void* p) { return static_cast<std::byte*>(p); }

int index(DType type) { return static_cast<int>(type); }

}  // namespace

void softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y) {
  by_rows(softmaxes().softmax[index(type)], type, rows, columns, bytes(x), bytes(y));
}
void log_softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y) {
  by_rows(softmaxes().log_softmax[index(type)], type, rows, columns, bytes(x), bytes(y));
}
void softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                      void* dx) {
  by_rows(softmaxes().softmax_backward[index(type)], type, rows, columns, bytes(y), bytes(dy), bytes(dx));
}
void log_softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                          void* dx) {
  by_rows(softmaxes().log_softmax_backward[index(type)], type, rows, columns, bytes(y), bytes(dy), bytes(dx));
}

}  // namespace adjoint::kernels
