#include "core/anomaly.h"

#include <cmath>

namespace adjoint {
namespace {

bool is_finite(float x) { return std::isfinite(x); }
bool is_finite(double x) { return std::isfinite(x); }

// A number whose exponent is not the largest, in a type of whose 16 bits these are the exponent.
template <std::uint16_t kExponent>
struct SixteenBits {
  std::uint16_t bits;
  friend bool is_finite(SixteenBits x) { return (x.bits & kExponent) != kExponent; }
};

template <class T>
bool all_finite(const Node& n) {
  // What is repeated is looked at once: a broadcast view may have more elements than can be counted through.
  Shape shape = n.shape;
  for (int d = 0; d < shape.rank(); ++d)
    if (n.strides[d] == 0 && shape[d] > 1) shape[d] = 1;
  std::int64_t index[8] = {}, offset = 0;
  for (std::int64_t left = element_count(shape); left > 0; --left) {
    if (!is_finite(n.elements<T>()[offset])) return false;
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
  switch (n.dtype) {
    case DType::kFloat16:
      return all_finite<SixteenBits<0x7c00>>(n);
    case DType::kBFloat16:
      return all_finite<SixteenBits<0x7f80>>(n);
    case DType::kFloat32:
      return all_finite<float>(n);
    case DType::kFloat64:
      return all_finite<double>(n);
    default:
      return true;
  }
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
