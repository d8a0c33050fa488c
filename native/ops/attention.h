// Attention: values weighed by how well their keys fit the queries.
#pragma once

#include <optional>

#include "core/operation.h"

namespace adjoint::ops {

// softmax(scale q kT + mask) v, for each matrix of the stacks; a mask of truth values says which keys count,
// and causal leaves out those behind the query's own number. A query that sees no key gets zeros. Null stands
// for no mask, and for a scale of 1 / sqrt(columns of q).
Ref attention(const Ref& q, const Ref& k, const Ref& v, const Ref& mask, bool causal,
              std::optional<double> scale);

}  // namespace adjoint::ops
