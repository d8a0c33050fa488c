// Functions of one operand, element by element.
#include "ops/unary.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_UNARY(neg)
ADJ_UNARY(abs)
ADJ_UNARY(sign)
ADJ_UNARY(square)
ADJ_UNARY(reciprocal)
ADJ_UNARY(sqrt)
ADJ_UNARY(rsqrt)
ADJ_UNARY(exp)
ADJ_UNARY(expm1)
ADJ_UNARY(log)
ADJ_UNARY(log1p)
ADJ_UNARY(sin)
ADJ_UNARY(cos)
ADJ_UNARY(tan)
ADJ_UNARY(tanh)
ADJ_UNARY(erf)
ADJ_UNARY(floor)
ADJ_UNARY(ceil)
ADJ_UNARY(round)
