// What the state of a node says of its handle: whether it has one, the generation, and how many refer to it.
#pragma once

#include <cstdint>

#include "adjoint/base.h"

namespace adjoint {

inline constexpr std::uint64_t kHandleFlags = ADJ_HANDLE_SCOPED | ADJ_HANDLE_SIZE;
inline constexpr int kSizeShift = 28, kLargestSize = 15;
inline constexpr std::uint32_t kSlotMask = (1u << kSizeShift) - 1;
inline constexpr std::uint64_t kPublished = std::uint64_t{1} << 62;
inline constexpr std::uint32_t kGenerationMask = (1u << 30) - 1;

inline std::uint32_t references_in(std::uint64_t state) { return static_cast<std::uint32_t>(state); }

inline std::uint32_t slot_in(adj_tensor handle) { return static_cast<std::uint32_t>(handle.id) & kSlotMask; }

inline std::uint32_t generation_in(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits >> 32) & kGenerationMask;
}

// Whether a node in this state is what the handle means.
inline bool matches(std::uint64_t state, adj_tensor handle) {
  return (state & kPublished) && references_in(state) != 0 &&
         generation_in(state) == generation_in(handle.id);
}

// Generations are never used twice: after the last one comes 0, in which there are no handles, and the slot
// retires.
inline bool is_used_up(std::uint64_t state) { return generation_in(state) == 0; }

// The state after the handle's end: a new generation, which makes the handle stale.
inline std::uint64_t unpublished(std::uint64_t state) {
  const std::uint32_t next = (generation_in(state) + 1) & kGenerationMask;
  return (static_cast<std::uint64_t>(next) << 32) | references_in(state);
}

inline std::uint64_t handle_id(std::uint64_t state, std::uint32_t slot) {
  return (static_cast<std::uint64_t>(generation_in(state)) << 32) | slot;
}

}  // namespace adjoint
