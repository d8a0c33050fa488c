// Systems with small triangles: a vector of columns after the other, whose rows stay at hand.
#include "kernels/triangle_table.h"

#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// Each element of the result has the same operations in the same order, whatever the strides and however many
// columns there are.
template <class T>
void solve(const SmallTriangle<T>& t) {
  const Tag<T> d;
  using V = hn::Vec<Tag<T>>;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  for (std::int64_t c = 0; c < t.k; c += step) {
    const std::int64_t left = t.k - c;
    V solved[kMostTriangleRows];
    for (std::int64_t i = 0; i < t.n; ++i) {
      T* const at = t.y + i * t.ld + c;
      const T* const factors = t.a + i * t.row;
      V y = left >= step ? hn::LoadU(d, at) : load_part(d, at, left);
      for (std::int64_t j = 0; j < i; ++j) y = hn::NegMulAdd(hn::Set(d, factors[j * t.column]), solved[j], y);
      if (!t.unit) y = hn::Div(y, hn::Set(d, factors[i * t.column]));
      solved[i] = y;
      if (left >= step)
        hn::StoreU(y, d, at);
      else
        store_part(d, y, at, left);
    }
  }
}

}  // namespace

extern constinit const TriangleTable triangles_table = {solve<float>, solve<double>};

}  // namespace adjoint::kernels::SIMD_TARGET
