// A program that is ready to run, any number of times, on any threads at once.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "program/block_loop.h"
#include "program/plan.h"

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

 private:
  std::unique_ptr<Frame> take_frame();
  void give_back(std::unique_ptr<Frame> frame);

  Program program_;
  Plan plan_;
  std::vector<std::unique_ptr<BlockLoop>> loops_;  // one a step, null where it is none
  std::mutex mutex_;
  std::vector<std::unique_ptr<Frame>> frames_;

  friend class Frame;
};

}  // namespace adjoint::program
