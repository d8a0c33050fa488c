// What runs along one axis of row-major arrays seen as [outer, count, inner].
#pragma once

#include "core/dtype.h"

namespace adjoint::kernels {

struct Scanned {
  std::int64_t outer, count, inner;
  bool reverse;  // from the last element to the first
};

// y[j] = x[0] + ... + x[j], and the product. int64 and floating types; float32 in double precision.
void cumulative_sum(DType type, const Scanned& s, const void* x, void* y);
void cumulative_product(DType type, const Scanned& s, const void* x, void* y);
// y[j] = a[j] y[j - 1] + x[j], from y[-1] = 0. Floating types; float32 in double precision.
void recurrence(DType type, const Scanned& s, const void* a, const void* x, void* y);
// y[j] = log(exp x[0] + ... + exp x[j]), without overflow. Floating types.
void cumulative_log_sum_exp(DType type, const Scanned& s, const void* x, void* y);
// Where the first largest (smallest) of x[0] to x[j] stands, or the first NaN. Number types.
void cumulative_extremum(bool largest, DType type, const Scanned& s, const void* x, std::int64_t* y);

}  // namespace adjoint::kernels
