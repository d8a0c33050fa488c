#include "core/node.h"

#include <mutex>
#include <vector>

#include "core/context.h"
#include "core/operation.h"

namespace adjoint {
namespace {

// ---- where nodes live ----

constexpr std::uint32_t kChunkBits = 10, kChunkNodes = 1u << kChunkBits, kMaxChunks = 1u << 18;

std::atomic<Node*> chunks[kMaxChunks];

class Stock;

struct Pool {
  std::mutex mutex;
  std::vector<Node*> free;
  std::vector<const Stock*> stocks;  // one a thread
  std::uint32_t chunk_count = 0;
  std::int64_t held = 0;  // nodes handed to threads
};

Pool& pool() {
  static Pool* instance = new Pool;
  return *instance;
}

// Caller holds the pool's lock.
void add_chunk(Pool& p) {
  if (p.chunk_count == kMaxChunks) fail(ADJ_ERROR_MEMORY, "out of memory: too many tensors are alive");
  Node* nodes = new Node[kChunkNodes];
  const std::uint32_t base = p.chunk_count << kChunkBits;
  for (std::uint32_t i = kChunkNodes; i-- > 0;) {
    nodes[i].slot = base + i;
    p.free.push_back(&nodes[i]);
  }
  chunks[p.chunk_count++].store(nodes, std::memory_order_release);
}

// A thread's own stock of unused nodes.
class Stock {
 public:
  Stock() {
    nodes_.reserve(4 * kBatch + 1);
    Pool& p = pool();
    std::lock_guard lock(p.mutex);
    p.stocks.push_back(this);
  }
  Stock(const Stock&) = delete;
  Stock& operator=(const Stock&) = delete;
  ~Stock() {
    give_back(0);
    Pool& p = pool();
    std::lock_guard lock(p.mutex);
    std::erase(p.stocks, this);
  }

  Node* take() {
    if (nodes_.empty()) refill();
    Node* n = nodes_.back();
    nodes_.pop_back();
    publish_size();
    return n;
  }
  void put(Node* n) {
    nodes_.push_back(n);
    publish_size();
    if (nodes_.size() > 4 * kBatch) give_back(2 * kBatch);
  }
  std::int64_t size() const { return size_.load(std::memory_order_relaxed); }  // from any thread

 private:
  static constexpr std::size_t kBatch = 256;

  void refill() {
    Pool& p = pool();
    std::lock_guard lock(p.mutex);
    while (p.free.size() < kBatch) add_chunk(p);
    move_nodes(p.free, nodes_, kBatch);
    p.held += static_cast<std::int64_t>(kBatch);
    publish_size();
  }
  void give_back(std::size_t keep) {
    Pool& p = pool();
    std::lock_guard lock(p.mutex);
    const std::size_t count = nodes_.size() - keep;
    move_nodes(nodes_, p.free, count);
    p.held -= static_cast<std::int64_t>(count);
    publish_size();
  }
  static void move_nodes(std::vector<Node*>& from, std::vector<Node*>& to, std::size_t count) {
    to.insert(to.end(), from.end() - static_cast<std::ptrdiff_t>(count), from.end());
    from.resize(from.size() - count);
  }

  void publish_size() { size_.store(static_cast<std::int64_t>(nodes_.size()), std::memory_order_relaxed); }

