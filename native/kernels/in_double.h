// A function of vectors of double on every element of one or two operands. Floats are computed in double and
// rounded once at the end. Included by *.simd.cc only.
#pragma once

#include "kernels/elementwise_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
struct InDouble {
  using D = Tag<double>;
  using DT = hn::Rebind<T, D>;
  using V = hn::Vec<D>;
  static constexpr std::int64_t kStep = kLanes<D>;

  static HWY_INLINE V widen(hn::Vec<DT> v) {
    if constexpr (sizeof(T) == sizeof(double))
      return v;
    else
      return hn::PromoteTo(D(), v);
  }
  static HWY_INLINE V load(const T* from, std::int64_t left) {
    return widen(left >= kStep ? hn::LoadU(DT(), from) : load_part(DT(), from, left));
  }
  static HWY_INLINE void store(V v, T* to, std::int64_t left) {
    hn::Vec<DT> narrow;
    if constexpr (sizeof(T) == sizeof(double))
      narrow = v;
    else
      narrow = hn::DemoteTo(DT(), v);
    if (left >= kStep)
      hn::StoreU(narrow, DT(), to);
    else
      store_part(DT(), narrow, to, left);
  }
};

template <class T, class F>
void map_in_double(const void* x, void* y, std::int64_t n) {
  using Elements = InDouble<T>;
  const T* from = static_cast<const T*>(x);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; i += Elements::kStep)
    Elements::store(F()(Tag<double>(), Elements::load(from + i, n - i)), to + i, n - i);
}

template <class T, class F, Repeat kRepeat>
void map2_in_double(const void* a, const void* b, void* y, std::int64_t n) {
  using Elements = InDouble<T>;
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b);
  T* to = static_cast<T*>(y);
  const auto u = hn::Set(Tag<double>(), static_cast<double>(*first)),
             v = hn::Set(Tag<double>(), static_cast<double>(*second));
  for (std::int64_t i = 0; i < n; i += Elements::kStep)
    Elements::store(F()(Tag<double>(), kRepeat == Repeat::kFirst ? u : Elements::load(first + i, n - i),
                        kRepeat == Repeat::kSecond ? v : Elements::load(second + i, n - i)),
                    to + i, n - i);
}

// Rows of a table by type, null where one is not floating.
template <class F>
constexpr void fill_in_double(ElementwiseTable::Unary (&row)[kDTypeCount]) {
  row[static_cast<int>(DType::kFloat32)] = map_in_double<float, F>;
  row[static_cast<int>(DType::kFloat64)] = map_in_double<double, F>;
}
template <class T, class F>
constexpr void fill_in_double(ElementwiseTable::Binary (&cell)[kRepeatCount]) {
  cell[static_cast<int>(Repeat::kNone)] = map2_in_double<T, F, Repeat::kNone>;
  cell[static_cast<int>(Repeat::kFirst)] = map2_in_double<T, F, Repeat::kFirst>;
  cell[static_cast<int>(Repeat::kSecond)] = map2_in_double<T, F, Repeat::kSecond>;
}
template <class F>
constexpr void fill_in_double(ElementwiseTable::Binary (&row)[kDTypeCount][kRepeatCount]) {
  fill_in_double<float, F>(row[static_cast<int>(DType::kFloat32)]);
  fill_in_double<double, F>(row[static_cast<int>(DType::kFloat64)]);
}

}  // namespace
}  // namespace adjoint::kernels::SIMD_TARGET
