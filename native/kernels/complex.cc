#include "kernels/complex.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/convert.h"
#include "kernels/each_pair.h"
#include "kernels/elementwise_run.h"

namespace adjoint::kernels {
namespace {

template <class T>
using C = ComplexOf<T>;

// The power of two that brings the larger part of a number near 1, so that squares of its parts neither
// overflow nor vanish.
template <class T>
T scale_for(C<T> z) {
  const T size = std::max(std::abs(z.real), std::abs(z.imaginary));
  if (!(size > 0) || !std::isfinite(size)) return 1;
  constexpr int most = std::numeric_limits<T>::max_exponent - 2;
  return std::ldexp(T{1}, std::clamp(-std::ilogb(size), -most, most));
}

template <class T>
C<T> times(C<T> z, T factor) {
  return {z.real * factor, z.imaginary * factor};
}

struct Add {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
};

struct Subtract {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real - b.real, a.imaginary - b.imaginary};
  }
};

struct Multiply {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real};
  }
};

struct Divide {
  // Only the signs of an infinite divisor count, and which of its parts are infinite.
  template <class T>
  static C<T> by_infinite(C<T> a, C<T> b) {
    const auto side = [](T x) { return std::copysign(std::isinf(x) ? T{1} : T{0}, x); };
    const C<T> y{side(b.real), side(b.imaginary)};
    return {T{0} * (a.real * y.real + a.imaginary * y.imaginary),
            T{0} * (a.imaginary * y.real - a.real * y.imaginary)};
  }

  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    if (b.imaginary == 0) return {a.real / b.real, a.imaginary / b.real};
    if (std::isinf(b.real) || std::isinf(b.imaginary)) return by_infinite(a, b);
    const T of_a = scale_for(a), of_b = scale_for(b);
    const C<T> x = times(a, of_a), y = times(b, of_b);
    const T size = y.real * y.real + y.imaginary * y.imaginary;
    const C<T> quotient{(x.real * y.real + x.imaginary * y.imaginary) / size,
                        (x.imaginary * y.real - x.real * y.imaginary) / size};
    return times(times(quotient, of_b), 1 / of_a);
  }
};

struct Negative {
  template <class T>
  C<T> operator()(C<T> x) const {
    return {-x.real, -x.imaginary};
  }
};

struct Square {
  template <class T>
  C<T> operator()(C<T> x) const {
    return {(x.real - x.imaginary) * (x.real + x.imaginary), 2 * x.real * x.imaginary};
  }
};

struct Reciprocal {
  template <class T>
  C<T> operator()(C<T> x) const {
    return Divide()(C<T>{1, 0}, x);
  }
};

// Of the number times 4^k, so that it is 2^k times too large. The smaller part comes of the larger, which
// has no difference in it.
struct SquareRoot {
  template <class T>
  C<T> operator()(C<T> z) const {
    if (z.real == 0 && z.imaginary == 0) return {0, z.imaginary};
    if (std::isinf(z.imaginary)) return {std::abs(z.imaginary), z.imaginary};
    constexpr int most = std::numeric_limits<T>::max_exponent / 2 - 1;
    const T size = std::max(std::abs(z.real), std::abs(z.imaginary));
    const int k = size > 0 && std::isfinite(size) ? std::clamp(-std::ilogb(size) / 2, -most, most) : 0;
    const T a = std::ldexp(std::abs(z.real), 2 * k), b = std::ldexp(z.imaginary, 2 * k);
    const T larger = std::sqrt((a + std::sqrt(a * a + b * b)) / 2), smaller = b / (2 * larger);
    const C<T> root = z.real >= 0 ? C<T>{larger, smaller} : C<T>{std::abs(smaller), std::copysign(larger, b)};
    return {std::ldexp(root.real, -k), std::ldexp(root.imaginary, -k)};
  }
};

struct Conjugate {
  template <class T>
  C<T> operator()(C<T> x) const {
    return {x.real, -x.imaginary};
  }
};

template <class T, class F>
void each(const void* x, void* y, std::int64_t n) {
  const C<T>* from = static_cast<const C<T>*>(x);
  C<T>* to = static_cast<C<T>*>(y);
  for (std::int64_t i = 0; i < n; ++i) to[i] = F()(from[i]);
}

template <class F>
void map(DType type, Extent extent, In x, void* y) {
  run(type == DType::kComplex64 ? each<float, F> : each<double, F>, size_of(type), size_of(type), extent, x,
      y);
}

template <class T, class F>
constexpr auto pairs() {
  struct Kernels {
    ElementwiseTable::Binary of[kRepeatCount];
  } kernels{};
  fill_pairs<C<T>, F>(kernels.of);
  return kernels;
}

template <class F>
void map_pairs(DType type, Extent extent, In a, In b, void* y) {
  static constexpr auto single = pairs<float, F>();
  static constexpr auto twice = pairs<double, F>();
  run(type == DType::kComplex64 ? single.of : twice.of, size_of(type), size_of(type), extent, a, b, y);
}

}  // namespace

void complex_unary(Unary fn, DType type, Extent extent, In x, void* y) {
  switch (fn) {
    case Unary::kNeg:
      return map<Negative>(type, extent, x, y);
    case Unary::kSquare:
      return map<Square>(type, extent, x, y);
    case Unary::kReciprocal:
      return map<Reciprocal>(type, extent, x, y);
    default:
      return map<SquareRoot>(type, extent, x, y);
  }
}

void complex_binary(Binary fn, DType type, Extent extent, In a, In b, void* y) {
  switch (fn) {
    case Binary::kAdd:
      return map_pairs<Add>(type, extent, a, b, y);
    case Binary::kSub:
      return map_pairs<Subtract>(type, extent, a, b, y);
    case Binary::kMul:
      return map_pairs<Multiply>(type, extent, a, b, y);
    default:
      return map_pairs<Divide>(type, extent, a, b, y);
  }
}

void conjugate(DType type, Extent extent, In x, void* y) { map<Conjugate>(type, extent, x, y); }

void combine(DType type, Extent extent, In real, In imaginary, void* y) {
  const DType part = type == DType::kComplex64 ? DType::kFloat32 : DType::kFloat64;
  std::int64_t strides[8], distance = 2;
  for (int d = extent.rank - 1; d >= 0; distance *= extent.dims[d--]) strides[d] = distance;
  copy(part, extent, real, {y, strides});
  copy(part, extent, imaginary, {static_cast<std::byte*>(y) + size_of(part), strides});
}

}  // namespace adjoint::kernels
