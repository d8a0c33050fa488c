// Memory of the operating system, in blocks that are asked for seldom: the allocator keeps them for reuse.
#pragma once

#include <cstddef>

namespace adjoint {

inline constexpr std::size_t kAlignment = 64;

// A block aligned to that at least; null when there is none. It is given back with the size it was asked
// for.
void* take_from_system(std::size_t bytes);
void give_to_system(void* block, std::size_t bytes) noexcept;
// What was given to the C library goes on to the system, where that can be asked for.
void give_back_holes() noexcept;

}  // namespace adjoint
