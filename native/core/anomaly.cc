#include "core/anomaly.h"

#include <cmath>

namespace adjoint {
namespace {

template <class T>
bool all_finite(const Node& n) {
  // What is repeated is looked at once: a broadcast view may have more elements than can be counted through.
  Shape shape = n.shape;
  for (int d = 0; d < shape.rank(); ++d)
    if (n.strides[d] == 0 && shape[d] > 1) shape[d] = 1;
  std::int64_t index[8] = {}, offset = 0;
  for (std::int64_t left = element_count(shape); left > 0; --left) {
    if (!std::isfinite(n.elements<T>()[offset])) return false;
    for (int d = shape.rank() - 1; d >= 0; --d) {
      offset += n.strides[d];
      if (++index[d] < shape[d]) break;
      offset -= index[d] * n.strides[d];
      index[d] = 0;
    }
  }
  return true;
}

bool is_finite(const Node& n) {
  if (n.symbolic || !n.data) return true;
  if (n.dtype == DType::kFloat32) return all_finite<float>(n);
  return n.dtype != DType::kFloat64 || all_finite<double>(n);
}

}  // namespace

void require_finite(const Operation& operation, std::span<Node* const> inputs, const Node& result) {
  if (is_finite(result)) return;
  std::string shapes;
  for (const Node* in : inputs) {
    if (!is_finite(*in)) return;  // it did not begin here
    shapes += (shapes.empty() ? "" : ", ") + std::string(name_of(in->dtype)) + to_string(in->shape);
  }
  fail(ADJ_ERROR_ANOMALY, operation.name, "(", shapes,
       ") gave a result that is not finite, of finite operands");
}

}  // namespace adjoint
