// Several values in one: what an operation with more than one result gives, a row of bytes with a part for
// each. A derivative of such a value is a list with a direction for some of the parts.
#pragma once

#include <span>
#include <vector>

#include "core/counted.h"
#include "core/node.h"

namespace adjoint {

struct Part {
  DType dtype;
  bool weak;
  Shape shape;
  bool stacked = false;     // its first axis counts the steps of a loop
  std::int64_t offset = 0;  // in bytes

  std::int64_t bytes() const { return element_count(shape) * static_cast<std::int64_t>(size_of(dtype)); }
};

// What such a value consists of.
class Several : public Counted {
 public:
  // A part behind those before. Throws in the name of the operation where 64 bits do not count its bytes.
  void add(const char* operation, Part part);
  const std::vector<Part>& parts() const { return parts_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  std::vector<Part> parts_;
  std::int64_t bytes_ = 0;
};

// What the attributes of every operation begin with whose result is several values.
struct SeveralAttributes {
  const Several* keeps;
};
inline const Several& several_of(const Node& n) { return *n.attributes.as<SeveralAttributes>().keeps; }

// Directions of the parts of a value; null where there is none.
Ref directions_of(const Node& value, std::vector<Ref> of_parts);
const std::vector<Ref>& parts_of(const Node& directions);
// Two such lists, each pair of directions made one by `sum`.
Ref joined(const Ref& a, const Ref& b, Ref (*sum)(Ref, Ref));

}  // namespace adjoint
