// Scratch memory from the allocator of tensors, which keeps it for the next time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/buffer.h"

namespace adjoint {

template <class T>
class Workspace {
 public:
  explicit Workspace(std::int64_t count)
      : buffer_(allocate_buffer(static_cast<std::size_t>(count) * sizeof(T))) {}
  ~Workspace() { release(buffer_); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  T* data() { return reinterpret_cast<T*>(buffer_->data()); }

 private:
  Buffer* buffer_;
};

}  // namespace adjoint
