// Conversions between any two types, one element after the other: for all pairs that have no vectors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

using CastKernel = void (*)(const void* x, void* y, std::int64_t n);
CastKernel plain_cast(DType from, DType to);

// A number as an element of a type.
struct Element {
  alignas(16) std::byte bytes[16];
};
Element element_of(DType type, double value);

}  // namespace adjoint::kernels
