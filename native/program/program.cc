#include "program/program.h"

namespace adjoint::program {

Program copy_of(const Program& program) {
  Program copy{program.values, program.inputs, {}, program.outputs, program.contracts};
  for (const Instruction& i : program.instructions)
    copy.instructions.push_back({i.operation, i.attributes.clone(), i.operands, i.result});
  return copy;
}

}  // namespace adjoint::program
