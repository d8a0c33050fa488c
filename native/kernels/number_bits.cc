#include "kernels/number_bits.h"

#include "kernels/elementwise_run.h"
#include "kernels/number_bits_table.h"

namespace adjoint::kernels {

void unary(Bits fn, DType type, Extent extent, In x, void* y) {
  run(number_bits().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent, x,
      y);
}

void binary(BitsOfTwo fn, DType type, Extent extent, In a, In b, void* y) {
  run(number_bits().of_two[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type),
      extent, a, b, y);
}

}  // namespace adjoint::kernels
