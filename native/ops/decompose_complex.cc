// Systems of complex equations, as real ones of twice the size: (A + i B)(x + i y) is [[A, -B], [B, A]] of
// (x, y). Pivots are then those of the real matrix, whose condition is that of the complex one.
#include "ops/complex.h"
#include "ops/decompose.h"
#include "ops/matrices.h"
#include "ops/parts.h"

namespace adjoint::ops {
namespace {

Ref joined(const Ref& a, const Ref& b, int axis_from_end) {
  const Ref parts[] = {a, b};
  return concat(parts, a.rank() - axis_from_end);
}

Ref real_form(const Ref& z) {
  const Ref a = real(z), b = imag(z);
  return joined(joined(a, b, 2), joined(-b, a, 2), 1);
}

// Of the real form's rows: those of the real parts, then those of the imaginary parts.
Ref complex_of_rows(const Ref& x) {
  const std::int64_t n = x.shape()[x.rank() - 2] / 2;
  return complex(rows_of(x, 0, n), rows_of(x, n, n));
}

}  // namespace

Ref complex_solve(const Ref& a, const Ref& b) {
  return with_columns(
      b, [&](const Ref& y) { return complex_of_rows(solve(real_form(a), joined(real(y), imag(y), 2))); });
}

Ref complex_inverse(const Ref& a) {
  const std::int64_t n = a.shape().back();
  return complex_of_rows(columns_of(inverse(real_form(a)), 0, n));
}

}  // namespace adjoint::ops
