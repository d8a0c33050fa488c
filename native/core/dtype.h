// Element types: the table of all that is said of them, and the promotion lattice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace adjoint {

enum class DType : std::uint8_t {
  kBool,
  kUInt8,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kFloat16,
  kBFloat16,
  kFloat32,
  kFloat64,
  kComplex64,
  kComplex128,
};

inline constexpr int kDTypeCount = 12;

enum class Kind : std::uint8_t { kBool, kInteger, kFloating, kComplex };

struct TypeInfo {
  const char* name;
  Kind kind;
  std::uint8_t size;  // bytes
  // What kernels calculate in: there are none of their own for 16-bit floats, which are rounded once at the
  // end of an operation, nor for small integers, which wrap there.
  DType computed_in;
  std::int64_t least, largest;  // of integers
};

template <class T>
constexpr TypeInfo whole_type(const char* name, DType computed_in) {
  return {name,
          Kind::kInteger,
          sizeof(T),
          computed_in,
          std::numeric_limits<T>::min(),
          std::numeric_limits<T>::max()};
}
constexpr TypeInfo other_type(const char* name, Kind kind, std::uint8_t size, DType computed_in) {
  return {name, kind, size, computed_in, 0, 1};
}

inline constexpr TypeInfo kTypes[kDTypeCount] = {
    other_type("bool", Kind::kBool, 1, DType::kBool),
    whole_type<std::uint8_t>("uint8", DType::kInt32),
    whole_type<std::int8_t>("int8", DType::kInt32),
    whole_type<std::int16_t>("int16", DType::kInt32),
    whole_type<std::int32_t>("int32", DType::kInt32),
    whole_type<std::int64_t>("int64", DType::kInt64),
    other_type("float16", Kind::kFloating, 2, DType::kFloat32),
    other_type("bfloat16", Kind::kFloating, 2, DType::kFloat32),
    other_type("float32", Kind::kFloating, 4, DType::kFloat32),
    other_type("float64", Kind::kFloating, 8, DType::kFloat64),
    other_type("complex64", Kind::kComplex, 8, DType::kComplex64),
    other_type("complex128", Kind::kComplex, 16, DType::kComplex128),
};

constexpr const TypeInfo& info_of(DType t) { return kTypes[static_cast<int>(t)]; }
constexpr const char* name_of(DType t) { return info_of(t).name; }

// A set of types as bits: asked for in every operation, where a table would be read from memory.
template <class Predicate>
constexpr unsigned types_that(Predicate predicate) {
  unsigned bits = 0;
  for (int i = 0; i < kDTypeCount; ++i) bits |= unsigned{predicate(static_cast<DType>(i))} << i;
  return bits;
}
constexpr unsigned bit_of(DType t) { return 1u << static_cast<unsigned>(t); }
constexpr bool is_among(unsigned types, DType t) { return (types & bit_of(t)) != 0; }

inline constexpr unsigned kFloatingTypes =
    types_that([](DType t) { return info_of(t).kind == Kind::kFloating; });
inline constexpr unsigned kIntegerTypes =
    types_that([](DType t) { return info_of(t).kind == Kind::kInteger; });
inline constexpr unsigned kComplexTypes =
    types_that([](DType t) { return info_of(t).kind == Kind::kComplex; });
inline constexpr unsigned kNarrowTypes = types_that([](DType t) { return info_of(t).computed_in != t; });

constexpr bool is_floating(DType t) { return is_among(kFloatingTypes, t); }
constexpr bool is_integer(DType t) { return is_among(kIntegerTypes, t); }
constexpr bool is_complex(DType t) { return is_among(kComplexTypes, t); }
// Whether small changes of a number have a meaning: of these alone there are derivatives.
constexpr bool is_differentiable(DType t) { return is_among(kFloatingTypes | kComplexTypes, t); }
// Whether it is calculated with in a wider type.
constexpr bool is_narrow(DType t) { return is_among(kNarrowTypes, t); }

constexpr std::size_t size_of(DType t) {
  constexpr std::uint64_t logarithms = [] {  // four bits a type, for the same reason
    std::uint64_t bits = 0;
    for (int i = 0; i < kDTypeCount; ++i)
      for (unsigned size = kTypes[i].size; size > 1; size /= 2) bits += std::uint64_t{1} << (4 * i);
    return bits;
  }();
  return std::size_t{1} << ((logarithms >> (4 * static_cast<unsigned>(t))) & 15u);
}

// Whether an integer type holds a number.
constexpr bool fits(DType t, std::int64_t value) {
  return value >= info_of(t).least && value <= info_of(t).largest;
}

// The type in which two operands meet: NumPy's, except that an integer beside a floating type takes that
// floating type (int64 with float32 is float32, as in JAX and PyTorch): a tensor of single precision never
// widens because of an index.
DType promote(DType a, DType b);

// A weak operand (a literal of the host language) adapts to the other within its own kind.
struct Promotable {
  DType dtype;
  bool weak;
};
Promotable promote(Promotable a, Promotable b);

// The floating type that an operation such as exp computes in: itself, or float32 for integers. A weak
// integer is a number of the host language, whose floating numbers have double precision.
constexpr DType floating_of(DType t, bool weak = false) {
  return info_of(t).kind >= Kind::kFloating ? t : weak ? DType::kFloat64 : DType::kFloat32;
}

}  // namespace adjoint
