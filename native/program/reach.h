// Which elements of an instruction's operands its result's elements depend on.
#pragma once

#include <vector>

#include "program/program.h"

namespace adjoint::program {

struct Reach {
  enum class Way : std::uint8_t {
    kSame,          // an element reaches the one in its place
    kSources,       // `at` tells for each element of the result which one of the operand reaches it
    kDestinations,  // `at` tells for each element of the operand which one of the result it reaches
    kAll,           // each reaches all, as far as is known
  };
  static constexpr std::int64_t kNone = -1;

  Way way = Way::kAll;
  std::vector<std::int64_t> at;
};

// One an operand. What an operation says of itself tells; where the result is linear in its operands (no rule
// reads them), it is calculated for numbers that tell one element from another.
std::vector<Reach> reaches_of(const Program& program, const Instruction& instruction);

// Where the elements of a shape lie that is gone through in row-major order with these strides.
std::vector<std::int64_t> places_of(const Shape& shape, const Strides& strides);

}  // namespace adjoint::program
