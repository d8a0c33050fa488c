#include "control/interned.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace adjoint::control {
namespace {

class Table {
 public:
  Shared<const Counted> find(const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(bytes);
    if (found == all_.end()) return {};
    found->second.last_use = ++clock_;
    return found->second.object;
  }

  // The one that was first, if another thread made the same meanwhile.
  Shared<const Counted> add(const Key& key, const Shared<const Counted>& object) {
    std::vector<Entry> gone;  // ends after the lock
    const std::lock_guard lock(mutex_);
    if (all_.size() >= kMost) drop_oldest(gone);
    return all_.try_emplace(key.bytes(), Entry{object, key.held(), ++clock_}).first->second.object;
  }

 private:
  struct Entry {
    Shared<const Counted> object;
    std::vector<Shared<const Counted>> held;
    std::uint64_t last_use;
  };
  static constexpr std::size_t kMost = 1024;

  // Half of them at a time: to look for the oldest costs little then.
  void drop_oldest(std::vector<Entry>& gone) {
    std::vector<std::uint64_t> uses;
    for (const auto& [key, entry] : all_) uses.push_back(entry.last_use);
    const auto middle = uses.begin() + static_cast<std::ptrdiff_t>(uses.size() / 2);
    std::nth_element(uses.begin(), middle, uses.end());
    for (auto i = all_.begin(); i != all_.end();) {
      if (i->second.last_use > *middle) {
        ++i;
        continue;
      }
      gone.push_back(std::move(i->second));
      i = all_.erase(i);
    }
  }

  std::mutex mutex_;
  std::unordered_map<std::string, Entry> all_;
  std::uint64_t clock_ = 0;
};

Table& table() {
  static Table& instance = *new Table;
  return instance;
}

}  // namespace

Shared<const Counted> interned(const Key& key, const std::function<Shared<const Counted>()>& make) {
  if (Shared<const Counted> known = table().find(key.bytes())) return known;
  return table().add(key, make());
}

}  // namespace adjoint::control
