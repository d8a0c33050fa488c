// One number as another type has it. Everything is local to the file that includes this: *.simd.cc are
// compiled for several instruction sets.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/dtype.h"

namespace adjoint::kernels {
namespace {

// Elements without arithmetic of their own.
struct Float16 {
  std::uint16_t bits;
};
struct BFloat16 {
  std::uint16_t bits;
};
template <class T>
struct ComplexOf {
  T real, imaginary;
};

template <class T>
inline constexpr bool is_16_bit_float = std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;
template <class T>
inline constexpr bool is_complex_number = false;
template <class T>
inline constexpr bool is_complex_number<ComplexOf<T>> = true;

constexpr std::uint32_t bits_of(float x) { return __builtin_bit_cast(std::uint32_t, x); }
constexpr float float_of(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }

// ---- 16 bits to float: exact ----

constexpr float widen(BFloat16 x) { return float_of(std::uint32_t{x.bits} << 16); }

constexpr float widen(Float16 x) {
  const std::uint32_t magnitude = std::uint32_t{x.bits & 0x7fffu} << 13;
  // The exponent's bias differs by 112; multiplying makes subnormal numbers right too.
  const std::uint32_t scaled = bits_of(float_of(magnitude) * 0x1p112f);
  const std::uint32_t special = magnitude | 0x7f800000u;
  return float_of((magnitude >= 0x0f800000u ? special : scaled) | std::uint32_t{x.bits & 0x8000u} << 16);
}

// ---- float to 16 bits: to nearest, halves to even ----

template <class T>
constexpr T narrow(float x);

template <>
constexpr BFloat16 narrow<BFloat16>(float x) {
  const std::uint32_t bits = bits_of(x);
  const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const std::uint32_t quiet = (bits >> 16) | 0x40u;
  return {static_cast<std::uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded)};
}

template <>
constexpr Float16 narrow<Float16>(float x) {
  const std::uint32_t bits = bits_of(x), magnitude = bits & 0x7fffffffu;
  // Below 2^-14 the last place is 2^-24: adding 0.5 rounds there.
  const std::uint32_t small = bits_of(float_of(magnitude) + 0.5f) - 0x3f000000u;
  const std::uint32_t normal = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  const std::uint32_t finite = magnitude < 0x38800000u ? small : normal;
  const std::uint32_t quiet = 0x7e00u | (magnitude >> 13 & 0x3ffu);
  const std::uint32_t large = magnitude > 0x7f800000u ? quiet : 0x7c00u;
  return {static_cast<std::uint16_t>((magnitude >= 0x47800000u ? large : finite) | ((bits >> 16) & 0x8000u))};
}

// ---- to float, towards the neighbour whose last bit is odd: what is then rounded to 16 bits is rounded once
// ----

constexpr float to_odd(double x) {
  const float nearest = static_cast<float>(x);
  const double back = nearest;
  if (back == x || x != x) return nearest;
  const std::uint32_t bits = bits_of(nearest);
  const bool beyond = x < 0 ? back < x : back > x;
  return float_of((beyond ? bits - 1 : bits) | 1u);
}

constexpr float to_odd(std::int64_t x) {
  if (x >= -(std::int64_t{1} << 53) && x <= std::int64_t{1} << 53) return to_odd(static_cast<double>(x));
  return to_odd(static_cast<double>((x >> 11) | static_cast<std::int64_t>((x & 2047) != 0)) * 2048.0);
}

// ---- any to any ----

// Towards zero; what does not fit becomes the limit, NaN 0.
template <class T, class S>
constexpr T truncate(S x) {
  using Limits = std::numeric_limits<T>;
  // The upper limit itself may not be a floating number; the next power of two is.
  constexpr S least = static_cast<S>(Limits::min()), top = static_cast<S>(Limits::max() / 2 + 1) * 2;
  if (!(x == x)) return 0;
  return x >= top ? Limits::max() : x < least ? Limits::min() : static_cast<T>(x);
}

template <class T, class S>
constexpr T convert(S x) {
  if constexpr (is_complex_number<S>) {
    if constexpr (is_complex_number<T>)
      return {static_cast<decltype(T::real)>(x.real), static_cast<decltype(T::real)>(x.imaginary)};
    else
      return convert<T>(x.real);
  } else if constexpr (is_complex_number<T>) {
    return {convert<decltype(T::real)>(x), 0};
  } else if constexpr (std::is_same_v<S, T>) {
    return x;
  } else if constexpr (is_16_bit_float<S>) {
    return convert<T>(widen(x));
  } else if constexpr (is_16_bit_float<T>) {
    if constexpr (std::is_same_v<S, float> || sizeof(S) <= 2)
      return narrow<T>(static_cast<float>(x));
    else if constexpr (std::is_integral_v<S>)
      return narrow<T>(to_odd(std::int64_t{x}));
    else
      return narrow<T>(to_odd(x));
  } else if constexpr (std::is_floating_point_v<S> && std::is_integral_v<T>) {
    return truncate<T>(x);
  } else {
    return static_cast<T>(x);  // integers wrap
  }
}

template <class S>
constexpr bool is_true(S x) {
  if constexpr (is_complex_number<S>)
    return x.real != 0 || x.imaginary != 0;
  else if constexpr (is_16_bit_float<S>)
    return (x.bits & 0x7fffu) != 0;
  else
    return x != S{0};
}

// What has to be done to a run of elements to make `to` of S.
template <class S, class T>
struct Convert {
  constexpr T operator()(S x) const { return convert<T>(x); }
};
template <class S>
struct Truth {
  constexpr std::uint8_t operator()(S x) const { return is_true(x); }
};

// f(an element of the type); bool is the integer of its byte.
template <class F>
constexpr auto with_element(DType type, F f) {
  switch (type) {
    case DType::kBool:
    case DType::kUInt8:
      return f(std::uint8_t{});
    case DType::kInt8:
      return f(std::int8_t{});
    case DType::kInt16:
      return f(std::int16_t{});
    case DType::kInt32:
      return f(std::int32_t{});
    case DType::kInt64:
      return f(std::int64_t{});
    case DType::kFloat16:
      return f(Float16{});
    case DType::kBFloat16:
      return f(BFloat16{});
    case DType::kFloat32:
      return f(float{});
    case DType::kFloat64:
      return f(double{});
    case DType::kComplex64:
      return f(ComplexOf<float>{});
    case DType::kComplex128:
      break;
  }
  return f(ComplexOf<double>{});
}

}  // namespace
}  // namespace adjoint::kernels
