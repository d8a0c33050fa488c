// Linear algebra: products of vectors, matrices and stacks of matrices.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref matmul(const Ref& a, const Ref& b);
// Whether an operation is that product: of stacks of matrices, two dimensions each at least.
bool is_matmul(const Operation& operation);

}  // namespace adjoint::ops
