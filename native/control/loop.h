// A body done a known number of times: Scan, For and Map.
#pragma once

#include <span>
#include <vector>

#include "control/body.h"

namespace adjoint::control {

extern const Operation kScan;

// What a step takes: what is carried from one to the next, its slices of the stacked operands, and what all
// steps share. The body's inputs are in this order; its outputs are what is carried on, then what is stacked.
struct LoopOperands {
  std::vector<Ref> carries, slices, shared;
};

// The last carries, then what was stacked. Backwards, the last slices come first.
std::vector<Ref> loop(const BodyRef& body, const LoopOperands& operands, std::int64_t steps, bool backwards);

}  // namespace adjoint::control
