// Linear algebra: products of vectors, matrices and stacks of matrices.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

Ref matmul(const Ref& a, const Ref& b);

}  // namespace adjoint::ops
