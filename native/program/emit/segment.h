// A stretch of a loop whose instructions are vector instructions: what is made into machine code.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "core/element_loop.h"

namespace adjoint::program {

struct Segment {
  // Where a value comes from, and whether it is kept.
  struct Value {
    enum class Origin : std::uint8_t {
      kElements,  // as many elements as the loop has, where a pointer says
      kOne,       // one element there, repeated
      kMade,      // by an operation
    };
    Origin origin;
    int pointer;    // which one; of what is made: where to put it, or kNowhere
    bool is_truth;  // made by a comparison: a mask in registers, never in memory
  };
  struct Operation {
    VectorCode code;
    int operands[3];
    int result;
  };
  static constexpr int kNowhere = -1;

  DType type;  // float32 or float64, of all values that are not truth
  std::vector<Value> values;
  std::vector<Operation> operations;

  // Products that a sum or a difference alone reads become one operation with it, which rounds once.
  void contract();
};

// Machine code for a segment.
class Emitted {
 public:
  // pointers[k] is where the elements of values with that pointer begin.
  using Function = void (*)(const std::byte* const* pointers, std::int64_t count);

  explicit Emitted(Function function) : function_(function) {}
  Emitted(const Emitted&) = delete;
  Emitted& operator=(const Emitted&) = delete;
  ~Emitted();
  void run(const std::byte* const* pointers, std::int64_t count) const { function_(pointers, count); }

 private:
  Function function_;
};

// Whether machine code may be made at all: for this processor, and memory may be made executable.
bool can_emit();

// Null where there is no machine code for it. Every element has the bits that the kernels of the instruction
// set in use give.
// The instructions as text are added to `listing`, if there is one.
std::unique_ptr<Emitted> emit(const Segment& segment, std::string* listing = nullptr);

}  // namespace adjoint::program
