#include "core/context.h"

#include "core/keeper.h"
#include "core/recording.h"

#include <algorithm>
#include <bit>

namespace adjoint {

constinit thread_local Context* Context::current_ = nullptr;

// Contexts of threads that ended are handed to new ones: a node's owner may always be looked at.
struct ContextOfThread {
  Context* context;

  ContextOfThread() {
    std::lock_guard lock(mutex());
    auto& unused = pool();
    if (unused.empty()) {
      context = new Context;
    } else {
      context = unused.back();
      unused.pop_back();
    }
  }
  ContextOfThread(const ContextOfThread&) = delete;
  ContextOfThread& operator=(const ContextOfThread&) = delete;
  ~ContextOfThread() {
    while (!context->scopes_.empty()) context->close(context->scopes_.back().id, {});
    Context::current_ = nullptr;
    std::lock_guard lock(mutex());
    pool().push_back(context);
  }

 private:
  static std::mutex& mutex() {
    static std::mutex* m = new std::mutex;
    return *m;
  }
  static std::vector<Context*>& pool() {
    static auto* p = new std::vector<Context*>;
    return *p;
  }
};

Context::Context() = default;
Context::~Context() = default;

Context* Context::make_current() {
  thread_local ContextOfThread holder;
  current_ = holder.context;
  return current_;
}

const Scope& Context::open(ScopeKind kind, bool isolates) {
  static std::atomic<std::uint64_t> next{1};
  std::uint64_t bit = 0;
  if (kind != ScopeKind::kPlain) {
    if (used_bits_ == ~std::uint64_t{0})
      fail(ADJ_ERROR_STATE,
           "transform_open: 64 transforms are open on this thread already; close some first");
    bit = std::uint64_t{1} << std::countr_one(used_bits_);
  }
  scopes_.push_back({next.fetch_add(1, std::memory_order_relaxed), kind, bit, tape_.size(), handles_.size(),
                     recording_bits_, isolates});
  used_bits_ |= bit;
  if (isolates)
    recording_bits_ &= batching_bits_;  // a batch cannot look away: it has no values to go on with
  recording_bits_ |= bit;
  if (kind == ScopeKind::kBatch) batching_bits_ |= bit;
  return scopes_.back();
}

const Scope& Context::scope(std::uint64_t id) const {
  for (auto s = scopes_.rbegin(); s != scopes_.rend(); ++s)
    if (s->id == id) return *s;
  fail(ADJ_ERROR_STATE,
       "the transform is not open on this thread: it was closed, or opened by another thread");
}

bool Context::close(std::uint64_t id, std::span<const adj_tensor> keep) {
  const Scope closing = scope(id);
  if (scopes_.back().id != id)
    fail(ADJ_ERROR_STATE, "scope_close: a scope that was opened later is still open; close that first");
  release_waiting();
  for (const adj_tensor& t : keep) Argument check("scope_close", t);  // all or nothing
  for (const adj_tensor& t : keep) Argument("scope_close", t)->kept = true;
  scopes_.pop_back();
  end_capture(id);
  used_bits_ &= ~closing.bit;
  recording_bits_ &= ~closing.bit;
  if (closing.isolates) recording_bits_ = closing.recording_before;
  batching_bits_ &= ~closing.bit;
  settle_handles(closing.handle_start, !scopes_.empty());
  settle_tape(closing);
  for (const adj_tensor& t : keep) Argument("scope_close", t)->kept = false;
  return scopes_.empty();
}

void Context::capture() {
  captures_.push_back({scopes_.back().id, scopes_.back().bit, {}, nullptr});
  keeper_ = nullptr;
}

const Captures& Context::captures(std::uint64_t scope) const {
  for (const Captures& c : captures_)
    if (c.scope == scope) return c;
  fail(ADJ_ERROR_ARGUMENT,
       "capturing: this transform does not capture; open it with transform_open_capturing");
}

std::span<Node* const> Context::captured(std::uint64_t scope) const { return captures(scope).nodes; }

const Keeper* Context::keeper_of(std::uint64_t scope) const { return captures(scope).keeper.get(); }

void Context::keep(std::uint64_t scope, std::unique_ptr<Keeper> keeper) {
  captures(scope);
  if (captures_.back().scope != scope)
    fail(ADJ_ERROR_STATE, "transform_keep: a capturing transform that was opened later is still open");
  captures_.back().keeper = std::move(keeper);
  keeper_ = captures_.back().keeper.get();
}

void Context::capture_new(std::span<Node* const> operands) {
  Captures& c = captures_.back();
  if (!(recording_bits_ & c.bit)) return;  // it sweeps
  for (Node* n : operands) {
    if ((n->mask & c.bit) || !(n->mask & ~batching_bits_)) continue;
    n->mask |= c.bit;
    retain(n);
    c.nodes.push_back(n);
  }
}

void Context::end_capture(std::uint64_t scope) {
  if (captures_.empty() || captures_.back().scope != scope) return;
  const Captures ended = std::move(captures_.back());
  captures_.pop_back();
  keeper_ = captures_.empty() ? nullptr : captures_.back().keeper.get();
  for (Node* n : ended.nodes) {
    n->mask &= ~ended.bit;
    release(n);
  }
}

void Context::settle_handles(std::size_t start, bool to_parent) {
  std::size_t to = start;
  for (std::size_t i = start; i < handles_.size(); ++i) {
    const adj_tensor handle{handles_[i]};
    const Node* n = node_at(static_cast<std::uint32_t>(handle.id));
    if (!n->kept)
      release_handle(handle);
    else if (to_parent)
      handles_[to++] = handle.id;
  }
  handles_.resize(to);
}

// From the end backwards, so that a node goes only after everything made from it: no release of one
// node can set off a long chain of others.
void Context::settle_tape(const Scope& closed) {
  const auto first = tape_.begin() + static_cast<std::ptrdiff_t>(closed.tape_start);
  for (auto at = tape_.end(); at != first;) {
    Node*& n = *--at;
    // What a batch recorded has no values: it was a pattern, of no use to the transforms around it.
    if (closed.kind == ScopeKind::kBatch && (n->mask & closed.bit)) n->mask = 0;
    n->mask &= ~closed.bit;
    if (n->mask != 0) continue;
    if (n->holds == 0) forget_origin(n);
    release(n);
    n = nullptr;
  }
  tape_.erase(std::remove(first, tape_.end(), nullptr), tape_.end());
}

void Context::take_off_tape(std::size_t start, std::size_t count) {
  const auto first = tape_.begin() + static_cast<std::ptrdiff_t>(start);
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  for (auto at = first; at != last; ++at) release(*at);
  tape_.erase(first, last);
}

void Context::release_later(std::uint64_t id) {
  std::lock_guard lock(waiting_mutex_);
  waiting_.push_back(id);
  has_waiting_.store(true, std::memory_order_release);
}

void Context::release_later(std::unique_ptr<Recording> recording) {
  std::lock_guard lock(waiting_mutex_);
  waiting_recordings_.push_back(std::move(recording));
  has_waiting_.store(true, std::memory_order_release);
}

void Context::drain_waiting() {
  std::vector<std::uint64_t> batch;
  std::vector<std::unique_ptr<Recording>> recordings;
  {
    std::lock_guard lock(waiting_mutex_);
    batch.swap(waiting_);
    recordings.swap(waiting_recordings_);
    has_waiting_.store(false, std::memory_order_relaxed);
  }
  for (const std::uint64_t id : batch) release_handle({id});
}

}  // namespace adjoint
