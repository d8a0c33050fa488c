// What a loop or a branch does: a program without captured tensors, which are inputs of it like all others.
#pragma once

#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "control/interned.h"
#include "core/context.h"
#include "program/executable.h"

namespace adjoint::control {

class Body : public Counted {
 public:
  explicit Body(program::Program program);

  const program::Program& program() const { return program_; }
  // Made when it is first asked for: what is only differentiated never runs.
  program::Executable& executable() const;

  std::size_t input_count() const { return program_.inputs.size(); }
  std::size_t output_count() const { return program_.outputs.size(); }
  // Whether anything depends on the input. One that nothing depends on need not even have a value: a loop
  // that is linear in a direction is transposed without it.
  bool uses(std::size_t input) const { return uses_[input]; }
  const program::Value& input(std::size_t k) const {
    return program_.values[program::at(program_.inputs[k])];
  }
  const program::Value& output(std::size_t k) const {
    return program_.values[program::at(program_.outputs[k].value)];
  }

 private:
  program::Program program_;
  std::vector<bool> uses_;
  mutable std::once_flag made_;
  mutable std::unique_ptr<program::Executable> executable_;
};
using BodyRef = Shared<const Body>;

// The shape of a batch of members.
inline Shape with_batch(const Shape& member, std::int64_t size) {
  Shape shape = member;
  shape.insert(0, size);
  return shape;
}

// The same elements in row-major order.
Ref row_major(Node& n);

// The body of a program; the same object for equal ones.
BodyRef body_of(program::Program program);

// The same with some of its inputs alone, the others being used by nothing.
BodyRef with_inputs(const BodyRef& body, const std::vector<bool>& kept);

// A scope of this thread for as long as it lives.
class Opened {
 public:
  Opened(Context& context, ScopeKind kind) : context_(context), scope_(context.open(kind)) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() { context_.close(scope_.id, {}); }
  const Scope& scope() const { return scope_; }

 private:
  Context& context_;
  Scope scope_;
};

// What an input of a body is like.
struct Kind {
  DType dtype;
  Shape shape;
};
inline Kind kind_of(const program::Value& v) { return {v.dtype, v.shape}; }
std::vector<Kind> kinds_of(std::span<const Ref> tensors);

std::vector<Node*> nodes_of(std::span<const Ref> refs);

// All operands that a rule sees.
template <class Rule>
std::vector<Ref> operands_of(const Rule& r) {
  std::vector<Ref> all;
  for (std::size_t k = 0; k < r.input_count(); ++k) all.push_back(r.in(k));
  return all;
}
inline std::vector<bool> batched_of(const Batch& r) {
  std::vector<bool> batched;
  for (std::size_t k = 0; k < r.input_count(); ++k) batched.push_back(r.batched(k));
  return batched;
}

// The body of what `f` does with stand-ins of these kinds.
using Recorded = std::function<std::vector<Ref>(std::span<const Ref>)>;
BodyRef record(const std::vector<Kind>& inputs, const Recorded& f);

// Does what the body does, operation by operation.
std::vector<Ref> replay(const Body& body, std::span<const Ref> inputs);

// The cotangents of the inputs that are wanted, zeros where nothing depends on them; null for others. A null
// cotangent is that of an output that does not count.
std::vector<Ref> pull_back(const Body& body, std::span<const Ref> inputs, const std::vector<bool>& wanted,
                           std::span<const Ref> cotangents);

// The tangents of the outputs; null stands for zero.
std::vector<Ref> push_forward(const Body& body, std::span<const Ref> inputs, std::span<const Ref> tangents);

// The outputs for a batch: inputs with `batched` have it as their first axis, as have outputs that come back
// with a batch.
struct Member {
  Ref value;
  bool batched;
};
std::vector<Member> replay_batch(const Body& body, std::span<const Ref> inputs,
                                 const std::vector<bool>& batched, std::int64_t size);

}  // namespace adjoint::control
