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
  if (kind == ScopeKind::kPlain) ++plain_scopes_;
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
  std::vector<Ref> kept;
  for (const adj_tensor& t : keep) kept.push_back(Argument("scope_close", t).ref());  // all or nothing
  for (const Ref& n : kept) n->kept = true;
  scopes_.pop_back();
  if (closing.kind == ScopeKind::kPlain) --plain_scopes_;
  end_capture(id);
  used_bits_ &= ~closing.bit;
  recording_bits_ &= ~closing.bit;
  if (closing.isolates) recording_bits_ = closing.recording_before;
  batching_bits_ &= ~closing.bit;
  settle_handles(closing.handle_start, !scopes_.empty());
  settle_tape(closing);
  for (const Ref& n : kept) {
    n->kept = false;
    n->depth = std::min(n->depth, static_cast<std::uint16_t>(scopes_.size()));
  }
  return scopes_.empty();
}

void Context::capture() {
  captures_.push_back({scopes_.back().id, scopes_.back().bit, scopes_.size(), {}, {}, {}, nullptr});
  keeper_ = nullptr;
}

const Captures& Context::captures(std::uint64_t scope) const {
  for (const Captures& c : captures_)
    if (c.scope == scope) return c;
  fail(ADJ_ERROR_ARGUMENT,
       "capturing: this transform does not capture; open it with transform_open_capturing");
}

Captures& Context::innermost_captures(const char* operation, std::uint64_t scope) {
  captures(scope);
  if (captures_.back().scope != scope)
    fail(ADJ_ERROR_STATE, operation, ": a capturing transform that was opened later is still open");
  return captures_.back();
}

void Context::keep(std::uint64_t scope, std::unique_ptr<Keeper> keeper) {
  Captures& c = innermost_captures("transform_keep", scope);
  c.keeper = std::move(keeper);
  keeper_ = c.keeper.get();
}

void Context::lend(std::uint64_t scope, std::vector<Captured> tensors) {
  innermost_captures("transform_lend", scope).lent = std::move(tensors);
}

Ref Context::lent(adj_tensor handle) const {
  for (auto c = captures_.rbegin(); c != captures_.rend(); ++c)
    for (const Captured& l : c->lent)
      if (is_same(l.known_as, handle)) return l.tensor;
  return nullptr;
}

// What is lent here is known by the handle that it had when the function ran first.
adj_tensor Context::known_as(const Node& n) const {
  for (auto c = captures_.rbegin(); c != captures_.rend(); ++c)
    for (const Captured& l : c->lent)
      if (l.tensor.get() == &n) return l.known_as;
  return handle_of(n);
}

void Context::capture_new(std::span<Node* const> operands) {
  Captures& c = captures_.back();
  if (!(recording_bits_ & c.bit)) return;  // it sweeps
  const auto is_new = [&](const Node* n) {
    return std::none_of(c.borrowed.begin(), c.borrowed.end(),
                        [&](const Captured& b) { return b.tensor.get() == n; });
  };
  for (Node* n : operands) {
    if (n->mask & c.bit) continue;
    if (n->mask & ~batching_bits_) {
      n->mask |= c.bit;
      c.followed.push_back({n, known_as(*n)});
    } else if (n->mask == 0 && n->depth > 0 && n->depth < c.depth && handle_of(*n).id != 0 && is_new(n)) {
      c.borrowed.push_back({n, known_as(*n)});
    }
  }
}

void Context::end_capture(std::uint64_t scope) {
  if (captures_.empty() || captures_.back().scope != scope) return;
  const Captures ended = std::move(captures_.back());
  captures_.pop_back();
  keeper_ = captures_.empty() ? nullptr : captures_.back().keeper.get();
  for (const Captured& c : ended.followed) c.tensor->mask &= ~ended.bit;
}

void Context::settle_handles(std::size_t start, bool to_parent) {
  std::size_t to = start;
  for (std::size_t i = start; i < handles_.size(); ++i) {
    const adj_tensor handle{handles_[i]};
    Node* n = node_at(static_cast<std::uint32_t>(handle.id));
    if (!n->kept)
      release_handle(handle);
    else if (to_parent)
      handles_[to++] = handle.id;
    else
      n->within = false;
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
