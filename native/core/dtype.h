// Element types and the promotion lattice.
#pragma once

#include <cstddef>
#include <cstdint>

namespace adjoint {

enum class DType : std::uint8_t { kBool = 0, kInt32 = 1, kInt64 = 2, kFloat32 = 3, kFloat64 = 4 };

inline constexpr int kDTypeCount = 5;

constexpr std::size_t size_of(DType t) {
  // Four bits a type: a table would be built anew in every caller, or read from memory.
  return (std::size_t{0x84841} >> (4 * static_cast<unsigned>(t))) & 15u;
}

constexpr bool is_floating(DType t) { return t >= DType::kFloat32; }
constexpr bool is_integer(DType t) { return t == DType::kInt32 || t == DType::kInt64; }

const char* name_of(DType t);

// The type in which two operands meet. As NumPy promotes, except that an integer beside a
// floating type takes that floating type (int64 with float32 is float32, as in JAX and PyTorch):
// a tensor of single precision never widens because of an index.
// A weak operand (a literal of the host language) adapts to the other within its own kind.
struct Promotable {
  DType dtype;
  bool weak;
};
Promotable promote(Promotable a, Promotable b);

// The floating type that an operation such as exp computes in: itself, or float32 for integers.
constexpr DType floating_of(DType t) { return is_floating(t) ? t : DType::kFloat32; }

}  // namespace adjoint
