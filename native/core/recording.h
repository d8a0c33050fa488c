// A recording that outlives the transform which made it: what a pullback and a tangent map run again.
#pragma once

#include <vector>

#include "core/context.h"

namespace adjoint {

// Belongs to the thread that made it. Its nodes keep their operands and the values that rules read.
class Recording : public Belonging {
 public:
  // What the open transform has recorded so far, from its inputs to these outputs.
  Recording(Context& context, const Scope& scope, std::vector<Ref> inputs, std::vector<Ref> outputs);
  ~Recording() override;

  const std::vector<Ref>& inputs() const { return inputs_; }
  const std::vector<Ref>& outputs() const { return outputs_; }
  const Context& context() const { return context_; }

  // Puts the nodes at the end of the tape again, under a transform of their own, for as long as this lives.
  class Reopened {
   public:
    explicit Reopened(Recording& recording);
    Reopened(const Reopened&) = delete;
    Reopened& operator=(const Reopened&) = delete;
    ~Reopened();
    const Scope& scope() const { return scope_; }
    std::vector<Node*> inputs() const;

   private:
    Recording& recording_;
    Scope scope_;
  };

 private:
  Scope reopen();

  Context& context_;
  std::vector<Node*> nodes_;
  std::vector<Ref> inputs_, outputs_;
};

}  // namespace adjoint
