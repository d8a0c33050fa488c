// One of several values that an operation gave together.
#pragma once

#include "core/operation.h"
#include "core/several.h"

namespace adjoint::control {

Ref pick(const Ref& several, std::size_t part);
std::vector<Ref> pick_first(const Ref& several, std::size_t count);

// What every operation with several results does in `infer`.
void infer_several(Inference& i);

}  // namespace adjoint::control
