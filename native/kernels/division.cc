#include "kernels/division.h"

#include <cmath>
#include <type_traits>

#include "kernels/each_pair.h"
#include "kernels/elementwise_run.h"

namespace adjoint::kernels {
namespace {

template <class T>
T negative(T x) {  // wraps
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(U{0} - static_cast<U>(x));
}

struct Fmod {  // C's is exact whatever the library
  template <class T>
  requires std::is_floating_point_v<T> T operator()(T a, T b) const { return std::fmod(a, b); }
  template <class T>
  requires std::is_integral_v<T> T operator()(T a, T b) const {
    return b == 0 || b == -1 ? T{0} : static_cast<T>(a % b);
  }
};

struct Remainder {
  template <class T>
  requires std::is_floating_point_v<T> T operator()(T a, T b) const {
    const T r = std::fmod(a, b);
    if (r == 0) return std::copysign(T{0}, b);
    return (r < 0) != (b < 0) ? r + b : r;
  }
  template <class T>
  requires std::is_integral_v<T> T operator()(T a, T b) const {
    const T r = Fmod()(a, b);
    return r != 0 && (r < 0) != (b < 0) ? static_cast<T>(r + b) : r;
  }
};

// From the remainder, so that a quotient that rounds up to a whole number is no larger than the true one.
struct FloorDivide {
  template <class T>
  requires std::is_floating_point_v<T> T operator()(T a, T b) const {
    const T r = std::fmod(a, b), q = a / b;
    if (b == 0 || r != r) return q;
    T whole = std::round((a - r) / b);
    if (r != 0 && (r < 0) != (b < 0)) whole -= 1;
    return whole == 0 ? std::copysign(T{0}, q) : whole;
  }
  template <class T>
  requires std::is_integral_v<T> T operator()(T a, T b) const {
    if (b == 0) return 0;
    if (b == -1) return negative(a);
    const T q = static_cast<T>(a / b);
    return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(q - 1) : q;
  }
};

struct Kernels {
  ElementwiseTable::Binary of[3][kDTypeCount][kRepeatCount];
};

template <class F>
constexpr void add(Kernels& k, Division fn) {
  auto& row = k.of[static_cast<int>(fn)];
  fill_pairs<std::int32_t, F>(row[static_cast<int>(DType::kInt32)]);
  fill_pairs<std::int64_t, F>(row[static_cast<int>(DType::kInt64)]);
  fill_pairs<float, F>(row[static_cast<int>(DType::kFloat32)]);
  fill_pairs<double, F>(row[static_cast<int>(DType::kFloat64)]);
}

constexpr Kernels build() {
  Kernels k{};
  add<Remainder>(k, Division::kRemainder);
  add<Fmod>(k, Division::kFmod);
  add<FloorDivide>(k, Division::kFloorDivide);
  return k;
}

constexpr Kernels divisions = build();

}  // namespace

void binary(Division fn, DType type, Extent extent, In a, In b, void* y) {
  run(divisions.of[static_cast<int>(fn)][static_cast<int>(type)], size_of(type), size_of(type), extent, a, b,
      y);
}

}  // namespace adjoint::kernels
