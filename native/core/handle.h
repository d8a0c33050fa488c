// Handles: what a program outside knows nodes by.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "core/node.h"

namespace adjoint {

// Who ends a handle: the innermost scope of this thread if there is one that owns what is made in it, or the
// caller alone.
enum class HandleOwner { kScope, kCaller };

// Turns a reference into a handle.
adj_tensor publish(Ref node, HandleOwner owner = HandleOwner::kScope);

// Ends a handle's life. False when it is stale. Safe from any thread.
bool release_handle(adj_tensor handle) noexcept;
void release_handles(std::span<const adj_tensor> handles) noexcept;  // stale ones are passed over

// Handles that are given to the caller together: all of them, or none if an exception comes between.
class Publication {
 public:
  explicit Publication(std::size_t count) { handles_.reserve(count); }
  Publication(const Publication&) = delete;
  Publication& operator=(const Publication&) = delete;
  ~Publication() { release_handles(handles_); }
  adj_tensor add(Ref node) { return handles_.emplace_back(publish(std::move(node))); }
  void finish() { handles_.clear(); }

 private:
  std::vector<adj_tensor> handles_;
};

// A handle looked up for the length of a call, and held meanwhile: any thread may release it.
class Argument {
 public:
  Argument(const char* operation, adj_tensor handle);
  Argument(const Argument&) = delete;
  Argument& operator=(const Argument&) = delete;
  const Ref& ref() const { return ref_; }
  Node* get() const { return ref_.get(); }
  Node* operator->() const { return ref_.get(); }

 private:
  Ref ref_;
};

}  // namespace adjoint
