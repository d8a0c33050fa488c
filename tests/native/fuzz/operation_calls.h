// The operations that a random program calls.
#ifndef ADJOINT_FUZZ_OPERATION_CALLS_H_
#define ADJOINT_FUZZ_OPERATION_CALLS_H_

#include <span>

#include "program.h"

namespace adjoint::fuzz {

std::span<const Call> operation_calls();
/** Those on matrices: decompositions, systems, sums of products. */
std::span<const Call> matrix_calls();

}  // namespace adjoint::fuzz

#endif
