#include "core/recording.h"

namespace adjoint {

Recording::Recording(Context& context, const Scope& scope, std::vector<Ref> inputs, std::vector<Ref> outputs)
    : context_(context), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {
  nodes_.reserve(context.tape.size() - scope.tape_start);
  for (std::size_t i = scope.tape_start; i < context.tape.size(); ++i) {
    Node* n = context.tape.nodes()[i];
    if (!(n->mask & scope.bit)) continue;
    retain(n);
    ++n->holds;
    nodes_.push_back(n);
  }
}

// From the end backwards, as a transform lets its nodes go.
Recording::~Recording() {
  outputs_.clear();
  inputs_.clear();
  for (; !nodes_.empty(); nodes_.pop_back()) {
    Node* n = nodes_.back();
    if (--n->holds == 0 && n->mask == 0) forget_origin(n);
    release(n);
  }
}

Scope Recording::reopen() {
  context_.tape.make_room(nodes_.size());  // a scope that is open does not fail to get its nodes
  return context_.open(ScopeKind::kDerivative);
}

Recording::Reopened::Reopened(Recording& recording) : recording_(recording), scope_(recording.reopen()) {
  for (Node* n : recording.nodes_) {
    n->mask |= scope_.bit;
    recording.context_.tape.append(n);
  }
}

Recording::Reopened::~Reopened() {
  recording_.context_.tape.take_off(scope_.tape_start, recording_.nodes_.size());
  for (Node* n : recording_.nodes_) n->mask &= ~scope_.bit;
  recording_.context_.close(scope_.id, {});
}

std::vector<Node*> Recording::Reopened::inputs() const {
  std::vector<Node*> nodes;
  for (const Ref& x : recording_.inputs_) nodes.push_back(x.get());
  return nodes;
}

}  // namespace adjoint
