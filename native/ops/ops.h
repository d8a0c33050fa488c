// All operations, as rules use them. Each is defined in the file of its family, with its rules beside it.
#pragma once

#include "ops/activation.h"
#include "ops/attention.h"
#include "ops/binary.h"
#include "ops/complex.h"
#include "ops/conv.h"
#include "ops/convert.h"
#include "ops/create.h"
#include "ops/custom.h"
#include "ops/decompose.h"
#include "ops/einsum.h"
#include "ops/fft.h"
#include "ops/index.h"
#include "ops/linalg.h"
#include "ops/logical.h"
#include "ops/loss.h"
#include "ops/normalize.h"
#include "ops/optimize.h"
#include "ops/parts.h"
#include "ops/pool.h"
#include "ops/random.h"
#include "ops/recurrent.h"
#include "ops/reduce.h"
#include "ops/resize.h"
#include "ops/scan.h"
#include "ops/scatter.h"
#include "ops/select.h"
#include "ops/shape.h"
#include "ops/sort.h"
#include "ops/special.h"
#include "ops/ternary.h"
#include "ops/unary.h"

namespace adjoint {

// Rules read like mathematics. A number takes the other operand's type.
inline Ref operator+(const Ref& a, const Ref& b) { return ops::add(a, b); }
inline Ref operator-(const Ref& a, const Ref& b) { return ops::sub(a, b); }
inline Ref operator*(const Ref& a, const Ref& b) { return ops::mul(a, b); }
inline Ref operator/(const Ref& a, const Ref& b) { return ops::div(a, b); }
inline Ref operator-(const Ref& x) { return ops::neg(x); }
inline Ref operator+(const Ref& a, double b) { return ops::add(a, ops::scalar_beside(a, b)); }
inline Ref operator-(const Ref& a, double b) { return ops::sub(a, ops::scalar_beside(a, b)); }
inline Ref operator-(double a, const Ref& b) { return ops::sub(ops::scalar_beside(b, a), b); }
inline Ref operator*(double a, const Ref& b) { return ops::mul(ops::scalar_beside(b, a), b); }
inline Ref operator*(const Ref& a, double b) { return ops::mul(a, ops::scalar_beside(a, b)); }
inline Ref operator/(const Ref& a, double b) { return ops::div(a, ops::scalar_beside(a, b)); }

}  // namespace adjoint
