// Discrete Fourier transforms along an axis.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// Neither direction divides by the number of elements.
Ref fft(const Ref& x, int axis, bool inverse);
// Of real numbers the first n / 2 + 1 results, and the inverse of such to n real numbers.
Ref rfft(const Ref& x, int axis);
Ref irfft(const Ref& x, std::int64_t n, int axis);

}  // namespace adjoint::ops
