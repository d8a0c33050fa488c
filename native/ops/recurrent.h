// The gates of recurrent cells.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// [h, m] along the last axis, of gates [i, f, g, o] and the memory c: m = f c + i g, h = o tanh(m), the gates
// before their sigmoids, g before its tanh.
Ref lstm_gates(const Ref& gates, const Ref& memory);
// (1 - z) n + z h of the gates [r, z, n] that inputs and hidden values make: n = tanh(inputs' n + r hidden's
// n).
Ref gru_gates(const Ref& of_inputs, const Ref& of_hidden, const Ref& hidden);

}  // namespace adjoint::ops
