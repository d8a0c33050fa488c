// Discrete Fourier transforms along an axis.
#include "ops/fft.h"

#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_fft(adj_tensor x, int64_t axis, int32_t inverse, adj_tensor* out) {
  return unary("fft", x, out, [&](const Ref& a) {
    return ops::fft(a, normalize_axis("fft", axis, a.rank()), inverse != 0);
  });
}

adj_status adj_rfft(adj_tensor x, int64_t axis, adj_tensor* out) {
  return unary("rfft", x, out,
               [&](const Ref& a) { return ops::rfft(a, normalize_axis("rfft", axis, a.rank())); });
}

adj_status adj_irfft(adj_tensor x, int64_t n, int64_t axis, adj_tensor* out) {
  return unary("irfft", x, out,
               [&](const Ref& a) { return ops::irfft(a, n, normalize_axis("irfft", axis, a.rank())); });
}
