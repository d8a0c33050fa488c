#include "core/dtype.h"

#include <algorithm>

namespace adjoint {

const char* name_of(DType t) {
  constexpr const char* names[kDTypeCount] = {"bool", "int32", "int64", "float32", "float64"};
  return names[static_cast<int>(t)];
}

namespace {

enum class Kind { kBool, kInteger, kFloating };

Kind kind_of(DType t) {
  if (is_floating(t)) return Kind::kFloating;
  return t == DType::kBool ? Kind::kBool : Kind::kInteger;
}

}  // namespace

Promotable promote(Promotable a, Promotable b) {
  if (a.dtype == b.dtype) return {a.dtype, a.weak && b.weak};
  if (a.weak == b.weak) return {std::max(a.dtype, b.dtype), a.weak};
  const Promotable& weak = a.weak ? a : b;
  const Promotable& strong = a.weak ? b : a;
  if (kind_of(weak.dtype) <= kind_of(strong.dtype)) return strong;
  // A literal of a higher kind: 0.5 beside integers means the default floating type, 2 beside bool int64.
  return {kind_of(weak.dtype) == Kind::kFloating ? DType::kFloat32 : weak.dtype, false};
}

}  // namespace adjoint
