// Complex numbers: their parts, and functions that are made of functions of these.
//
// A complex number counts as two real ones. Its cotangent is the complex number of the cotangents of its
// parts (PyTorch's convention), so that rules of its parts hold as they are.
#pragma once

#include "core/operation.h"

namespace adjoint::ops {

// Of other numbers: they themselves, zeros, they themselves, 0 or pi.
Ref real(const Ref& x);
Ref imag(const Ref& x);
Ref conj(const Ref& x);
Ref angle(const Ref& x);
// The complex number of two real ones.
Ref complex(const Ref& real, const Ref& imaginary);

constexpr DType part_type(DType complex) {
  return complex == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
}
constexpr DType complex_type(DType part) {
  return part == DType::kFloat64 ? DType::kComplex128 : DType::kComplex64;
}
inline bool has_parts(const Ref& x) { return is_complex(x.dtype()); }

// A linear function with real coefficients, of the parts one by one.
template <class F>
Ref by_parts(const Ref& x, F f) {
  return complex(f(real(x)), f(imag(x)));
}

// The chain rule of a function that has a complex derivative multiplies by it; a cotangent is multiplied by
// the conjugate of that. Of real numbers it is the same.
template <class F>
Ref pulled_back(const Ref& cotangent, F chain) {
  return has_parts(cotangent) ? conj(chain(conj(cotangent))) : chain(cotangent);
}

// What the families' functions are for complex numbers.
namespace of_complex {
Ref abs(const Ref& z);
Ref sign(const Ref& z);
Ref exp(const Ref& z);
Ref log(const Ref& z);
Ref pow(const Ref& base, const Ref& exponent);
Ref sin(const Ref& z);
Ref cos(const Ref& z);
Ref tan(const Ref& z);
Ref sinh(const Ref& z);
Ref cosh(const Ref& z);
Ref tanh(const Ref& z);
Ref asin(const Ref& z);
Ref acos(const Ref& z);
Ref atan(const Ref& z);
Ref asinh(const Ref& z);
Ref acosh(const Ref& z);
Ref atanh(const Ref& z);
Ref log1p(const Ref& z);
Ref expm1(const Ref& z);
Ref matmul(const Ref& a, const Ref& b);
}  // namespace of_complex

}  // namespace adjoint::ops
