// What the cells of recurrent networks do behind their products: all gates of a step in one pass.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// Rows of `width` units; all arrays are row-major without gaps.
struct GateRows {
  std::int64_t rows, width;
};

// The gates of a row are the input gate i, the forget gate f, the new values g and the output gate o, before
// their sigmoids and the tanh of g. out = [h, m]: the memory m = f c + i g, and h = o tanh(m).
void lstm_gates(DType type, const GateRows& shape, const void* gates, const void* memory, void* out);
// What a cotangent [u, v] of [h, m] gives: out = [the four gates, c].
void lstm_gates_back(DType type, const GateRows& shape, const void* gates, const void* memory,
                     const void* cotangent, void* out);

// Three gates of the inputs and as many of the hidden values: reset r, update z, new values n, before their
// functions. out = (1 - z) n + z h with n = tanh(inputs' n + r hidden's n).
void gru_gates(DType type, const GateRows& shape, const void* of_inputs, const void* of_hidden,
               const void* hidden, void* out);
// What a cotangent of that gives: out = [the three gates of the inputs, those of the hidden values, h].
void gru_gates_back(DType type, const GateRows& shape, const void* of_inputs, const void* of_hidden,
                    const void* hidden, const void* cotangent, void* out);

}  // namespace adjoint::kernels
