#include "program/text.h"

namespace adjoint::program {
namespace {

std::string name_of_value(const Program& program, ValueId id) {
  const char* prefix = "v";
  switch (program.values[static_cast<std::size_t>(id)].origin) {
    case Origin::kInput:
      prefix = "in";
      break;
    case Origin::kConstant:
      prefix = "c";
      break;
    case Origin::kResult:
      break;
  }
  return prefix + std::to_string(id);
}

std::string type_of(const Program& program, ValueId id) {
  const Value& value = program.values[static_cast<std::size_t>(id)];
  return std::string(name_of(value.dtype)) + to_string(value.shape);
}

// Constants that anything uses, in the order of their first use.
std::vector<ValueId> constants_of(const Program& program) {
  std::vector<bool> seen(program.values.size());
  std::vector<ValueId> found;
  const auto use = [&](ValueId id) {
    const auto v = static_cast<std::size_t>(id);
    if (program.values[v].origin != Origin::kConstant || seen[v]) return;
    seen[v] = true;
    found.push_back(id);
  };
  for (const Instruction& i : program.instructions)
    for (const ValueId operand : i.operands) use(operand);
  for (const Output& y : program.outputs) use(y.value);
  return found;
}

std::string line_of(const Program& program, const Instruction& i) {
  std::string text = name_of_value(program, i.result) + " = " + i.operation->name;
  for (const ValueId operand : i.operands) text += " " + name_of_value(program, operand);
  return text + " : " + type_of(program, i.result);
}

std::string last_line(const Program& program) {
  std::string text = "return";
  for (const Output& y : program.outputs) text += " " + name_of_value(program, y.value);
  return text + "\n";
}

std::string place_of(const Plan& plan, ValueId id) {
  const auto v = static_cast<std::size_t>(id);
  switch (plan.homes[v]) {
    case Home::kArena:
      return " @" + std::to_string(plan.offsets[v]);
    case Home::kOutput:
      return " @output";
    default:
      return "";
  }
}

}  // namespace

std::string to_text(const Program& program) {
  std::string text;
  for (const ValueId id : program.inputs)
    text += name_of_value(program, id) + " = input : " + type_of(program, id) + "\n";
  for (const ValueId id : constants_of(program))
    text += name_of_value(program, id) + " = constant : " + type_of(program, id) + "\n";
  for (const Instruction& i : program.instructions) text += line_of(program, i) + "\n";
  return text + last_line(program);
}

std::string to_text(const Program& program, const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps) {
    const bool is_loop = step.instructions.size() > 1;
    if (is_loop) text += "loop of " + std::to_string(step.instructions.size()) + "\n";
    for (const std::size_t i : step.instructions) {
      const Instruction& instruction = program.instructions[i];
      text +=
          (is_loop ? "  " : "") + line_of(program, instruction) + place_of(plan, instruction.result) + "\n";
    }
  }
  return text + last_line(program) + std::to_string(plan.arena_bytes) + " bytes beside what is returned; " +
         std::to_string(plan.value_bytes) + " without a plan\n";
}

std::string to_step_names(const Program& program, const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps) {
    if (step.instructions.size() > 1) text += "loop:";
    for (const std::size_t i : step.instructions)
      text +=
          (step.instructions.size() > 1 ? " " : "") + std::string(program.instructions[i].operation->name);
    text +=
        " " + to_string(program.values[at(program.instructions[step.instructions[0]].result)].shape) + "\n";
  }
  return text;
}

std::vector<std::int64_t> step_bytes(const Program& program, const Plan& plan) {
  std::vector<std::int64_t> bytes;
  for (const Step& step : plan.steps) {
    std::vector<bool> counted(program.values.size());
    std::int64_t sum = 0;
    const auto count = [&](ValueId id) {
      if (!counted[at(id)]) sum += bytes_of(program.values[at(id)]);
      counted[at(id)] = true;
    };
    for (const std::size_t i : step.instructions) {
      const Instruction& instruction = program.instructions[i];
      for (const ValueId operand : instruction.operands) count(operand);
      if (plan.homes[at(instruction.result)] == Home::kBlock)
        counted[at(instruction.result)] = true;
      else
        count(instruction.result);
    }
    bytes.push_back(sum);
  }
  return bytes;
}

namespace {

// The values of a program and what is made of what, for whoever draws them.
template <class Node, class Edge>
void each_value(const Program& program, const Node& node, const Edge& edge) {
  for (const ValueId id : program.inputs) node(name_of_value(program, id), "input", type_of(program, id));
  for (const ValueId id : constants_of(program))
    node(name_of_value(program, id), "constant", type_of(program, id));
  for (const Instruction& i : program.instructions) {
    node(name_of_value(program, i.result), i.operation->name, type_of(program, i.result));
    for (const ValueId operand : i.operands)
      edge(name_of_value(program, operand), name_of_value(program, i.result));
  }
}

}  // namespace

std::string to_mermaid(const Program& program) {
  std::string text = "graph TD\n";
  each_value(
      program,
      [&](const std::string& name, const std::string& what, const std::string& type) {
        text += "  " + name + "[\"" + what + "<br>" + type + "\"]\n";
      },
      [&](const std::string& from, const std::string& to) { text += "  " + from + " --> " + to + "\n"; });
  for (std::size_t y = 0; y < program.outputs.size(); ++y)
    text += "  " + name_of_value(program, program.outputs[y].value) + " --> out" + std::to_string(y) +
            "((\"out " + std::to_string(y) + "\"))\n";
  return text;
}

std::string to_dot(const Program& program) {
  std::string text = "digraph program {\n  node [shape=box];\n";
  each_value(
      program,
      [&](const std::string& name, const std::string& what, const std::string& type) {
        text += "  " + name + " [label=\"" + what + "\\n" + type + "\"];\n";
      },
      [&](const std::string& from, const std::string& to) { text += "  " + from + " -> " + to + ";\n"; });
  for (std::size_t y = 0; y < program.outputs.size(); ++y) {
    const std::string out = "out" + std::to_string(y);
    text += "  " + out + " [shape=plaintext];\n  " + name_of_value(program, program.outputs[y].value) +
            " -> " + out + ";\n";
  }
  return text + "}\n";
}

}  // namespace adjoint::program
