#include "core/handle.h"

#include <algorithm>
#include <bit>

#include "core/apply.h"
#include "core/context.h"
#include "core/handle_state.h"

namespace adjoint {
namespace {

// How much memory hangs on a node besides itself, with what the allocator adds: all of what a view looks at.
std::uint64_t size_in_handle(const Node& n) {
  if (!n.buffer) return 0;
  const int size = 1 + static_cast<int>(std::bit_width((n.buffer->bytes - 1) >> 8));
  return static_cast<std::uint64_t>(std::min(size, kLargestSize)) << kSizeShift;
}

// Inside a scope a tensor of this size may go before the scope ends. Views count by themselves: the scope
// that owns a small one ends soon enough.
bool is_large(const Node& n) {
  constexpr std::size_t kLargeBytes = std::size_t{32} << 10;
  return n.buffer && n.buffer->bytes >= kLargeBytes &&
         static_cast<std::size_t>(n.count()) * size_of(n.dtype) >= kLargeBytes;
}

[[noreturn, gnu::cold]] void fail_stale(const char* operation, adj_tensor handle) {
  if (handle.id == 0) fail(ADJ_ERROR_HANDLE, operation, ": the tensor is null");
  fail(ADJ_ERROR_HANDLE, operation,
       ": the tensor is gone: it was disposed, or it was made inside a transform (or scope) that has ended; "
       "return it from the function to keep it");
}

// A function that runs again after the scope of what it uses has ended is lent that by the transform it runs
// in.
[[gnu::cold]] Ref lent(const char* operation, adj_tensor handle) {
  if (const Context* context = Context::current_or_null())
    if (Ref found = context->captures.lent(handle)) return found;
  fail_stale(operation, handle);
}

[[noreturn, gnu::cold]] void fail_foreign(const char* operation) {
  fail(ADJ_ERROR_THREAD, operation,
       ": the tensor belongs to a transform that runs on another thread; compute with it there, or hand over "
       "a "
       "plain copy of its value");
}

}  // namespace

adj_tensor publish(Ref ref, HandleOwner owner) {
  // An operation may hand an operand back unchanged: one handle a node, so the caller gets a twin. The same
  // when the node has had all the handles that it can have.
  const std::uint64_t before = ref->state.load(std::memory_order_relaxed);
  if ((before & kPublished) || is_used_up(before)) ref = alias_of(ref);
  Scopes& scopes = Context::current().scopes;
  scopes.make_room_for_handle();
  Node* n = ref.detach();  // the handle now owns this reference, and nothing fails any more
  std::uint64_t state = n->state.load(std::memory_order_relaxed);
  if (references_in(state) == 1)  // nobody else has it
    n->state.store(state | kPublished, std::memory_order_release);
  else
    state = n->state.fetch_or(kPublished, std::memory_order_release);
  if (n->recorded()) ++n->uses;
  std::uint64_t id = handle_id(state, n->slot) | size_in_handle(*n);
  // What has nothing to do with what the open transforms follow is no intermediate of theirs: a constant that
  // the program makes once, and happens to make there, stays valid.
  const bool is_owned =
      owner == HandleOwner::kScope && (scopes.own_constants() || (n->within && !scopes.empty()));
  n->depth = static_cast<std::uint16_t>(is_owned ? scopes.depth() : 0);
  if (is_owned) {
    if (!is_large(*n)) id |= ADJ_HANDLE_SCOPED;
    scopes.add_handle(id);
  }
  return {id};
}

Argument::Argument(const char* operation, adj_tensor handle) {
  Node* n = node_at(slot_in(handle));
  if (!n) fail_stale(operation, handle);
  std::uint64_t state = n->state.load(std::memory_order_acquire);
  if (!matches(state, handle)) {
    ref_ = lent(operation, handle);
    return;
  }
  if (const Context* owner = n->owner.load(std::memory_order_acquire)) {
    // Recorded by a transform of this thread: nobody else can end its life during the call.
    if (owner != Context::current_or_null()) fail_foreign(operation);
    ref_ = n;
    return;
  }
  while (!n->state.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel))
    if (!matches(state, handle)) fail_stale(operation, handle);
  ref_ = Ref::adopt(n);
}

bool release_handle(adj_tensor handle) noexcept {
  const Node* n = node_at(slot_in(handle));
  if (!n || !matches(n->state.load(std::memory_order_acquire), handle)) return false;
  if (Context* owner = n->owner.load(std::memory_order_acquire);
      owner && owner != Context::current_or_null()) {
    owner->waiting.add(handle);
    return true;
  }
  return end_handle(handle);
}

// Tensors that a collector found dead were last used long ago: their memory is asked for all at once, so that
// the waits overlap.
void release_handles(std::span<const adj_tensor> handles) noexcept {
  constexpr std::size_t kAtOnce = 32;
  for (; !handles.empty(); handles = handles.subspan(std::min(kAtOnce, handles.size()))) {
    const auto some = handles.first(std::min(kAtOnce, handles.size()));
    for (const adj_tensor h : some)
      if (const Node* n = node_at(slot_in(h)))
        for (std::size_t line = 0; line < sizeof(Node); line += 64)
          __builtin_prefetch(reinterpret_cast<const std::byte*>(n) + line, 1);
    for (const adj_tensor h : some)
      if (const Node* n = node_at(slot_in(h)); n && references_in(n->state.load()) == 1)
        __builtin_prefetch(n->buffer, 1);
    for (const adj_tensor h : some) release_handle(h);
  }
}

}  // namespace adjoint
