// What is made once for a key, and found again as long as it is among those used last: bodies of loops and
// branches with the machine code they become, and what is derived of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/counted.h"

namespace adjoint::control {

// Tells one from another. Counted objects in it stay alive as long as it is known.
class Key {
 public:
  explicit Key(const char* kind) : bytes_(kind) { bytes_ += '\0'; }

  template <class T>
  requires(!std::is_pointer_v<T>) Key& add(const T& value) {
    static_assert(std::has_unique_object_representations_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Key& add(const std::vector<bool>& flags) {
    for (const bool flag : flags) bytes_ += flag ? '1' : '0';
    bytes_ += '\0';
    return *this;
  }
  Key& add(const std::string& text) {
    add(text.size());
    bytes_ += text;
    return *this;
  }
  template <class T>
  Key& add(const Shared<T>& object) {
    held_.emplace_back(object);
    return add(reinterpret_cast<std::uintptr_t>(object.get()));
  }

  const std::string& bytes() const { return bytes_; }
  const std::vector<Shared<const Counted>>& held() const { return held_; }

 private:
  std::string bytes_;
  std::vector<Shared<const Counted>> held_;
};

Shared<const Counted> interned(const Key& key, const std::function<Shared<const Counted>()>& make);

template <class T, class Make>
Shared<const T> interned_as(const Key& key, const Make& make) {
  return Shared<const T>(static_cast<const T*>(interned(key, make).get()));
}

}  // namespace adjoint::control
