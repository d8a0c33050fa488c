// Layer norm and the change of it, row by row, beside plain loops.
#include "arrays.h"
#include "kernels/normalize.h"
#include "vector_math_peer.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

struct Shape {
  std::int64_t rows, columns;
};
constexpr Shape kShapes[] = {{64, 256}, {1024, 256}, {16384, 256}, {1024, 128}, {8, 4096}, {100000, 10}};

void add_shape(Shape s, int threads) {
  const std::int64_t bytes = s.rows * s.columns * 4;
  const std::string size = "/" + std::to_string(s.rows) + "x" + std::to_string(s.columns);
  const RowsToNormalize rows{s.rows, s.columns, 1e-5};
  add("layer_norm" + size, threads, 2 * bytes,
      [=] { standardize(DType::kFloat32, rows, array(0), nullptr, nullptr, array(2)); });
  add("layer_norm_scaled" + size, threads, 2 * bytes,
      [=] { standardize(DType::kFloat32, rows, array(0), array(1), array(3), array(2)); });
  add("layer_norm_change" + size, threads, 3 * bytes,
      [=] { standardize_change(DType::kFloat32, rows, array(0), array(1), array(2)); });
  if (threads == 1)
    add("layer_norm" + size + "/peer", threads, 2 * bytes,
        [=] { peer_layer_norm(array(0), array(2), s.rows, s.columns); });
}

[[maybe_unused]] const bool registered = [] {
  for (const Shape s : kShapes)
    for (const int threads : {1, 2}) add_shape(s, threads);
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
