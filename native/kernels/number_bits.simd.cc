// Functions of the bits that numbers are made of.
#include <type_traits>

#include "kernels/in_double.h"
#include "kernels/map_elements.h"
#include "kernels/number_bits_table.h"
#include "kernels/simd_math.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

struct Exponent {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    using F = Format<double>;
    const hn::RebindToUnsigned<D> du;
    const V a = hn::Abs(x), whole = constant(d, 0x1p52), bias = constant(d, F::kBias - 1);
    const auto subnormal = hn::Lt(a, constant(d, 0x1p-1022));
    const V normal = hn::IfThenElse(subnormal, hn::Mul(a, hn::Set(d, F::kLift)), a);
    const auto bits = hn::ShiftRight<F::kMantissaBits>(hn::BitCast(du, normal));
    const V biased = hn::Sub(hn::BitCast(d, hn::Or(bits, hn::BitCast(du, whole))), whole);
    const V least = hn::Add(bias, hn::IfThenElseZero(subnormal, hn::Set(d, F::kLiftBits)));
    const auto plain =
        hn::And(hn::Gt(a, hn::Zero(d)), hn::Le(a, constant(d, std::numeric_limits<double>::max())));
    return hn::IfThenElseZero(plain, hn::Sub(biased, least));
  }
};

// In steps within the range of powers, the largest last: only what is left for it can leave the normal range,
// so that the result is rounded once.
struct LdExp {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V n) const {
    const V whole = clamp(d, n, -2100, 2100), last = clamp(d, whole, -600, 600);
    const V left = hn::Sub(whole, last), second = clamp(d, left, -600, 600);
    const V first = pow2(d, hn::Sub(left, second));
    const V y = hn::Mul(hn::Mul(hn::Mul(a, first), pow2(d, second)), pow2(d, last));
    return keep_nan(a, keep_nan(n, y));
  }
};

// Away from zero the bits of a number count up, of either sign.
struct NextAfter {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V a, V b) const {
    const hn::RebindToSigned<D> di;
    const V zero = hn::Zero(d);
    const auto bits = hn::BitCast(di, a), one = hn::Set(di, 1);
    const auto back = hn::Xor(hn::Gt(b, a), hn::Gt(a, zero));
    const V step =
        hn::IfThenElse(back, hn::BitCast(d, hn::Sub(bits, one)), hn::BitCast(d, hn::Add(bits, one)));
    const V from_zero = hn::CopySign(hn::BitCast(d, one), b);
    const V y = hn::IfThenElse(hn::Eq(a, zero), from_zero, step);
    return keep_nan(a, keep_nan(b, hn::IfThenElse(hn::Eq(a, b), b, y)));
  }
};

template <class T>
constexpr bool counts_bits(T count) {
  return count >= 0 && count < static_cast<T>(8 * sizeof(T));
}

struct LeftShift {
  template <class T>
  T operator()(T x, T count) const {
    return counts_bits(count) ? static_cast<T>(static_cast<std::make_unsigned_t<T>>(x) << count) : T{0};
  }
};

struct RightShift {
  template <class T>
  T operator()(T x, T count) const {
    return static_cast<T>(counts_bits(count) ? x >> count : x < 0 ? -1 : 0);
  }
};

template <class T, class F, Repeat kRepeat>
void shift(const void* a, const void* b, void* y, std::int64_t n) {
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i)
    to[i] =
        F()(kRepeat == Repeat::kFirst ? *first : first[i], kRepeat == Repeat::kSecond ? *second : second[i]);
}

using Row = ElementwiseTable::Binary[kDTypeCount][kRepeatCount];

template <class T, class F>
constexpr void add_shift(Row& row, DType type) {
  auto& cell = row[static_cast<int>(type)];
  cell[static_cast<int>(Repeat::kNone)] = shift<T, F, Repeat::kNone>;
  cell[static_cast<int>(Repeat::kFirst)] = shift<T, F, Repeat::kFirst>;
  cell[static_cast<int>(Repeat::kSecond)] = shift<T, F, Repeat::kSecond>;
}

template <class T>
constexpr void add_next_after(Row& row, DType type) {
  auto& cell = row[static_cast<int>(type)];
  cell[static_cast<int>(Repeat::kNone)] = map2<T, NextAfter, Repeat::kNone, false>;
  cell[static_cast<int>(Repeat::kFirst)] = map2<T, NextAfter, Repeat::kFirst, false>;
  cell[static_cast<int>(Repeat::kSecond)] = map2<T, NextAfter, Repeat::kSecond, false>;
}

constexpr NumberBitsTable build() {
  NumberBitsTable t{};
  const auto row = [&](BitsOfTwo fn) -> Row& { return t.of_two[static_cast<int>(fn)]; };
  fill_in_double<Exponent>(t.of[static_cast<int>(Bits::kExponent)]);
  fill_in_double<LdExp>(row(BitsOfTwo::kLdExp));
  add_next_after<float>(row(BitsOfTwo::kNextAfter), DType::kFloat32);
  add_next_after<double>(row(BitsOfTwo::kNextAfter), DType::kFloat64);
  add_shift<std::int32_t, LeftShift>(row(BitsOfTwo::kLeftShift), DType::kInt32);
  add_shift<std::int64_t, LeftShift>(row(BitsOfTwo::kLeftShift), DType::kInt64);
  add_shift<std::int32_t, RightShift>(row(BitsOfTwo::kRightShift), DType::kInt32);
  add_shift<std::int64_t, RightShift>(row(BitsOfTwo::kRightShift), DType::kInt64);
  return t;
}

}  // namespace

extern constinit const NumberBitsTable number_bits_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
