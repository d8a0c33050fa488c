#include "core/dtype.h"

#include <utility>

namespace adjoint {

DType promote(DType a, DType b) {
  if (info_of(a).kind > info_of(b).kind) std::swap(a, b);
  const TypeInfo &low = info_of(a), &high = info_of(b);
  if (low.kind != high.kind) return a == DType::kFloat64 && is_complex(b) ? DType::kComplex128 : b;
  if (a == b || low.size < high.size) return b;
  if (low.size > high.size) return a;
  // Neither of two types of one size holds the numbers of the other: uint8 and int8, float16 and bfloat16.
  return low.kind == Kind::kInteger ? DType::kInt16 : DType::kFloat32;
}

Promotable promote(Promotable a, Promotable b) {
  if (a.weak == b.weak) return {promote(a.dtype, b.dtype), a.weak};
  const DType weak = a.weak ? a.dtype : b.dtype, strong = a.weak ? b.dtype : a.dtype;
  const Kind kind = info_of(weak).kind;
  if (kind <= info_of(strong).kind) return {strong, false};
  // A literal of a higher kind: 0.5 beside integers means float32, 2 beside bool int64.
  if (kind == Kind::kInteger) return {weak, false};
  return {promote(kind == Kind::kFloating ? DType::kFloat32 : DType::kComplex64, strong), false};
}

}  // namespace adjoint
