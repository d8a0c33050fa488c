#include "kernels/recurrent.h"

#include <algorithm>
#include <cstddef>

#include "core/threads.h"
#include "kernels/recurrent_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 2048;  // units that are worth another thread

// call(some of the rows, at): at(p, n) is where these begin in an array of n numbers a unit.
template <class Call>
void by_rows(DType type, const GateRows& shape, Call call) {
  if (shape.width == 0) return;
  const std::int64_t unit = shape.width * static_cast<std::int64_t>(size_of(type));
  parallel_for(shape.rows, std::max<std::int64_t>(1, kGrain / shape.width),
               [&](std::int64_t begin, std::int64_t end) {
                 call({end - begin, shape.width}, begin * unit);
               });
}

const void* at(const void* p, std::int64_t bytes) { return static_cast<const std::byte*>(p) + bytes; }
void* at(void* p, std::int64_t bytes) { return static_cast<std::byte*>(p) + bytes; }

}  // namespace

void lstm_gates(DType type, const GateRows& shape, const void* gates, const void* memory, void* out) {
  const auto kernel = recurrent().lstm[static_cast<int>(type)];
  by_rows(type, shape, [=](const GateRows& some, std::int64_t from) {
    kernel(at(gates, 4 * from), at(memory, from), at(out, 2 * from), some);
  });
}

void lstm_gates_back(DType type, const GateRows& shape, const void* gates, const void* memory,
                     const void* cotangent, void* out) {
  const auto kernel = recurrent().lstm_back[static_cast<int>(type)];
  by_rows(type, shape, [=](const GateRows& some, std::int64_t from) {
    kernel(at(gates, 4 * from), at(memory, from), at(cotangent, 2 * from), at(out, 5 * from), some);
  });
}

void gru_gates(DType type, const GateRows& shape, const void* of_inputs, const void* of_hidden,
               const void* hidden, void* out) {
  const auto kernel = recurrent().gru[static_cast<int>(type)];
  by_rows(type, shape, [=](const GateRows& some, std::int64_t from) {
    kernel(at(of_inputs, 3 * from), at(of_hidden, 3 * from), at(hidden, from), at(out, from), some);
  });
}

void gru_gates_back(DType type, const GateRows& shape, const void* of_inputs, const void* of_hidden,
                    const void* hidden, const void* cotangent, void* out) {
  const auto kernel = recurrent().gru_back[static_cast<int>(type)];
  by_rows(type, shape, [=](const GateRows& some, std::int64_t from) {
    kernel(at(of_inputs, 3 * from), at(of_hidden, 3 * from), at(hidden, from), at(cotangent, from),
           at(out, 7 * from), some);
  });
}

}  // namespace adjoint::kernels
