#include "core/extents.h"

#include <algorithm>

#include "core/error.h"

namespace adjoint {
namespace {

// A few of them are enough to find the call.
std::string shapes_of(std::span<Node* const> nodes) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(nodes.size(), kShown); ++i)
    text += (i > 0 ? ", " : "") + to_string(nodes[i]->shape);
  return nodes.size() > kShown ? text + ", ..." : text;
}

}  // namespace

void fail_uncountable(const char* operation, std::span<Node* const> inputs, const Shape& shape, DType dtype) {
  if (std::any_of(shape.begin(), shape.end(), [](std::int64_t d) { return d < 0; }))
    fail(ADJ_ERROR_SHAPE, operation, ": shape ", to_string(shape), " has a negative dimension");
  const std::string made_of = inputs.empty() ? "" : " of operands of shape " + shapes_of(inputs);
  fail(ADJ_ERROR_SHAPE, operation, ": the shape ", to_string(shape), made_of,
       " has too many elements to count; a tensor has at most 2^60, and ", name_of(dtype),
       " at most 2^62 bytes");
}

}  // namespace adjoint
