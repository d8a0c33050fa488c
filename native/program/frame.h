// The memory of one run of a program: a node for each value, most of them in places that stay.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "program/executable.h"

namespace adjoint::program {

class Frame {
 public:
  explicit Frame(const Executable& executable);
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame();

  // Takes the inputs of a call, and memory for what it returns.
  void enter(std::span<const Ref> inputs);
  // The same in the caller's memory: row-major inputs, and room for each output.
  void enter(std::span<const std::byte* const> inputs, std::span<std::byte* const> outputs);
  void compute(std::size_t instruction);
  std::vector<Ref> results() const;
  // Writes those outputs that were not made in their room.
  void write_results(std::span<std::byte* const> outputs) const;
  // Lets go what belonged to the call.
  void leave() noexcept;

  Node* nodes() { return nodes_.get(); }

 private:
  struct Call {
    std::vector<Node*> operands;
    unsigned types;
  };

  void place(ValueId value);
  void look_at_root(ValueId value);
  void prepare_call(std::size_t instruction);
  void make_room_for_outputs();
  void move_views();
  Ref result_of(const Output& output) const;

  const Program& program_;
  const Plan& plan_;
  std::unique_ptr<Node[]> nodes_;
  Buffer* arena_ = nullptr;
  std::vector<Call> calls_;            // one an instruction
  std::vector<ValueId> outputs_;       // in memory of their own
  std::vector<ValueId> moving_views_;  // of inputs and outputs, which lie elsewhere in each call
  std::vector<Ref> inputs_;
};

}  // namespace adjoint::program
