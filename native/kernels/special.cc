#include "kernels/special.h"

#include "kernels/elementwise_run.h"
#include "kernels/special_table.h"

namespace adjoint::kernels {

void unary(Special fn, DType type, Extent extent, In x, void* y) {
  run(specials().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent, x,
      y);
}

void unary(Gamma fn, DType type, Extent extent, In x, void* y) {
  run(gammas().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent, x, y);
}

void of_order(OfOrder fn, DType type, Extent extent, In x, int order, void* y) {
  constexpr std::int64_t kSame[8] = {};
  const double wide = order;
  const float narrow = static_cast<float>(order);
  const void* const number = type == DType::kFloat32 ? static_cast<const void*>(&narrow) : &wide;
  run(functions_of_order().of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type),
      extent, x, {number, kSame}, y);
}

}  // namespace adjoint::kernels
