// Linear algebra: products of vectors, matrices and stacks of matrices.
#include "ops/linalg.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_BINARY(matmul)
