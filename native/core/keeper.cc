#include "core/keeper.h"

#include <algorithm>

#include "core/compute.h"

namespace adjoint {
namespace {

// The operations of this library lie close together, so that half an address tells them apart.
std::uint64_t place_of(std::uint64_t number, const Operation& operation) {
  return (number << 32) | (reinterpret_cast<std::uintptr_t>(&operation) & 0xffffffffu);
}

std::uint64_t number_of(std::uint64_t place) { return place >> 32; }

[[noreturn, gnu::cold]] void fail_differs(const char* what) {
  fail(ADJ_ERROR_STATE, "checkpoint: the function ", what,
       " than when it ran first; it must do the same each time");
}

}  // namespace

void Keeper::evaluate(const Operation& operation, std::span<Node* const> inputs, Node& n, unsigned types,
                      std::uint64_t recording) {
  if (!(recording & bit_)) return compute(operation, inputs, n, types);
  const std::uint64_t place = place_of(count_++, operation);
  if (take(place, n)) return;
  compute(operation, inputs, n, types);
  if (runs_again_) return;
  if (n.mask & bit_) places_.emplace_back(&n, place);
  if (products_ && operation.kind == OperationKind::kProduct) kept_.emplace(place, detached(n));
}

bool Keeper::take(std::uint64_t place, Node& n) {
  if (!runs_again_ || next_ == kept_.end() || number_of(next_->first) != number_of(place)) return false;
  const Node& value = *next_->second;
  if (next_->first != place || value.dtype != n.dtype || !(value.shape == n.shape))
    fail_differs("does something else");
  Evaluation{{}, n}.alias(value, 0, value.strides);
  ++next_;
  return true;
}

void Keeper::keep(const Node& n) {
  if (runs_again_) return;
  const Node* made = behind_aliases(&n);
  const auto found =
      std::find_if(places_.rbegin(), places_.rend(), [&](const auto& p) { return p.first == made; });
  if (found != places_.rend()) kept_.emplace(found->second, detached(n));
}

void Keeper::require_all_taken() const {
  if (runs_again_ && next_ != kept_.end()) fail_differs("does less");
}

}  // namespace adjoint
