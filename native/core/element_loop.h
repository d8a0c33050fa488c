// How an elementwise operation runs over elements that lie one behind the other: what fusion makes loops of.
#pragma once

#include <cstdint>

#include "core/dtype.h"

namespace adjoint {

// What a few vector instructions do. An operation that is one of these may become a part of emitted loops;
// others are called, a block at a time.
enum class VectorCode : std::uint8_t {
  kNone,
  kNeg,
  kAbs,
  kSquare,
  kReciprocal,
  kSqrt,
  kRsqrt,
  kRelu,
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMaximum,
  kMinimum,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kSelect,  // condition, a, b
  // Rounded once: no operation is one of these, but two of them may become one where that is asked for.
  kMulAdd,     // a b + c
  kMulSub,     // a b - c
  kNegMulAdd,  // c - a b
};

// Null functions: there is no such loop for these types.
struct ElementLoop {
  using Unary = void (*)(const void* x, void* y, std::int64_t n);
  using Binary = void (*)(const void* a, const void* b, void* y, std::int64_t n);
  using Select = void (*)(const void* condition, const void* a, const void* b, void* y, std::int64_t n);

  Unary unary = nullptr;
  // Of all elements of both operands; of one element of the first, repeated; of one of the second.
  const Binary* binary = nullptr;
  Select select = nullptr;
  VectorCode code = VectorCode::kNone;

  bool exists() const { return unary || binary || select; }
};

// How a reduction of all elements runs over pieces of a row, each reduced by itself, whose results are
// joined. Null: it cannot.
struct RowLoop {
  static constexpr std::int64_t kPiece = 2048;  // elements, but of the last

  void (*piece)(const void* x, std::int64_t n, void* y) = nullptr;
  void (*join)(DType type, const void* pieces, std::int64_t n, void* y) = nullptr;  // n: elements of the row

  bool exists() const { return piece; }
};

}  // namespace adjoint
