#include "core/keeper.h"

#include <algorithm>
#include <string_view>

#include "core/operation.h"

namespace adjoint {
namespace {

constexpr int kNameBits = 16;

// The number of an operation, and a few bits of its name.
std::int64_t place_of(std::int64_t number, const Operation& operation) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : std::string_view(operation.name))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return number << kNameBits | static_cast<std::int64_t>(hash >> (64 - kNameBits));
}

std::int64_t number_in(std::int64_t place) { return place >> kNameBits; }

bool before(const Kept& a, const Kept& b) { return a.place < b.place; }

[[noreturn]] void fail_different() {
  fail(ADJ_ERROR_STATE,
       "checkpoint: the function did not do the same when it ran again; it must not depend on anything that "
       "changes between two runs");
}

}  // namespace

Keeper::Keeper(std::vector<Kept> kept, std::int64_t operations)
    : keeps_(false), expected_(operations), kept_(std::move(kept)) {
  std::sort(kept_.begin(), kept_.end(), before);
}

void Keeper::evaluate(const Operation& operation, const Evaluation& e) {
  const std::int64_t place = place_of(count_++, operation);
  if (!keeps_) {
    if (!hand_over(operation, e, place)) operation.eval(e);
    return;
  }
  operation.eval(e);
  made_[&e.out] = {&operation, place};
  if (products_ && operation.is_product) put(e.out, place);
}

bool Keeper::hand_over(const Operation& operation, const Evaluation& e, std::int64_t place) {
  if (next_ == kept_.size() || number_in(kept_[next_].place) != number_in(place)) return false;
  const Kept& kept = kept_[next_++];
  if (kept.place != place || kept.value.dtype() != e.out.dtype || !(kept.value.shape() == e.out.shape))
    fail_different();
  require_value(operation.name, *kept.value);
  e.alias(*kept.value, 0, kept.value->strides);
  return true;
}

void Keeper::keep(const Node& n) {
  if (!keeps_) return;
  const auto made = made_.find(&n);
  if (made != made_.end() && made->second.operation == n.operation) put(n, made->second.place);
}

void Keeper::put(const Node& n, std::int64_t place) {
  if (std::any_of(kept_.begin(), kept_.end(), [place](const Kept& k) { return k.place == place; })) return;
  Ref value = new_node();
  value->dtype = n.dtype;
  value->shape.set(n.shape);
  Evaluation{{}, *value}.alias(n, 0, n.strides);
  kept_.push_back({std::move(value), place});
}

std::vector<Kept> Keeper::kept() const {
  std::vector<Kept> result = kept_;
  std::sort(result.begin(), result.end(), before);
  return result;
}

void Keeper::finish() const {
  if (!keeps_ && (count_ != expected_ || next_ != kept_.size())) fail_different();
}

}  // namespace adjoint
