// No emitter for this processor: loops call kernels, block by block.
#include "program/emit/segment.h"

namespace adjoint::program {

Emitted::~Emitted() = default;

bool can_emit() { return false; }

std::unique_ptr<Emitted> emit(const Segment&, std::string*) { return nullptr; }

}  // namespace adjoint::program
