// Complex numbers and their parts.
#include "ops/complex.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_UNARY(real)
ADJ_UNARY(imag)
ADJ_UNARY(conj)
ADJ_UNARY(angle)
ADJ_BINARY(complex)
