#include "core/captured.h"

#include <algorithm>

namespace adjoint {
namespace {

// Nodes that the result depends on, marked as long as they were not come by on the tape.
class Needed {
 public:
  Needed() = default;
  Needed(const Needed&) = delete;
  Needed& operator=(const Needed&) = delete;
  ~Needed() {
    for (Node* n : met_) n->kept = false;
  }
  void meet(Node* n) {
    if (n->mask == 0 || n->kept) return;
    met_.push_back(n);
    n->kept = true;
  }
  static bool come_by(Node* n) { return std::exchange(n->kept, false); }
  const std::vector<Node*>& all() const { return met_; }

 private:
  std::vector<Node*> met_;
};

}  // namespace

// Backwards, so that everything made of a node is seen before it. What is left was made before the mark.
std::vector<Ref> captured_by(const Context& context, std::size_t mark, Node& result,
                             std::span<const Ref> known) {
  Needed needed;
  needed.meet(&result);
  for (std::size_t i = context.tape.size(); i-- > mark;) {
    Node* n = context.tape.nodes()[i];
    if (!Needed::come_by(n)) continue;
    for (Node* in : n->inputs.view()) needed.meet(in);
  }
  std::vector<Ref> captured;
  for (Node* n : needed.all())
    if (n->kept && std::none_of(known.begin(), known.end(), [&](const Ref& k) { return k.get() == n; }))
      captured.emplace_back(n);
  return captured;
}

}  // namespace adjoint
