#include "kernels/incomplete.h"

#include "kernels/elementwise_run.h"
#include "kernels/incomplete_table.h"

namespace adjoint::kernels {

void binary(Incomplete fn, DType type, Extent extent, In a, In x, void* y) {
  run(incompletes().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent, a,
      x, y);
}

void ternary(IncompleteBeta fn, DType type, Extent extent, In a, In b, In x, void* y) {
  run(incomplete_betas().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), extent, a, b, x, y);
}

}  // namespace adjoint::kernels
