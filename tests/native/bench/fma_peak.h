// How many multiply-adds the processor does when nothing else is in their way.
#pragma once

namespace adjoint::bench {

// Does a stretch of fused multiply-adds on registers alone, as wide as the target in use has them; gives how
// many operations (two each) that were.
template <class T>
double multiply_add_in_registers();

}  // namespace adjoint::bench
