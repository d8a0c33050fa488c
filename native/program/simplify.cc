#include "program/simplify.h"

#include <string>
#include <unordered_map>

#include "program/signature.h"

namespace adjoint::program {
namespace {

bool is_alias(const Instruction& i) { return i.operation == &kIdentity; }

void unite_constants(const Program& program, std::vector<ValueId>& now) {
  std::unordered_map<std::string, ValueId> known;
  for (std::size_t v = 0; v < program.values.size(); ++v) {
    const Value& value = program.values[v];
    if (!value.constant) continue;  // none, or one that nobody used before
    const Node& n = *value.constant;
    if (!n.buffer && !n.contiguous()) continue;
    now[v] = known.try_emplace(signature_of(n), static_cast<ValueId>(v)).first->second;
  }
}

// Every use of a value names what stands for it now.
void unite(Program& program) {
  std::vector<ValueId> now(program.values.size());
  for (std::size_t v = 0; v < now.size(); ++v) now[v] = static_cast<ValueId>(v);
  unite_constants(program, now);
  std::unordered_map<std::string, ValueId> made;
  std::vector<Instruction> kept;
  for (Instruction& i : program.instructions) {
    for (ValueId& operand : i.operands) operand = now[at(operand)];
    if (is_alias(i)) {
      now[at(i.result)] = i.operands[0];
      continue;
    }
    const auto [first, is_new] = made.try_emplace(signature_of(i), i.result);
    if (is_new)
      kept.push_back(std::move(i));
    else
      now[at(i.result)] = first->second;
  }
  program.instructions = std::move(kept);
  for (Output& y : program.outputs) y.value = now[at(y.value)];
}

void drop_unused(Program& program) {
  std::vector<bool> used(program.values.size());
  for (const Output& y : program.outputs) used[at(y.value)] = true;
  std::vector<Instruction> kept;
  for (std::size_t i = program.instructions.size(); i-- > 0;) {
    Instruction& instruction = program.instructions[i];
    if (!used[at(instruction.result)]) continue;
    for (const ValueId operand : instruction.operands) used[at(operand)] = true;
    kept.push_back(std::move(instruction));
  }
  program.instructions.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  for (std::size_t v = 0; v < program.values.size(); ++v)
    if (!used[v]) program.values[v].constant = nullptr;
}

}  // namespace

void simplify(Program& program) {
  unite(program);
  drop_unused(program);
}

}  // namespace adjoint::program