  std::vector<Node*> nodes_;
  std::atomic<std::int64_t> size_{0};
};

thread_local Stock* stock_pointer = nullptr;
thread_local bool stock_gone = false;

[[gnu::noinline]] Stock* make_stock() {
  struct Holder {
    Stock stock;
    ~Holder() {
      stock_pointer = nullptr;
      stock_gone = true;
    }
  };
  if (stock_gone) return nullptr;  // the thread is ending
  thread_local Holder holder;
  return stock_pointer = &holder.stock;
}

inline Stock* stock() { return stock_pointer ? stock_pointer : make_stock(); }

Node* take_node() {
  if (Stock* own = stock()) return own->take();
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  if (p.free.empty()) add_chunk(p);
  Node* n = p.free.back();
  p.free.pop_back();
  ++p.held;
  return n;
}

void put_node(Node* n) {
  if (Stock* own = stock()) return own->put(n);
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  p.free.push_back(n);
  --p.held;
}

// ---- handles ----

constexpr std::uint64_t kFlags = ADJ_HANDLE_SCOPED | ADJ_HANDLE_LARGE;
constexpr std::uint64_t kPublished = std::uint64_t{1} << 62;
constexpr std::uint32_t kGenerationMask = (1u << 30) - 1;
constexpr std::size_t kLargeBytes = std::size_t{32} << 10;

std::uint32_t references_in(std::uint64_t state) { return static_cast<std::uint32_t>(state); }
std::uint32_t generation_in(std::uint64_t bits) {
  return static_cast<std::uint32_t>(bits >> 32) & kGenerationMask;
}

// Whether a node in this state is what the handle means.
bool matches(std::uint64_t state, adj_tensor handle) {
  return (state & kPublished) && references_in(state) != 0 &&
         generation_in(state) == generation_in(handle.id);
}

// The state after the handle's end: a new generation, which makes the handle stale.
std::uint64_t unpublished(std::uint64_t state) {
  std::uint32_t next = (generation_in(state) + 1) & kGenerationMask;
  if (next == 0) next = 1;  // 0 would let the null handle name slot 0
  return (static_cast<std::uint64_t>(next) << 32) | references_in(state);
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
    if (Ref found = context->lent(handle)) return found;
  fail_stale(operation, handle);
}

[[noreturn, gnu::cold]] void fail_foreign(const char* operation) {
  fail(ADJ_ERROR_THREAD, operation,
       ": the tensor belongs to a transform that runs on another thread; compute with it there, or hand over "
       "a "
       "plain copy of its value");
}

}  // namespace

Node* node_at(std::uint32_t slot) noexcept {
  const std::uint32_t chunk = slot >> kChunkBits;
  if (chunk >= kMaxChunks) return nullptr;
  Node* nodes = chunks[chunk].load(std::memory_order_acquire);
  return nodes ? nodes + (slot & (kChunkNodes - 1)) : nullptr;
}

std::int64_t live_node_count() {
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  std::int64_t live = p.held;
  for (const Stock* s : p.stocks) live -= s->size();
  return live;
}

Ref new_node() {
  Node* n = take_node();
  // Nobody else can know the node yet: no locked instruction.
  n->state.store(n->state.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  n->shape.clear();
  return Ref::adopt(n);
}

void drop_value(Node* n) noexcept {
  if (n->buffer) release(std::exchange(n->buffer, nullptr));
  n->data = nullptr;
}

void forget_origin(Node* n) noexcept {
  n->inputs.clear();
  n->attributes.clear();
  n->operation = nullptr;
  n->owner.store(nullptr, std::memory_order_release);
}

namespace {

void reset(Node* n) noexcept {
  drop_value(n);
  n->attributes.clear();
  n->operation = nullptr;
  n->owner.store(nullptr, std::memory_order_relaxed);
  n->mask = 0;
  n->uses = 0;
  n->weak = n->symbolic = n->kept = n->watched = n->within = false;
}

}  // namespace

// A node may be the last holder of its operands, those of theirs and so on: the chain is taken down in a
// loop, never by recursion.
void destroy(Node* n) noexcept {
  thread_local std::vector<Node*>* pending = nullptr;
  if (pending) {
    pending->push_back(n);
    return;
  }
  if (n->inputs.empty()) {
    reset(n);
    put_node(n);
    return;
  }
  std::vector<Node*> work{n};
  pending = &work;
  while (!work.empty()) {
    Node* next = work.back();
    work.pop_back();
    next->inputs.clear();  // may push onto work
    reset(next);
    put_node(next);
  }
  pending = nullptr;
}

void Inputs::assign(std::span<Node* const> nodes) {
  count_ = static_cast<std::uint32_t>(nodes.size());
  Node** to = count_ > kInline ? heap_ = new Node*[count_] : inline_;
  for (Node* n : nodes) {
    retain(n);
    *to++ = n;
  }
}

void Inputs::clear() {
  if (count_ == 0) return;
  const std::span<Node* const> nodes = view();
  Node* const* heap = count_ > kInline ? heap_ : nullptr;
  for (Node* n : nodes) release(n);
  count_ = 0;
  delete[] heap;
}

adj_tensor handle_of(const Node& n) {
  const std::uint64_t state = n.state.load(std::memory_order_relaxed);
  if (!(state & kPublished)) return {0};
  return {(static_cast<std::uint64_t>(generation_in(state)) << 32) | n.slot};
}

bool is_same(adj_tensor a, adj_tensor b) { return ((a.id ^ b.id) & ~kFlags) == 0; }

adj_tensor publish(Ref ref) {
  // An operation may hand an operand back unchanged: one handle a node, so the caller gets a twin.
  if (ref->state.load(std::memory_order_relaxed) & kPublished) ref = alias_of(ref);
  Node* n = ref.detach();  // the handle now owns this reference
  std::uint64_t state = n->state.load(std::memory_order_relaxed);
  if (references_in(state) == 1)  // nobody else has it
    n->state.store(state | kPublished, std::memory_order_release);
  else
    state = n->state.fetch_or(kPublished, std::memory_order_release);
  if (n->recorded()) ++n->uses;
  std::uint64_t id = (static_cast<std::uint64_t>(generation_in(state)) << 32) | n->slot;
  Context& context = Context::current();
  const bool large = n->buffer && n->buffer->bytes >= kLargeBytes;
  if (large) id |= ADJ_HANDLE_LARGE;
  // What has nothing to do with what the open transforms follow is no intermediate of theirs: a constant that
  // the program makes once, and happens to make there, stays valid.
  const bool is_owned = context.owns_constants() || (n->within && !context.scopes().empty());
  n->depth = static_cast<std::uint16_t>(is_owned ? context.scopes().size() : 0);
  if (is_owned) {
    if (!large) id |= ADJ_HANDLE_SCOPED;
    context.add_handle(id);
  }
  return {id};
}

Argument::Argument(const char* operation, adj_tensor handle) {
  Node* n = node_at(static_cast<std::uint32_t>(handle.id));
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

namespace {

bool is_held_by(const Node& n, std::uint32_t references) {
  return references_in(n.state.load(std::memory_order_acquire)) == references && !n.recorded() &&
         (!n.buffer || n.buffer->references.load(std::memory_order_acquire) == 1);
}

}  // namespace

bool belongs_to_handle(const Node& n) noexcept { return is_held_by(n, 2); }
bool belongs_to_reference(const Node& n) noexcept { return is_held_by(n, 1) && handle_of(n).id == 0; }

bool release_handle(adj_tensor handle) noexcept {
  Node* n = node_at(static_cast<std::uint32_t>(handle.id));
  if (!n) return false;
  std::uint64_t state = n->state.load(std::memory_order_acquire);
  if (!matches(state, handle)) return false;
  if (Context* owner = n->owner.load(std::memory_order_acquire);
      owner && owner != Context::current_or_null()) {
    owner->release_later(handle.id);
    return true;
  }
  // The common case in one step: the handle is all that holds the node.
  if (references_in(state) == 1 && !n->recorded()) {
    if (n->state.compare_exchange_strong(state, unpublished(state) - 1, std::memory_order_acq_rel)) {
      destroy(n);
      return true;
    }
    if (!matches(state, handle)) return false;
  }
  // Of several threads releasing at once, the one that ends the generation does it.
  while (!n->state.compare_exchange_weak(state, unpublished(state), std::memory_order_acq_rel))
    if (!matches(state, handle)) return false;
  if (n->recorded() && --n->uses == 0) drop_value(n);
  release(n);
  return true;
}

// Tensors that a collector found dead were last used long ago: their memory is asked for all at once, so that
// the waits overlap.
void release_handles(std::span<const adj_tensor> handles) noexcept {
  constexpr std::size_t kAtOnce = 32;
  for (; !handles.empty(); handles = handles.subspan(std::min(kAtOnce, handles.size()))) {
    const auto some = handles.first(std::min(kAtOnce, handles.size()));
    for (const adj_tensor h : some)
      if (const Node* n = node_at(static_cast<std::uint32_t>(h.id)))
        for (std::size_t line = 0; line < sizeof(Node); line += 64)
          __builtin_prefetch(reinterpret_cast<const std::byte*>(n) + line, 1);
    for (const adj_tensor h : some)
      if (const Node* n = node_at(static_cast<std::uint32_t>(h.id)); n && references_in(n->state.load()) == 1)
        __builtin_prefetch(n->buffer, 1);
    for (const adj_tensor h : some) release_handle(h);
  }
}

}  // namespace adjoint
