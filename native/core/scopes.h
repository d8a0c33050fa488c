// The scopes that a thread has open, the handles made in them, and the bits of those that are transforms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/node.h"

namespace adjoint {

// What a scope does besides owning the handles made while it is open. A transform has a bit: nodes that
// depend on what it watches carry that bit and are on the tape from `tape_start` on.
enum class ScopeKind {
  kPlain,
  kDerivative,  // follows floating values, and not through what blocks gradients
  kBatch,       // follows everything that depends on its placeholders, which have no values
  kProgram,     // the same, to be done again later
};

struct Scope {
  std::uint64_t id;
  ScopeKind kind;
  std::uint64_t bit;  // 0: no transform
  std::size_t tape_start, handle_start;
  std::uint64_t recording_before;  // the recording bits when it was opened
  bool isolates = false;           // meanwhile nothing is recorded for other derivatives
  // What it follows has no values: a pattern, of no use to the transforms around it.
  bool is_pattern = false;
};

class Scopes {
 public:
  const Scope& open(ScopeKind kind, std::size_t tape_start, bool isolates);
  // Forgets the innermost one. Its handles are to be settled after that.
  void close();
  // The scope's transform follows stand-ins without values from now on, and nothing else.
  void follow_pattern(std::uint64_t id);
  // Ends the handles made since `start`, which go to the innermost scope if their nodes are kept.
  void settle_handles(std::size_t start);

  const Scope& find(std::uint64_t id) const;  // throws when not open on this thread
  // Of the innermost transform among those with these bits.
  ScopeKind kind_of(std::uint64_t bits) const;
  const Scope& innermost() const { return open_.back(); }
  bool empty() const { return open_.empty(); }
  std::size_t depth() const { return open_.size(); }
  // Whether a scope that is no transform is open, which owns everything that is made.
  bool own_constants() const { return plain_ > 0; }

  void make_room_for_handle() {
    if (handles_.size() == handles_.capacity()) handles_.reserve(2 * handles_.size() + 16);
  }
  void add_handle(std::uint64_t id) { handles_.push_back(id); }

  // Which bits a new node may carry: those of open transforms that do not sweep at the moment.
  std::uint64_t recording_bits() const { return recording_bits_; }
  // Those among them that a node carries even if no derivative passes it.
  std::uint64_t batching_bits() const { return recording_bits_ & batching_bits_; }

  // Those of all open batches.
  std::uint64_t every_batching_bit() const { return batching_bits_; }

  // While one of these lives, other transforms record than before.
  class Recorded {
   public:
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;

   protected:
    Recorded(Scopes& scopes, std::uint64_t bits) : scopes_(scopes), before_(scopes.recording_bits_) {
      scopes.recording_bits_ = bits;
    }
    ~Recorded() { scopes_.recording_bits_ = before_; }

   private:
    Scopes& scopes_;
    std::uint64_t before_;
  };

  // Records for the transforms around an isolating scope again, and not for that itself.
  class Outside : Recorded {
   public:
    Outside(Scopes& scopes, const Scope& scope) : Recorded(scopes, scope.recording_before) {}
  };

  // Rules that a sweep of this transform runs are not part of what it follows.
  class Sweeping : Recorded {
   public:
    Sweeping(Scopes& scopes, std::uint64_t bit) : Recorded(scopes, scopes.recording_bits_ & ~bit) {}
  };

 private:
  std::vector<Scope> open_;
  std::vector<std::uint64_t> handles_;  // made inside scopes, in order
  int plain_ = 0;
  std::uint64_t recording_bits_ = 0;
  std::uint64_t batching_bits_ = 0;
  std::uint64_t used_bits_ = 0;
};

}  // namespace adjoint
