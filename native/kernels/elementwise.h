// Elementwise kernels over strided operands; results are row-major without gaps.
#pragma once

#include "core/dtype.h"
#include "core/element_loop.h"
#include "kernels/view.h"

namespace adjoint::kernels {

// Functions are computed in bool, int32, int64, float32 and float64 (see core/dtype.h); elements of every
// type are copied, converted, selected and filled in.
enum class Unary : std::uint8_t {
  kNeg,
  kAbs,
  kSign,
  kSquare,  // every number type
  kReciprocal,
  kSqrt,
  kRsqrt,
  kExp,
  kExpm1,
  kLog,
  kLog1p,
  kSin,
  kCos,
  kTan,
  kTanh,
  kTanhSlope,  // the derivative of kTanh
  kSigmoid,
  kSigmoidSlope,
  kSoftplus,
  kErf,
  kGelu,
  kGeluSlope,  // the derivative of kGelu
  kSilu,
  kSiluSlope,
  kFloor,
  kCeil,
  kRound,   // floating types
  kRelu,    // every number type
  kInvert,  // the bits of integers
};
enum class Binary : std::uint8_t {
  kAdd,
  kSub,
  kMul,
  kMaximum,
  kMinimum,  // every number type; maximum and minimum hand NaN on
  kDiv,
  kPow,                      // div: floating; pow: floating and integers
  kWeigh,                    // the product, and 0 where the first is 0 and the second infinite
  kBinaryCrossEntropy,       // of a logit and a target
  kBinaryCrossEntropySlope,  // its derivative by the logit
  kAnd,
  kOr,
  kXor,  // bool and the bits of integers
};
enum class Compare : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
enum class Test : std::uint8_t { kIsNan, kIsFinite, kNot };  // to bool; kNot takes bool, the others floating

void unary(Unary fn, DType type, Extent extent, In x, void* y);
void binary(Binary fn, DType type, Extent extent, In a, In b, void* y);
// y += x between any strides, for floating types; no two elements of y are one.
void add_to(DType type, Extent extent, In x, Out y);
void compare(Compare fn, DType type, Extent extent, In a, In b, void* y);
// Whole numbers (int64) beside floating ones (float64), neither rounded to the other.
void compare_whole(Compare fn, Extent extent, In a, In b, void* y);
void test(Test fn, DType type, Extent extent, In x, void* y);
// y = condition ? a : b; condition is bool.
void select(DType type, Extent extent, In condition, In a, In b, void* y);

// The same over contiguous elements; none for complex numbers, nor for types that are computed in others.
ElementLoop loop_of(Unary fn, DType type);
ElementLoop loop_of(Binary fn, DType type);
ElementLoop loop_of(Compare fn, DType type);
ElementLoop loop_of(Test fn, DType type);
ElementLoop loop_of_select(DType type);
ElementLoop loop_of_cast(DType from, DType to);

// Copies between any strides; works for every type.
void copy(DType type, Extent extent, In x, Out y);
// Converts between any two types, row-major result. Floating to integer truncates and saturates
// (NaN to 0); anything to bool is "not zero".
void cast(DType from, DType to, Extent extent, In x, void* y);

void fill(DType type, std::int64_t count, double value, void* y);
// start + i * step, computed in double and then rounded to the type: int32, float32 or float64.
void arange(DType type, std::int64_t count, double start, double step, void* y);
// The same in whole numbers; what leaves them wraps.
void arange(std::int64_t count, std::int64_t start, std::int64_t step, std::int64_t* y);

}  // namespace adjoint::kernels
