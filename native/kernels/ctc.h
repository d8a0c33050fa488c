// Sums over the alignments of labels with the steps of a sequence (connectionist temporal classification), by
// the forward and backward recursions of A. Graves, S. Fernandez, F. Gomez and J. Schmidhuber, "Connectionist
// temporal classification", ICML 2006.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint::kernels {

// At each step an alignment stands at one of some places; at the next it is there, one place on, or two where
// that may be leapt to. It begins at the first place or the second, and ends at the last or the one before.
struct Alignments {
  std::int64_t steps, examples, places;
  const std::uint8_t* leaps;         // [examples, places]: whether a place may be leapt to
  const std::int64_t *length, *end;  // of each example: how many of the steps, and the last place, even
};

// y[examples]: logarithms of the sums over alignments of the exponential of what x[steps, examples, places]
// adds up to at their places.
void alignment_sum(DType type, const Alignments& shape, const void* x, void* y);
// y[steps, examples, places]: how large a share of that sum has a step at a place; 0 where there is no sum.
void alignment_shares(DType type, const Alignments& shape, const void* x, void* y);

}  // namespace adjoint::kernels
