#include "kernels/rotate.h"

#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

using D = Tag<double>;
using V = hn::Vec<D>;

// Columns of kVectors vectors, the last of them possibly a part of one. The row that two rotations share
// stays in registers between them.
template <int kVectors, class Load, class Store>
HWY_INLINE void rotate_columns(const Rotation* rotations, std::int64_t count, double* x, std::int64_t ld,
                               Load load, Store store) {
  const D d;
  V above[kVectors];
  for (int v = 0; v < kVectors; ++v) above[v] = load(x + v * kLanes<D>);
  for (std::int64_t k = 0; k < count; ++k, x += ld) {
    const V c = hn::Set(d, rotations[k].cosine), s = hn::Set(d, rotations[k].sine);
    for (int v = 0; v < kVectors; ++v) {
      const V below = load(x + ld + v * kLanes<D>);
      store(hn::NegMulAdd(s, below, hn::Mul(c, above[v])), x + v * kLanes<D>);
      above[v] = hn::MulAdd(s, above[v], hn::Mul(c, below));
    }
  }
  for (int v = 0; v < kVectors; ++v) store(above[v], x + v * kLanes<D>);
}

void rotate_rows(const Rotation* rotations, std::int64_t count, double* x, std::int64_t ld,
                 std::int64_t width) {
  constexpr int kTogether = 4;
  const D d;
  const auto load = [=](const double* from) HWY_ATTR { return hn::LoadU(d, from); };
  const auto store = [=](V v, double* to) HWY_ATTR { hn::StoreU(v, d, to); };
  std::int64_t j = 0;
  for (; j + kTogether * kLanes<D> <= width; j += kTogether * kLanes<D>)
    rotate_columns<kTogether>(rotations, count, x + j, ld, load, store);
  for (; j + kLanes<D> <= width; j += kLanes<D>) rotate_columns<1>(rotations, count, x + j, ld, load, store);
  if (const std::int64_t rest = width - j; rest > 0)
    rotate_columns<1>(
        rotations, count, x + j, ld, [=](const double* from) HWY_ATTR { return load_part(d, from, rest); },
        [=](V v, double* to) HWY_ATTR { store_part(d, v, to, rest); });
}

}  // namespace

extern constinit const RotateTable rotate_table = {rotate_rows};

}  // namespace adjoint::kernels::SIMD_TARGET
