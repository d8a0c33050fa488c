#include "program/frame.h"

#include <cstring>

#include "core/compute.h"
#include "kernels/elementwise.h"
#include "ops/ops.h"

namespace adjoint::program {
namespace {

// Marks memory that is not ours, but the caller's.
Buffer callers{1, 0, 0};

// `n` looks at the elements of another node from an offset on; few ones are copied.
void look_at(Node& n, const Node& root, std::int64_t offset, const Strides& strides) {
  if (root.buffer || !root.data) {
    n.buffer = root.buffer;
    n.data = root.data ? root.data + offset : nullptr;
  } else {
    std::memcpy(n.small, root.small, Node::kSmall);
    n.data = n.small + (root.data - root.small) + offset;
  }
  n.strides.set(strides);
}

}  // namespace

Frame::Frame(const Executable& executable)
    : program_(executable.program()),
      plan_(executable.plan()),
      nodes_(new Node[program_.values.size()]),
      calls_(program_.instructions.size()) {
  const std::size_t count = program_.values.size();
  for (std::size_t v = 0; v < count; ++v) {
    Node& n = nodes_[v];
    retain(&n);  // ours for good: operations that hold it for a while do not end it
    n.dtype = program_.values[v].dtype;
    n.weak = program_.values[v].weak;
    n.shape = program_.values[v].shape;
    n.strides = contiguous_strides(n.shape);
  }
  for (std::size_t i = 0; i < calls_.size(); ++i) prepare_call(i);
  if (plan_.arena_bytes > 0) arena_ = allocate_buffer(static_cast<std::size_t>(plan_.arena_bytes));
  for (std::size_t v = 0; v < count; ++v)
    if (at(plan_.layouts[v].root) == v) place(static_cast<ValueId>(v));
  for (std::size_t v = 0; v < count; ++v)
    if (at(plan_.layouts[v].root) != v) look_at_root(static_cast<ValueId>(v));
}

Frame::~Frame() {
  if (arena_) release(arena_);
}

void Frame::prepare_call(std::size_t i) {
  const Instruction& instruction = program_.instructions[i];
  Node& result = nodes_[at(instruction.result)];
  result.operation = instruction.operation;
  result.attributes = instruction.attributes.clone();
  calls_[i].types = bit_of(result.dtype);
  for (const ValueId operand : instruction.operands) {
    calls_[i].operands.push_back(&nodes_[at(operand)]);
    calls_[i].types |= bit_of(nodes_[at(operand)].dtype);
  }
}

void Frame::place(ValueId value) {
  Node& n = nodes_[at(value)];
  if (const Ref& constant = program_.values[at(value)].constant) {
    look_at(n, *constant, 0, constant->strides);
  } else if (plan_.homes[at(value)] == Home::kArena) {
    n.buffer = arena_;
    n.data = arena_ ? arena_->data() + plan_.offsets[at(value)] : n.small;
  } else if (plan_.homes[at(value)] == Home::kOutput) {
    outputs_.push_back(value);
  }
}

void Frame::look_at_root(ValueId value) {
  const Layout& layout = plan_.layouts[at(value)];
  const bool moves = program_.values[at(layout.root)].origin == Origin::kInput ||
                     plan_.homes[at(layout.root)] == Home::kOutput;
  if (moves)
    moving_views_.push_back(value);
  else
    look_at(nodes_[at(value)], nodes_[at(layout.root)], layout.offset, layout.strides);
}

void Frame::enter(std::span<const Ref> inputs) {
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const Ref& x = inputs_.emplace_back(ops::contiguous(inputs[k]));
    look_at(nodes_[at(program_.inputs[k])], *x, 0, x->strides);
  }
  make_room_for_outputs();
  move_views();
}

void Frame::enter(std::span<const std::byte* const> inputs, std::span<std::byte* const> outputs) {
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    Node& n = nodes_[at(program_.inputs[k])];
    n.buffer = &callers;
    n.data = const_cast<std::byte*>(inputs[k]);
  }
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const ValueId v = program_.outputs[k].value;
    Node& n = nodes_[at(v)];
    if (plan_.homes[at(v)] != Home::kOutput || n.data) continue;
    n.buffer = &callers;
    n.data = outputs[k];
  }
  make_room_for_outputs();
  move_views();
}

void Frame::make_room_for_outputs() {
  for (const ValueId y : outputs_) {
    Node& n = nodes_[at(y)];
    if (n.data) continue;
    n.buffer = allocate_buffer(static_cast<std::size_t>(bytes_of(program_.values[at(y)])));
    n.data = n.buffer->data();
  }
}

void Frame::move_views() {
  for (const ValueId v : moving_views_) {
    const Layout& layout = plan_.layouts[at(v)];
    look_at(nodes_[at(v)], nodes_[at(layout.root)], layout.offset, layout.strides);
  }
}

void Frame::compute(std::size_t i) {
  const Instruction& instruction = program_.instructions[i];
  Node& result = nodes_[at(instruction.result)];
  adjoint::compute(*instruction.operation, calls_[i].operands, result, calls_[i].types, Room::kGiven);
}

std::vector<Ref> Frame::results() const {
  std::vector<Ref> results;
  for (const Output& y : program_.outputs) results.push_back(result_of(y));
  return results;
}

void Frame::write_results(std::span<std::byte* const> outputs) const {
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Node& n = nodes_[at(program_.outputs[k].value)];
    if (n.data == outputs[k] || n.count() == 0) continue;
    if (n.contiguous()) {
      std::memcpy(outputs[k], n.data, static_cast<std::size_t>(n.count()) * size_of(n.dtype));
    } else {
      const Strides to = contiguous_strides(n.shape);
      kernels::copy(n.dtype, {n.shape.rank(), n.shape.data()}, {n.data, n.strides.data()},
                    {outputs[k], to.data()});
    }
  }
}

Ref Frame::result_of(const Output& output) const {
  const Layout& layout = plan_.layouts[at(output.value)];
  const Node& n = nodes_[at(output.value)];
  Ref y = new_node();
  y->dtype = n.dtype;
  y->weak = output.weak;
  y->shape.set(n.shape);
  y->strides.set(n.strides);
  if (plan_.homes[at(layout.root)] == Home::kArena) {  // few elements, in memory that the next call takes
    const Value& root = program_.values[at(layout.root)];
    std::memcpy(y->small, nodes_[at(layout.root)].data, static_cast<std::size_t>(bytes_of(root)));
    y->data = y->small + layout.offset;
  } else if (n.buffer) {
    retain(n.buffer);
    y->buffer = n.buffer;
    y->data = n.data;
  } else {
    std::memcpy(y->small, n.small, Node::kSmall);
    y->data = y->small + (n.data - n.small);
  }
  return y;
}

void Frame::leave() noexcept {
  for (const ValueId y : outputs_) {
    Node& n = nodes_[at(y)];
    if (n.buffer && n.buffer != &callers) release(n.buffer);
    n.buffer = nullptr;
    n.data = nullptr;
  }
  inputs_.clear();
}

}  // namespace adjoint::program
