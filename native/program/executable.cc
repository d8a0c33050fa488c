#include "program/executable.h"

#include "program/frame.h"

namespace adjoint::program {

Executable::Executable(Program program)
    : program_(std::move(program)), plan_(make_plan(program_)), profile_(plan_.steps.size()) {
  for (const Step& step : plan_.steps)
    loops_.push_back(step.is_loop ? std::make_unique<BlockLoop>(program_, plan_, step) : nullptr);
}

Executable::~Executable() = default;

std::unique_ptr<Frame> Executable::take_frame() {
  {
    const std::lock_guard lock(mutex_);
    if (!frames_.empty()) {
      std::unique_ptr<Frame> frame = std::move(frames_.back());
      frames_.pop_back();
      return frame;
    }
    frames_.reserve(frames_.capacity() + 1);  // to give it back asks for no memory
  }
  return std::make_unique<Frame>(*this);
}

void Executable::give_back(std::unique_ptr<Frame> frame) {
  const std::lock_guard lock(mutex_);
  if (frames_.size() < frames_.capacity()) frames_.push_back(std::move(frame));
}

void Executable::run_step(Frame& frame, std::size_t s) const {
  if (loops_[s])
    loops_[s]->run(frame.nodes());
  else
    frame.compute(plan_.steps[s].instructions[0]);
}

void Executable::run_steps(Frame& frame) {
  if (!profile_.is_on()) [[likely]] {
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) run_step(frame, s);
    return;
  }
  Profile::Run run(profile_);
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    run_step(frame, s);
    run.end_step();
  }
}

std::string Executable::code() const {
  std::string text;
  for (const Step& step : plan_.steps)
    if (step.is_loop) BlockLoop(program_, plan_, step, &text);
  return text;
}

std::vector<Ref> Executable::run(std::span<const Ref> inputs) {
  std::unique_ptr<Frame> frame = take_frame();
  struct Return {
    Executable& executable;
    std::unique_ptr<Frame>& frame;
    ~Return() {
      frame->leave();
      executable.give_back(std::move(frame));
    }
  };
  const Return at_end{*this, frame};
  frame->enter(inputs);
  run_steps(*frame);
  return frame->results();
}

Replay::Replay(Executable& executable)
    : executable_(executable),
      frame_(executable.take_frame()),
      inputs_(executable.program().inputs.size()),
      outputs_(executable.program().outputs.size()) {}

Replay::~Replay() { executable_.give_back(std::move(frame_)); }

void Replay::run() {
  struct Leave {
    Frame& frame;
    ~Leave() { frame.leave(); }
  };
  const Leave at_end{*frame_};
  frame_->enter(inputs_, outputs_);
  executable_.run_steps(*frame_);
  frame_->write_results(outputs_);
}

}  // namespace adjoint::program
