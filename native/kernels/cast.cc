// Conversions between any two types, and numbers of the host as elements.
#include "kernels/cast.h"

#include <cstring>

#include "kernels/convert.h"

namespace adjoint::kernels {
namespace {

template <class S, class T, class F>
void each(const void* x, void* y, std::int64_t n) {
  const S* from = static_cast<const S*>(x);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i) to[i] = F()(from[i]);
}

}  // namespace

CastKernel plain_cast(DType from, DType to) {
  return with_element(from, [to]<class S>(S) -> CastKernel {
    if (to == DType::kBool) return each<S, std::uint8_t, Truth<S>>;
    return with_element(to, []<class T>(T) -> CastKernel { return each<S, T, Convert<S, T>>; });
  });
}

Element element_of(DType type, double value) {
  Element element{};
  plain_cast(DType::kFloat64, type)(&value, element.bytes, 1);
  return element;
}

}  // namespace adjoint::kernels
