#include "kernels/elementary.h"

#include "kernels/elementary_table.h"
#include "kernels/elementwise_run.h"

namespace adjoint::kernels {

void unary(Elementary fn, DType type, Extent extent, In x, void* y) {
  run(elementaries().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent,
      x, y);
}

void binary(ElementaryOfTwo fn, DType type, Extent extent, In a, In b, void* y) {
  run(elementaries_of_two().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type),
      extent, a, b, y);
}

}  // namespace adjoint::kernels
