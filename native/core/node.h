// A node: one operation's result, and while a transform follows it, what it was made from.
#pragma once

#include <array>
#include <atomic>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "core/buffer.h"
#include "core/counted.h"
#include "core/dtype.h"
#include "core/error.h"
#include "core/shape.h"

namespace adjoint {

class Context;
struct Operation;

// The static arguments of an operation (axes, say): plain bytes, so that any two can be compared. A type
// whose first field is `const T* keeps`, of a counted type, keeps that object alive.
class Attributes {
 public:
  Attributes() = default;
  template <class T>
  requires(!std::is_same_v<T, Attributes>) explicit Attributes(const T& value)
      : Attributes(
            &value, sizeof(T), requires { value.keeps; }) {
    static_assert(std::is_trivially_copyable_v<T>);
  }
  Attributes(Attributes&& other) noexcept { steal(other); }
  Attributes& operator=(Attributes&& other) noexcept {
    if (this != &other) {
      clear();
      steal(other);
    }
    return *this;
  }
  ~Attributes() { clear(); }

  template <class T>
  const T& as() const {
    return *reinterpret_cast<const T*>(bytes());
  }
  std::span<const std::byte> view() const { return {bytes(), size_}; }
  Attributes clone() const { return Attributes(bytes(), size_, keeps_); }
  void clear() {
    if (keeps_) [[unlikely]]
      kept()->release();
    if (size_ > sizeof inline_) delete[] heap_;
    size_ = 0;
    keeps_ = false;
  }

 private:
  Attributes(const void* from, std::size_t size, bool keeps) {
    std::byte* to = size > sizeof inline_ ? heap_ = new std::byte[size] : inline_;
    size_ = static_cast<std::uint32_t>(size);
    std::memcpy(to, from, size);
    keeps_ = keeps;
    if (keeps) kept()->retain();
  }
  const Counted* kept() const { return as<const Counted*>(); }
  const std::byte* bytes() const { return size_ > sizeof inline_ ? heap_ : inline_; }
  void steal(Attributes& other) {
    std::memcpy(static_cast<void*>(this), &other, sizeof *this);
    other.size_ = 0;
    other.keeps_ = false;
  }

  union {
    alignas(8) std::byte inline_[24];
    std::byte* heap_;
  };
  std::uint32_t size_ = 0;
  bool keeps_ = false;
};

struct Node;

// Owns the operands of a node: a few inline, more on the heap.
class Inputs {
 public:
  Inputs() = default;
  Inputs(const Inputs&) = delete;
  Inputs& operator=(const Inputs&) = delete;
  void assign(std::span<Node* const> nodes);  // retains each
  void clear();                               // releases each
  std::span<Node* const> view() const { return {count_ > kInline ? heap_ : inline_, count_}; }
  Node* operator[](std::size_t i) const { return view()[i]; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

 private:
  static constexpr std::uint32_t kInline = 3;
  union {
    Node* inline_[kInline];
    Node** heap_;
  };
  std::uint32_t count_ = 0;
};

// Memory of nodes is never returned while the process lives, so that a stale handle may be looked up
// safely at any time: its generation tells that the node is not what the handle meant.
//
// The order of the fields is that of their use: making and ending a small tensor of few dimensions touches
// the first four lines of cache, and its elements are among them.
struct alignas(64) Node {
  static constexpr std::size_t kSmall = 32;  // bytes of elements that need no buffer

  // Whether it has a handle (bit 62), the generation (30 bits), and the references (lower half).
  std::atomic<std::uint64_t> state{std::uint64_t{1} << 32};
  // The thread whose transform recorded this node, which alone may touch it; null: any thread.
  std::atomic<Context*> owner{nullptr};
  const Operation* operation = nullptr;
  std::uint64_t mask = 0;  // the open transforms that follow this node, one bit each
  std::byte* data = nullptr;
  Buffer* buffer = nullptr;  // null with data: the elements are in `small`
  std::uint32_t slot = 0;
  // Recorded nodes: how many hold the value (the handle, rules that will read it). At 0 it is dropped.
  std::uint32_t uses = 0;
  DType dtype{};
  bool weak = false;
  bool symbolic = false;
  bool kept = false;     // scratch of closing a scope
  bool watched = false;  // an input of the transform that is sweeping
  // Made of something that an open transform follows, if only through what no derivative passes.
  bool within = false;
  // How many scopes were open around its handle's making, or are left of them: 0 is one that no scope ends.
  std::uint16_t depth = 0;

