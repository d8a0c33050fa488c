// Softmax and its companions, row by row, beside plain loops.
#include "arrays.h"
#include "kernels/reduce.h"
#include "vector_math_peer.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

struct Shape {
  std::int64_t rows, columns;
};
constexpr Shape kShapes[] = {{64, 256}, {16384, 256}, {8, 4096}, {100000, 10}, {4096, 64}, {10, 1000000}};

void add_shape(Shape s, int threads) {
  const std::int64_t bytes = s.rows * s.columns * 4;
  const std::string size = "/" + std::to_string(s.rows) + "x" + std::to_string(s.columns);
  const auto forward = [=](const char* name, auto kernel) {
    add(name + size, threads, 2 * bytes,
        [=] { kernel(DType::kFloat32, s.rows, s.columns, array(0), array(2)); });
  };
  const auto backward = [=](const char* name, auto kernel) {
    add(name + size, threads, 3 * bytes,
        [=] { kernel(DType::kFloat32, s.rows, s.columns, array(0), array(1), array(2)); });
  };
  const auto peer = [=](const char* name, auto kernel) {
    if (threads == 1)
      add(name + size + "/peer", threads, 2 * bytes, [=] { kernel(array(0), array(2), s.rows, s.columns); });
  };
  forward("softmax", softmax);
  peer("softmax", peer_softmax);
  forward("log_softmax", log_softmax);
  peer("log_softmax", peer_log_softmax);
  backward("softmax_backward", softmax_backward);
  backward("log_softmax_backward", log_softmax_backward);
}

[[maybe_unused]] const bool registered = [] {
  for (const Shape s : kShapes)
    for (const int threads : {1, 2}) add_shape(s, threads);
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
