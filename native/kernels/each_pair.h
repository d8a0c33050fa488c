// A plain function on every element of two operands, one of which may repeat a number.
#pragma once

#include "kernels/elementwise_table.h"

namespace adjoint::kernels {

template <class T, class F, Repeat kRepeat>
void each_pair(const void* a, const void* b, void* y, std::int64_t n) {
  const T *first = static_cast<const T*>(a), *second = static_cast<const T*>(b);
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < n; ++i)
    to[i] = F()(first[kRepeat == Repeat::kFirst ? 0 : i], second[kRepeat == Repeat::kSecond ? 0 : i]);
}

template <class T, class F>
constexpr void fill_pairs(ElementwiseTable::Binary (&cell)[kRepeatCount]) {
  cell[static_cast<int>(Repeat::kNone)] = each_pair<T, F, Repeat::kNone>;
  cell[static_cast<int>(Repeat::kFirst)] = each_pair<T, F, Repeat::kFirst>;
  cell[static_cast<int>(Repeat::kSecond)] = each_pair<T, F, Repeat::kSecond>;
}

}  // namespace adjoint::kernels
