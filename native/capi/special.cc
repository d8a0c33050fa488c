// Special functions: the error function's kin, the normal distribution, gamma and Bessel functions.
#include "ops/special.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

ADJ_UNARY(erfc)
ADJ_UNARY(erfcx)
ADJ_UNARY(erfinv)
ADJ_UNARY(ndtr)
ADJ_UNARY(ndtri)
ADJ_UNARY(log_ndtr)
ADJ_UNARY(lgamma)
ADJ_UNARY(digamma)
ADJ_UNARY(i0)
ADJ_UNARY(i0e)
ADJ_UNARY(i1)
ADJ_UNARY(i1e)
ADJ_UNARY(sinc)
ADJ_BINARY(gammainc)
ADJ_BINARY(gammaincc)
ADJ_BINARY(betaln)

adj_status adj_betainc(adj_tensor a, adj_tensor b, adj_tensor x, adj_tensor* out) {
  return ternary("betainc", a, b, x, out, ops::betainc);
}

adj_status adj_polygamma(int64_t n, adj_tensor x, adj_tensor* out) {
  return capi::unary("polygamma", x, out, [&](const Ref& a) { return ops::polygamma(n, a); });
}
