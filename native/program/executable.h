// A program that is ready to run, any number of times, on any threads at once.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "program/block_loop.h"
#include "program/plan.h"
#include "program/profile.h"

namespace adjoint::program {

class Frame;

class Executable {
 public:
  explicit Executable(Program program);
  ~Executable();
  Executable(const Executable&) = delete;
  Executable& operator=(const Executable&) = delete;

  // The outputs for these inputs, which must have the types and shapes that were recorded.
  std::vector<Ref> run(std::span<const Ref> inputs);

  const Program& program() const { return program_; }
  const Plan& plan() const { return plan_; }
  Profile& profile() { return profile_; }
  // The machine code of the loops, as text.
  std::string code() const;

 private:
  void run_step(Frame& frame, std::size_t step) const;
  void run_steps(Frame& frame);
  std::unique_ptr<Frame> take_frame();
  void give_back(std::unique_ptr<Frame> frame);

  Program program_;
  Plan plan_;
  std::vector<std::unique_ptr<BlockLoop>> loops_;  // one a step, null where it is none
  Profile profile_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Frame>> frames_;

  friend class Frame;
  friend class Replay;
};

// Runs in the caller's memory, one after the other: what loops and branches do.
class Replay {
 public:
  explicit Replay(Executable& executable);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  ~Replay();

  // Row-major elements of an input, and room for those of an output: for all runs until they are given anew.
  void read(std::size_t input, const std::byte* data) { inputs_[input] = data; }
  void write(std::size_t output, std::byte* data) { outputs_[output] = data; }
  void run();

 private:
  Executable& executable_;
  std::unique_ptr<Frame> frame_;
  std::vector<const std::byte*> inputs_;
  std::vector<std::byte*> outputs_;
};

}  // namespace adjoint::program
