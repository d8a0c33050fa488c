// Elementwise kernels as loops over contiguous elements, with what is known of them beside.
#include "kernels/cast.h"
#include "kernels/elementary_table.h"
#include "kernels/special_table.h"

namespace adjoint::kernels {
namespace {

template <class Enum>
int index(Enum e) {
  return static_cast<int>(e);
}

// Null functions where the table has none: there is no loop then.
ElementLoop of(ElementwiseTable::Unary kernel, VectorCode code = VectorCode::kNone) {
  return {.unary = kernel, .code = code};
}
ElementLoop of(const ElementwiseTable::Binary (&kernels)[kRepeatCount], VectorCode code = VectorCode::kNone) {
  return {.binary = kernels[0] ? kernels : nullptr, .code = code};
}

VectorCode code_of(Unary fn) {
  switch (fn) {
    case Unary::kNeg:
      return VectorCode::kNeg;
    case Unary::kAbs:
      return VectorCode::kAbs;
    case Unary::kSquare:
      return VectorCode::kSquare;
    case Unary::kReciprocal:
      return VectorCode::kReciprocal;
    case Unary::kSqrt:
      return VectorCode::kSqrt;
    case Unary::kRsqrt:
      return VectorCode::kRsqrt;
    case Unary::kRelu:
      return VectorCode::kRelu;
    default:
      return VectorCode::kNone;
  }
}

VectorCode code_of(Binary fn) {
  switch (fn) {
    case Binary::kAdd:
      return VectorCode::kAdd;
    case Binary::kSub:
      return VectorCode::kSub;
    case Binary::kMul:
      return VectorCode::kMul;
    case Binary::kDiv:
      return VectorCode::kDiv;
    case Binary::kMaximum:
      return VectorCode::kMaximum;
    case Binary::kMinimum:
      return VectorCode::kMinimum;
    default:
      return VectorCode::kNone;
  }
}

VectorCode code_of(Compare fn) {
  switch (fn) {
    case Compare::kEqual:
      return VectorCode::kEqual;
    case Compare::kNotEqual:
      return VectorCode::kNotEqual;
    case Compare::kLess:
      return VectorCode::kLess;
    case Compare::kLessEqual:
      return VectorCode::kLessEqual;
    case Compare::kGreater:
      return VectorCode::kGreater;
    case Compare::kGreaterEqual:
      return VectorCode::kGreaterEqual;
  }
  return VectorCode::kNone;
}

// Vector instructions are told for floating numbers alone.
VectorCode if_floating(DType type, VectorCode code) {
  return type == DType::kFloat32 || type == DType::kFloat64 ? code : VectorCode::kNone;
}

}  // namespace

ElementLoop loop_of(Unary fn, DType type) {
  return of(elementwise().unary[index(fn)][index(type)], if_floating(type, code_of(fn)));
}

ElementLoop loop_of(Binary fn, DType type) {
  return of(elementwise().binary[index(fn)][index(type)], if_floating(type, code_of(fn)));
}

ElementLoop loop_of(Compare fn, DType type) {
  return of(elementwise().compare[index(fn)][index(type)], if_floating(type, code_of(fn)));
}

ElementLoop loop_of(Test fn, DType type) { return of(elementwise().test[index(fn)][index(type)]); }

ElementLoop loop_of_select(DType type) {
  return {.select = elementwise().select[index(type)], .code = if_floating(type, VectorCode::kSelect)};
}

ElementLoop loop_of_cast(DType from, DType to) {
  const ElementwiseTable::Unary vectors = elementwise().cast[index(from)][index(to)];
  return of(vectors ? vectors : plain_cast(from, to));
}

ElementLoop loop_of(Elementary fn, DType type) { return of(elementaries().of[index(fn)][index(type)]); }
ElementLoop loop_of(ElementaryOfTwo fn, DType type) {
  return of(elementaries_of_two().of[index(fn)][index(type)]);
}
ElementLoop loop_of(Special fn, DType type) { return of(specials().of[index(fn)][index(type)]); }
ElementLoop loop_of(Gamma fn, DType type) { return of(gammas().of[index(fn)][index(type)]); }

}  // namespace adjoint::kernels
