// A body done as long as a condition holds: While.
#pragma once

#include <span>
#include <vector>

#include "control/body.h"

namespace adjoint::control {

extern const Operation kWhile;

// The carries for which the condition does not hold any more. Each of the two takes the carries, then what it
// shares.
std::vector<Ref> repeat(const BodyRef& condition, std::span<const Ref> shared_by_condition,
                        const BodyRef& body, std::span<const Ref> shared_by_body,
                        std::span<const Ref> carries);

}  // namespace adjoint::control
