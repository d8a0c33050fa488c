#include "core/tape.h"

#include <algorithm>

namespace adjoint {

void Tape::take_off(std::size_t start, std::size_t count) {
  const auto first = nodes_.begin() + static_cast<std::ptrdiff_t>(start);
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  for (auto at = first; at != last; ++at) release(*at);
  nodes_.erase(first, last);
}

// From the end backwards, so that a node goes only after everything made from it: no release of one
// node can set off a long chain of others.
void Tape::settle(std::size_t start, std::uint64_t bit, bool is_pattern) {
  const auto first = nodes_.begin() + static_cast<std::ptrdiff_t>(start);
  for (auto at = nodes_.end(); at != first;) {
    Node*& n = *--at;
    if (is_pattern && (n->mask & bit)) n->mask = 0;
    n->mask &= ~bit;
    if (n->mask != 0) continue;
    if (n->holds == 0) forget_origin(n);
    release(n);
    n = nullptr;
  }
  nodes_.erase(std::remove(first, nodes_.end(), nullptr), nodes_.end());
}

}  // namespace adjoint
