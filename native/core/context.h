// What a thread has open: its scopes, and the recording (the tape) that its transforms share.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "core/node.h"

namespace adjoint {

// What a scope does besides owning the handles made while it is open. A transform has a bit: nodes that
// depend on what it watches carry that bit and are on the tape from `tape_start` on.
enum class ScopeKind {
  kPlain,
  kDerivative,  // follows floating values, and not through what blocks gradients
  kBatch,       // follows everything that depends on its placeholders, which have no values
};

struct Scope {
  std::uint64_t id;
  ScopeKind kind;
  std::uint64_t bit;  // 0: no transform
  std::size_t tape_start, handle_start;
  std::uint64_t recording_before;  // the context's recording bits when it was opened
  bool isolates = false;           // meanwhile nothing is recorded for other derivatives
};

class Keeper;
class Recording;

// A tensor from outside, and the handle by which the function knows it.
struct Captured {
  Ref tensor;
  adj_tensor known_as;
};

// A transform that takes what other transforms follow as further inputs of its own.
struct Captures {
  std::uint64_t scope;  // its id
  std::uint64_t bit;
  std::size_t depth;               // how many scopes are open with it
  std::vector<Captured> followed;  // in the order of their first use
  std::vector<Captured> borrowed;  // others that end with a scope around
  std::vector<Captured> lent;      // what the function captured in an earlier run
  std::unique_ptr<Keeper> keeper;  // of a checkpoint that keeps some of its values
};

class Context {
 public:
  Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();
  static Context& current() { return *(current_ ? current_ : make_current()); }
  static Context* current_or_null() { return current_; }

  const Scope& open(ScopeKind kind, bool isolates = false);
  // Makes the innermost scope, a derivative, capture.
  void capture();
  const Captures& captures(std::uint64_t scope) const;
  // Lets the capturing scope keep values of its run, or take them.
  void keep(std::uint64_t scope, std::unique_ptr<Keeper> keeper);
  // Lets the capturing scope find these by handles that may have ended.
  void lend(std::uint64_t scope, std::vector<Captured> tensors);
  Ref lent(adj_tensor handle) const;  // null if it is not
  // That of the innermost capturing scope: a checkpoint inside another one sees to itself.
  Keeper* keeper() const { return keeper_; }
  // Called for the operands of a new node: those that are to be captured get the capturing transform's bit.
  void capture_among(std::span<Node* const> operands) {
    if (!captures_.empty()) capture_new(operands);
  }
  // Whether something notes each operation as it happens, whatever its operands are.
  bool notes_operations() const {
    return detects_anomalies || keeper_ || (!captures_.empty() && (recording_bits_ & captures_.back().bit));
  }
  const Scope& scope(std::uint64_t id) const;  // throws when not open on this thread
  // Closes the innermost scope, keeping these handles alive. Returns whether no scope is left.
  bool close(std::uint64_t id, std::span<const adj_tensor> keep);
  const std::vector<Scope>& scopes() const { return scopes_; }
  // Whether a scope that is no transform is open, which owns everything that is made.
  bool owns_constants() const { return plain_scopes_ > 0; }

  // Which bits a new node may carry: those of open transforms that do not sweep at the moment.
  std::uint64_t recording_bits() const { return recording_bits_; }
  // Those among them that a node carries even if no derivative passes it.
  std::uint64_t batching_bits() const { return recording_bits_ & batching_bits_; }
  const std::vector<Node*>& tape() const { return tape_; }
  void append(Node* n) {
    tape_.push_back(n);
    retain(n);
  }
  void take_off_tape(std::size_t start, std::size_t count);
  void add_handle(std::uint64_t id) { handles_.push_back(id); }

  // Records for the transforms around an isolating scope again, and not for that itself.
  class Outside {
   public:
    Outside(Context& context, const Scope& scope) : context_(context), before_(context.recording_bits_) {
      context_.recording_bits_ = scope.recording_before;
    }
    Outside(const Outside&) = delete;
    Outside& operator=(const Outside&) = delete;
    ~Outside() { context_.recording_bits_ = before_; }

   private:
    Context& context_;
    std::uint64_t before_;
  };

  // Rules that a sweep of this transform runs are not part of what it follows.
  class Sweeping {
   public:
    Sweeping(Context& context, std::uint64_t bit) : context_(context), before_(context.recording_bits_) {
      context_.recording_bits_ &= ~bit;
    }
    Sweeping(const Sweeping&) = delete;
    Sweeping& operator=(const Sweeping&) = delete;
    ~Sweeping() { context_.recording_bits_ = before_; }

   private:
    Context& context_;
    std::uint64_t before_;
  };

  // Handles of this thread's recorded nodes that another thread gave up (a finalizer does).
  void release_later(std::uint64_t id);
  void release_later(std::unique_ptr<Recording> recording);
  void release_waiting() {
    if (has_waiting_.load(std::memory_order_relaxed)) drain_waiting();
  }

  std::string error;  // message of the last failed call
  bool detects_anomalies = false;

 private:
  static Context* make_current();
  void drain_waiting();
  void capture_new(std::span<Node* const> operands);
  adj_tensor known_as(const Node& n) const;
  Captures& innermost_captures(const char* operation, std::uint64_t scope);
  void end_capture(std::uint64_t scope);
  void settle_handles(std::size_t start, bool to_parent);
  void settle_tape(const Scope& closed);

  static constinit thread_local Context* current_;
  std::vector<Scope> scopes_;
  std::vector<Node*> tape_;             // holds one reference each
  std::vector<std::uint64_t> handles_;  // made inside scopes, in order
  std::vector<Captures> captures_;
  int plain_scopes_ = 0;
  Keeper* keeper_ = nullptr;
  std::uint64_t recording_bits_ = 0;
  std::uint64_t batching_bits_ = 0;
  std::uint64_t used_bits_ = 0;
  std::mutex waiting_mutex_;
  std::vector<std::uint64_t> waiting_;
  std::vector<std::unique_ptr<Recording>> waiting_recordings_;
  std::atomic<bool> has_waiting_{false};

  friend struct ContextOfThread;
};

}  // namespace adjoint
