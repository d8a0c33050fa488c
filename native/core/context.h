// What a thread has: its open scopes, the recording (the tape) that its transforms share, and what belongs to
// them.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/captures.h"
#include "core/keepers.h"
#include "core/releases.h"
#include "core/scopes.h"
#include "core/tape.h"

namespace adjoint {

class Context {
 public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() = default;
  static Context& current() { return *(current_ ? current_ : make_current()); }
  static Context* current_or_null() { return current_; }

  const Scope& open(ScopeKind kind, bool isolates = false) {
    return scopes.open(kind, tape.size(), isolates);
  }
  // Makes the innermost scope, a derivative, capture.
  void capture();
  // Lets the capturing scope keep values of its run, or take them.
  void keep(std::uint64_t scope, std::unique_ptr<Keeper> keeper);
  // Lets the capturing scope find these by handles that may have ended.
  void lend(std::uint64_t scope, std::vector<Captured> tensors);
  // Closes the innermost scope, keeping the handles of these nodes alive. Returns whether no scope is left.
  bool close(std::uint64_t id, std::span<const Ref> keep);

  // Whether something notes each operation as it happens, whatever its operands are.
  bool notes_operations() const {
    return detects_anomalies || keepers.innermost() || captures.are_running(scopes);
  }

  Tape tape;
  Scopes scopes;
  Captures captures;
  Keepers keepers;
  WaitingReleases waiting;
  bool detects_anomalies = false;
  std::string error;  // message of the last failed call

 private:
  static Context* make_current();

  static constinit thread_local Context* current_;

  friend struct ContextOfThread;
};

// Throws NO_VALUE when the node is symbolic.
void require_value(const Node& n);

}  // namespace adjoint
