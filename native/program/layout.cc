#include "program/layout.h"

#include <deque>

namespace adjoint::program {
namespace {

// A value without elements, to be asked how an operation would look at them.
struct Ghost {
  Ghost(const Value& value, const Strides& strides) {
    retain(&node);  // so that nobody who holds it for a while ends it
    node.dtype = value.dtype;
    node.shape = value.shape;
    node.strides = strides;
    node.data = reinterpret_cast<std::byte*>(&mark);
    node.buffer = &mark;
  }
  Buffer mark{1, 0, 0};  // tells this operand from others; nothing lies in it
  Node node;
};

// Notes how the instruction's result looks at the elements of an operand, if it does.
void find_view(const Program& program, const Instruction& i, std::vector<Layout>& layouts) {
  if (i.operation->kind != OperationKind::kView) return;
  std::deque<Ghost> ghosts;
  std::vector<Node*> inputs;
  for (const ValueId operand : i.operands)
    inputs.push_back(&ghosts.emplace_back(program.values[at(operand)], layouts[at(operand)].strides).node);
  Node out;
  out.dtype = program.values[at(i.result)].dtype;
  out.shape = program.values[at(i.result)].shape;
  out.attributes = i.attributes.clone();
  try {
    i.operation->eval({inputs, out, Room::kNone});
  } catch (const NoRoom&) {
    return;
  }
  for (std::size_t k = 0; k < ghosts.size(); ++k) {
    if (out.buffer != &ghosts[k].mark) continue;
    const Layout& operand = layouts[at(i.operands[k])];
    layouts[at(i.result)] = {operand.root, operand.offset + (out.data - ghosts[k].node.data), out.strides};
  }
}

}  // namespace

std::vector<Layout> layouts_of(const Program& program) {
  std::vector<Layout> layouts;
  for (std::size_t v = 0; v < program.values.size(); ++v) {
    const Value& value = program.values[v];
    layouts.push_back({static_cast<ValueId>(v), 0, contiguous_strides(value.shape)});
    if (value.constant) layouts[v].strides = value.constant->strides;
  }
  for (const Instruction& i : program.instructions) find_view(program, i, layouts);
  return layouts;
}

}  // namespace adjoint::program
