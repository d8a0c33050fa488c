// A recorded function as plain data: values, and instructions that make them of others, in the order of their
// making.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/operation.h"

namespace adjoint::program {

using ValueId = std::int32_t;
inline std::size_t at(ValueId id) { return static_cast<std::size_t>(id); }  // as a place in lists of values

enum class Origin : std::uint8_t {
  kInput,     // given in each call
  kConstant,  // known when the function was recorded
  kResult,    // made by an instruction
};

struct Value {
  Origin origin;
  DType dtype;
  bool weak;
  Shape shape;
  Ref constant;  // where it is one
};

inline std::int64_t bytes_of(const Value& value) {
  return element_count(value.shape) * static_cast<std::int64_t>(size_of(value.dtype));
}

struct Instruction {
  const Operation* operation;
  Attributes attributes;
  std::vector<ValueId> operands;
  ValueId result;
};

// What a call returns: a value, and whether it adapts to other types as a literal does.
struct Output {
  ValueId value;
  bool weak;
};

struct Program {
  std::vector<Value> values;
  std::vector<ValueId> inputs;
  std::vector<Instruction> instructions;
  std::vector<Output> outputs;
  bool contracts = false;  // a product and a sum may be rounded once: other bits, on purpose

  ValueId add(Value value) {
    values.push_back(std::move(value));
    return static_cast<ValueId>(values.size() - 1);
  }
};

// The same program, to be changed.
Program copy_of(const Program& program);

}  // namespace adjoint::program
