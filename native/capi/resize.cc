// Images brought to another size.
#include "ops/resize.h"
#include "capi/boundary.h"

using namespace adjoint;
using namespace adjoint::capi;

adj_status adj_resize(adj_tensor x, int64_t axis, int64_t size, int32_t cubic, int32_t corners, double step,
                      adj_tensor* out) {
  return unary("resize", x, out, [&](const Ref& a) {
    return ops::resize(a, normalize_axis("resize", axis, a.rank()), size, cubic != 0, corners != 0, step);
  });
}