  alignas(32) std::byte small[kSmall];
  Attributes attributes;
  Inputs inputs;
  Shape shape;
  Strides strides;
  Node* scratch = nullptr;  // what a walk over the tape keeps here meanwhile, owned
  std::uint32_t holds = 0;  // recordings that outlive their transforms and keep the node as it is

  bool recorded() const { return owner.load(std::memory_order_relaxed) != nullptr; }
  std::int64_t count() const { return element_count(shape); }
  bool contiguous() const { return is_contiguous(shape, strides); }
  template <class T>
  T* elements() const {
    return reinterpret_cast<T*>(data);
  }
};

void destroy(Node* n) noexcept;  // called at no references

inline void retain(Node* n) noexcept {
  if (n->recorded())  // only its own thread comes here: no locked instruction
    n->state.store(n->state.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  else
    n->state.fetch_add(1, std::memory_order_relaxed);
}

inline void release(Node* n) noexcept {
  std::uint64_t before;
  if (n->recorded()) {
    before = n->state.load(std::memory_order_relaxed);
    n->state.store(before - 1, std::memory_order_relaxed);
  } else {
    before = n->state.fetch_sub(1, std::memory_order_acq_rel);
  }
  if (static_cast<std::uint32_t>(before) == 1) destroy(n);
}

// No transform follows the node any more: what survives is a plain value, free to cross threads.
void forget_origin(Node* n) noexcept;

// Drops the elements of a node that nothing will read any more; the node itself stays.
void drop_value(Node* n) noexcept;

// One that held the value of a recorded node needs it no more. Of others no account is kept.
inline void end_use(Node* n) noexcept {
  if (n->recorded() && --n->uses == 0) drop_value(n);
}

// A counted reference to a node: what rules and operations are written with.
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}
  Ref(Node* n) : node_(n) {  // NOLINT: a node is a reference to itself
    if (n) retain(n);
  }
  static Ref adopt(Node* n) {
    Ref r;
    r.node_ = n;
    return r;
  }
  Ref(const Ref& other) : Ref(other.node_) {}
  Ref(Ref&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Ref() {
    if (node_) release(node_);
  }

  Node* get() const { return node_; }
  Node* operator->() const { return node_; }
  Node& operator*() const { return *node_; }
  explicit operator bool() const { return node_ != nullptr; }
  Node* detach() { return std::exchange(node_, nullptr); }

  const Shape& shape() const { return node_->shape; }
  DType dtype() const { return node_->dtype; }
  int rank() const { return node_->shape.rank(); }

 private:
  Node* node_ = nullptr;
};

// A reference that keeps the elements as well: those of a recorded node go with its last handle otherwise,
// unless a rule will read them.
class HeldValue {
 public:
  explicit HeldValue(Ref node) : node_(std::move(node)), counts_(node_->recorded()) {
    if (counts_) ++node_->uses;
  }
  HeldValue(HeldValue&& other) noexcept = default;
  HeldValue& operator=(HeldValue&& other) noexcept {
    std::swap(node_, other.node_);
    std::swap(counts_, other.counts_);
    return *this;
  }
  ~HeldValue() {
    if (node_ && counts_) end_use(node_.get());
  }
  const Ref& ref() const { return node_; }
  Node* get() const { return node_.get(); }

 private:
  Ref node_;
  bool counts_;
};

// A node that nothing else refers to, its fields at their defaults.
Ref new_node();

// The handle that the node has now, without flags; null if it has none.
adj_tensor handle_of(const Node& n);
// Whether two handles mean the same node, whatever their flags.
bool is_same(adj_tensor a, adj_tensor b);

// Ends a handle's life. False when it is stale. For the node's owner, or any thread if it has none.
bool end_handle(adj_tensor handle) noexcept;

// Whether a node's handle and one reference of the caller are all that there is: nobody else looks at its
// elements.
bool belongs_to_handle(const Node& n) noexcept;

// Whether one reference is all that there is, of the node and of its elements.
bool belongs_to_reference(const Node& n) noexcept;

// The node in a slot, or null when no such slot was ever made.
Node* node_at(std::uint32_t slot) noexcept;

std::int64_t live_node_count();

}  // namespace adjoint
