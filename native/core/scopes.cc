#include "core/scopes.h"

#include <atomic>
#include <bit>

#include "core/handle_state.h"

namespace adjoint {
namespace {

bool has_no_values(ScopeKind kind) { return kind == ScopeKind::kBatch || kind == ScopeKind::kProgram; }

}  // namespace

const Scope& Scopes::open(ScopeKind kind, std::size_t tape_start, bool isolates) {
  static std::atomic<std::uint64_t> next{1};
  std::uint64_t bit = 0;
  if (kind != ScopeKind::kPlain) {
    if (used_bits_ == ~std::uint64_t{0})
      fail(ADJ_ERROR_STATE,
           "transform_open: 64 transforms are open on this thread already; close some first");
    bit = std::uint64_t{1} << std::countr_one(used_bits_);
  }
  open_.push_back({next.fetch_add(1, std::memory_order_relaxed), kind, bit, tape_start, handles_.size(),
                   recording_bits_, isolates, has_no_values(kind)});
  used_bits_ |= bit;
  if (kind == ScopeKind::kPlain) ++plain_;
  if (isolates)
    recording_bits_ &= batching_bits_;  // a batch cannot look away: it has no values to go on with
  recording_bits_ |= bit;
  if (has_no_values(kind)) batching_bits_ |= bit;
  return open_.back();
}

void Scopes::follow_pattern(std::uint64_t id) {
  for (Scope& s : open_)
    if (s.id == id) s.is_pattern = true;
}

ScopeKind Scopes::kind_of(std::uint64_t bits) const {
  for (auto s = open_.rbegin(); s != open_.rend(); ++s)
    if (s->bit & bits) return s->kind;
  return ScopeKind::kPlain;
}

void Scopes::close() {
  const Scope closed = open_.back();
  open_.pop_back();
  if (closed.kind == ScopeKind::kPlain) --plain_;
  used_bits_ &= ~closed.bit;
  recording_bits_ &= ~closed.bit;
  if (closed.isolates) recording_bits_ = closed.recording_before;
  batching_bits_ &= ~closed.bit;
}

void Scopes::settle_handles(std::size_t start) {
  std::size_t to = start;
  for (std::size_t i = start; i < handles_.size(); ++i) {
    const adj_tensor handle{handles_[i]};
    Node* n = node_at(slot_in(handle));
    if (!n->kept)
      end_handle(handle);
    else if (!empty())
      handles_[to++] = handle.id;
    else
      n->within = false;
  }
  handles_.resize(to);
}

const Scope& Scopes::find(std::uint64_t id) const {
  for (auto s = open_.rbegin(); s != open_.rend(); ++s)
    if (s->id == id) return *s;
  fail(ADJ_ERROR_STATE,
       "the transform is not open on this thread: it was closed, or opened by another thread");
}

}  // namespace adjoint
