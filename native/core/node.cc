#include "core/node.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "core/handle_state.h"

namespace adjoint {
namespace {

// ---- where nodes live ----

constexpr std::uint32_t kChunkBits = 10, kChunkNodes = 1u << kChunkBits;
constexpr std::uint32_t kMaxChunks = (kSlotMask + 1) >> kChunkBits;

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
  // Room for all nodes there are: giving one back asks for no memory.
  const std::size_t all = (p.chunk_count + std::size_t{1}) * kChunkNodes;
  if (p.free.capacity() < all) p.free.reserve(std::max(all, 2 * p.free.capacity()));
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
  try {
    thread_local Holder holder;
    return stock_pointer = &holder.stock;
  } catch (const std::bad_alloc&) {
    return nullptr;  // the pool does without; next time perhaps
  }
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

// Its slot stays empty: a handle of a generation used twice would name a foreign tensor.
[[gnu::cold, gnu::noinline]] void retire_node() {
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  --p.held;
}

void put_node(Node* n) {
  if (is_used_up(n->state.load(std::memory_order_relaxed))) [[unlikely]]
    return retire_node();
  if (Stock* own = stock()) return own->put(n);
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  p.free.push_back(n);
  --p.held;
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
  thread_local bool working = false;
  thread_local Node* pending = nullptr;  // linked through what walks use of living nodes
  if (working) {
    n->scratch = pending;
    pending = n;
    return;
  }
  if (n->inputs.empty()) {
    reset(n);
    put_node(n);
    return;
  }
  working = true;
  for (Node* next = n; next;) {
    next->inputs.clear();  // may add to pending
    reset(next);
    put_node(next);
    next = pending;
    if (next) pending = std::exchange(next->scratch, nullptr);
  }
  working = false;
}

void Inputs::assign(std::span<Node* const> nodes) {
  Node** to = nodes.size() > kInline ? heap_ = new Node*[nodes.size()] : inline_;
  count_ = static_cast<std::uint32_t>(nodes.size());
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
  return {handle_id(state, n.slot)};
}

bool is_same(adj_tensor a, adj_tensor b) { return ((a.id ^ b.id) & ~kHandleFlags) == 0; }

namespace {

bool is_held_by(const Node& n, std::uint32_t references) {
  return references_in(n.state.load(std::memory_order_acquire)) == references && !n.recorded() &&
         (!n.buffer || n.buffer->references.load(std::memory_order_acquire) == 1);
}

}  // namespace

bool belongs_to_handle(const Node& n) noexcept { return is_held_by(n, 2); }
bool belongs_to_reference(const Node& n) noexcept { return is_held_by(n, 1) && handle_of(n).id == 0; }

bool end_handle(adj_tensor handle) noexcept {
  Node* n = node_at(slot_in(handle));
  if (!n) return false;
  std::uint64_t state = n->state.load(std::memory_order_acquire);
  if (!matches(state, handle)) return false;
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
  end_use(n);
  release(n);
  return true;
}

}  // namespace adjoint
