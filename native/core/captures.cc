#include "core/captures.h"

#include <algorithm>

namespace adjoint {

void Captures::begin(const Scope& scope, std::size_t depth) {
  open_.push_back({scope.id, scope.bit, depth, {}, {}, {}});
}

void Captures::end() {
  const Capturing ended = std::move(open_.back());
  open_.pop_back();
  for (const Captured& c : ended.followed) c.tensor.get()->mask &= ~ended.bit;
}

const Capturing* Captures::find(std::uint64_t scope) const {
  for (const Capturing& c : open_)
    if (c.scope == scope) return &c;
  return nullptr;
}

const Capturing& Captures::of(std::uint64_t scope) const {
  if (const Capturing* c = find(scope)) return *c;
  fail(ADJ_ERROR_ARGUMENT,
       "capturing: this transform does not capture; open it with transform_open_capturing");
}

void Captures::require_innermost(const char* operation, std::uint64_t scope) const {
  of(scope);
  if (!is_innermost(scope))
    fail(ADJ_ERROR_STATE, operation, ": a capturing transform that was opened later is still open");
}

Ref Captures::lent(adj_tensor handle) const {
  for (auto c = open_.rbegin(); c != open_.rend(); ++c)
    for (const Captured& l : c->lent)
      if (is_same(l.known_as, handle)) return l.tensor.ref();
  return nullptr;
}

// What is lent here is known by the handle that it had when the function ran first.
adj_tensor Captures::known_as(const Node& n) const {
  for (auto c = open_.rbegin(); c != open_.rend(); ++c)
    for (const Captured& l : c->lent)
      if (l.tensor.get() == &n) return l.known_as;
  return handle_of(n);
}

void Captures::note_new(std::span<Node* const> operands, const Scopes& scopes) {
  if (!are_running(scopes)) return;
  Capturing& c = open_.back();
  const auto is_new = [&](const Node* n) {
    return std::none_of(c.borrowed.begin(), c.borrowed.end(),
                        [&](const Captured& b) { return b.tensor.get() == n; });
  };
  for (Node* n : operands) {
    if ((n->mask & c.bit) || n->depth > c.depth) continue;  // the latter is a transform's that began within
    if (!n->data && !n->symbolic) continue;  // only looked at: nothing computes with a value that has gone
    if (n->mask & ~scopes.every_batching_bit()) {
      c.followed.push_back({HeldValue(n), known_as(*n)});
      n->mask |= c.bit;
    } else if (n->mask == 0 && n->depth > 0 && n->depth < c.depth && handle_of(*n).id != 0 && is_new(n)) {
      c.borrowed.push_back({HeldValue(n), known_as(*n)});
    }
  }
}

}  // namespace adjoint
