#include "core/compute.h"

#include <vector>

namespace adjoint {
namespace {

// The same elements in the type that is calculated in. What is repeated in memory is converted once.
Ref widened(Node* x) {
  if (!is_narrow(x->dtype)) return x;
  Node own;
  own.dtype = x->dtype;
  own.data = x->data;
  own.shape = x->shape;
  own.strides = x->strides;
  for (int d = 0; d < own.shape.rank(); ++d)
    if (own.strides[d] == 0 && own.shape[d] > 1) own.shape[d] = 1;
  Ref wide = new_constant(info_of(x->dtype).computed_in, own.shape);
  convert_elements(own, *wide);
  wide->strides = broadcast_strides(own.shape, wide->strides, x->shape);
  wide->shape = x->shape;
  return wide;
}

}  // namespace

void compute_widely(const Operation& operation, std::span<Node* const> inputs, Node& n, Room room) {
  std::vector<Ref> wide;
  std::vector<Node*> nodes;
  for (Node* in : inputs) {
    wide.push_back(widened(in));
    nodes.push_back(wide.back().get());
  }
  if (!is_narrow(n.dtype)) return operation.eval({nodes, n, room});
  const Ref result = new_node();
  result->dtype = info_of(n.dtype).computed_in;
  result->shape = n.shape;
  result->attributes = n.attributes.clone();
  operation.eval({nodes, *result});
  Evaluation{{}, n, room}.allocate();
  convert_elements(*result, n);
}

}  // namespace adjoint
