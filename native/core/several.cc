#include "core/several.h"

#include "core/extents.h"

namespace adjoint {
namespace {

constexpr std::int64_t kLine = 64;

class Directions : public Counted {
 public:
  explicit Directions(std::vector<Ref> of_parts) : parts(std::move(of_parts)) {}
  const std::vector<Ref> parts;
};

struct DirectionsAttributes {
  const Directions* keeps;
};

}  // namespace

void Several::add(const char* operation, Part part) {
  require_countable(operation, part.shape, part.dtype);
  const std::int64_t bytes = part.bytes(), alignment = bytes > kLine / 2 ? kLine : kLine / 4;
  part.offset = (bytes_ + alignment - 1) / alignment * alignment;
  bytes_ = sum_of_extents(part.offset, bytes);
  if (bytes_ > kMostBytes / 2)
    fail(ADJ_ERROR_SHAPE, operation,
         ": its results take more bytes than can be counted, with the one of shape ", to_string(part.shape));
  parts_.push_back(part);
}

Ref directions_of(const Node& value, std::vector<Ref> of_parts) {
  Ref list = new_node();
  list->dtype = value.dtype;
  list->shape = value.shape;
  const auto directions = make_counted<const Directions>(std::move(of_parts));
  list->attributes = Attributes(DirectionsAttributes{directions.get()});
  return list;
}

const std::vector<Ref>& parts_of(const Node& directions) {
  return directions.attributes.as<DirectionsAttributes>().keeps->parts;
}

Ref joined(const Ref& a, const Ref& b, Ref (*sum)(Ref, Ref)) {
  std::vector<Ref> parts;
  for (std::size_t k = 0; k < parts_of(*a).size(); ++k) {
    const Ref &x = parts_of(*a)[k], &y = parts_of(*b)[k];
    parts.push_back(x && y ? sum(x, y) : x ? x : y);
  }
  return directions_of(*a, std::move(parts));
}

}  // namespace adjoint
