// What a stretch of the recording used from before it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/context.h"

namespace adjoint {

// The nodes from before `mark` on the tape that the result depends on, other than `known`, as far as an open
// transform follows them.
std::vector<Ref> captured_by(const Context& context, std::size_t mark, Node& result,
                             std::span<const Ref> known);

}  // namespace adjoint
