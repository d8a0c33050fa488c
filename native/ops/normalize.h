// Rows or channels brought to mean 0 and variance 1.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// Null scale and shift stand for 1 and 0.
Ref layer_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon);
Ref rms_norm(const Ref& x, const Ref& scale, double epsilon);
// Channels are axis 1.
Ref batch_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon);
Ref batch_norm_inference(const Ref& x, const Ref& mean, const Ref& variance, const Ref& scale,
                         const Ref& shift, double epsilon);
Ref group_norm(const Ref& x, std::int64_t groups, const Ref& scale, const Ref& shift, double epsilon);

}  // namespace adjoint::ops
