// Objects that a program outside knows by a number: a stale or forged one finds nothing. One that is in use
// lives on until that has ended.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "core/error.h"

namespace adjoint::capi {

template <class T>
class Numbered {
 public:
  explicit Numbered(const char* what) : what_(what) {}

  std::uint64_t add(std::shared_ptr<T> object) {
    const std::unique_lock lock(mutex_);
    all_.emplace(++last_, std::move(object));
    return last_;
  }
  std::shared_ptr<T> find(const char* operation, std::uint64_t id) const {
    const std::shared_lock lock(mutex_);
    const auto found = all_.find(id);
    if (found == all_.end()) fail_gone(operation);
    return found->second;
  }
  void release(const char* operation, std::uint64_t id) {
    std::shared_ptr<T> last;  // ends after the lock
    const std::unique_lock lock(mutex_);
    const auto found = all_.find(id);
    if (found == all_.end()) fail_gone(operation);
    last = std::move(found->second);
    all_.erase(found);
  }

 private:
  [[noreturn]] void fail_gone(const char* operation) const {
    fail(ADJ_ERROR_HANDLE, operation, ": the ", what_, " is gone: it was released");
  }

  const char* what_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<T>> all_;
  std::uint64_t last_ = 0;
};

}  // namespace adjoint::capi
