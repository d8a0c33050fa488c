// One of several bodies is done, chosen by a number: Cond and Switch. With one body it is always that.
#pragma once

#include <span>
#include <vector>

#include "control/body.h"

namespace adjoint::control {

extern const Operation kBranch;

// `index` is a scalar, a boolean or a whole number that is limited to those there are; null where there is
// one body. The bodies take the same operands and give results of the same types and shapes.
std::vector<Ref> branch(const Ref& index, const std::vector<BodyRef>& bodies, std::span<const Ref> operands);

}  // namespace adjoint::control
