// Which instructions of a loop become machine code together.
#pragma once

#include <vector>

#include "core/dtype.h"
#include "core/element_loop.h"

namespace adjoint::program {

// An instruction of a loop, as far as this asks.
struct Candidate {
  VectorCode code;
  DType type;                 // of its operands
  bool is_truth;              // a comparison, whose result nobody outside the loop reads
  std::vector<int> operands;  // the candidates that make them; those from outside are left out
  int condition = -1;         // of a choice: the candidate that makes it
};

// Stretches of instructions, in an order in which each finds what it needs: those with several instructions
// are vector code of one type, others are single instructions. Comparisons whose result only choices read are
// in every stretch with such a choice, and in none by themselves.
std::vector<std::vector<int>> stretches_of(const std::vector<Candidate>& candidates);

}  // namespace adjoint::program
