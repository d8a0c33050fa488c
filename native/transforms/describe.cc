#include "transforms/describe.h"

#include <unordered_map>

#include "core/operation.h"

namespace adjoint {

std::string describe(const Context& context, const Scope& scope) {
  std::string text;
  std::unordered_map<const Node*, std::size_t> numbers;
  for (std::size_t i = scope.tape_start; i < context.tape.size(); ++i) {
    const Node* n = context.tape.nodes()[i];
    if (!(n->mask & scope.bit) || !numbers.emplace(n, numbers.size()).second) continue;
    const std::int64_t kept = n->buffer ? n->count() * static_cast<std::int64_t>(size_of(n->dtype)) : 0;
    text += std::to_string(numbers[n]) + '\t' + n->operation->name + '\t' + name_of(n->dtype) + '\t' +
            to_string(n->shape) + '\t' + std::to_string(kept) + '\t';
    bool first = true;
    for (const Node* in : n->inputs.view()) {
      if (!std::exchange(first, false)) text += ';';
      const auto known = numbers.find(in);
      text += known != numbers.end() ? std::to_string(known->second)
                                     : std::string(name_of(in->dtype)) + ' ' + to_string(in->shape);
    }
    text += '\n';
  }
  return text;
}

}  // namespace adjoint
