#include "core/shortage.h"

namespace adjoint::shortage {

std::atomic<bool> expected{false};

namespace {

std::atomic<std::int64_t> left{0};
std::atomic<bool> lasting{false}, struck{false};

}  // namespace

void begin_after(std::int64_t count, bool stays) {
  left.store(count);
  lasting.store(stays);
  struck.store(false);
  expected.store(true);
}

bool end() {
  expected.store(false);
  return struck.load();
}

bool strikes_now() {
  if (left.fetch_sub(1) > 0) return false;
  if (!lasting.load()) expected.store(false);
  struck.store(true);
  return true;
}

}  // namespace adjoint::shortage
