#include "kernels/index_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
HWY_INLINE void add_row(const T* x, std::int64_t n, T* y) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  std::int64_t i = 0;
  for (; i + step <= n; i += step) hn::StoreU(hn::Add(hn::LoadU(d, y + i), hn::LoadU(d, x + i)), d, y + i);
  for (; i < n; ++i) y[i] = static_cast<T>(y[i] + x[i]);
}

// Whole numbers as unsigned ones, whose sums wrap.
template <class T>
void add(const void* from, std::int64_t distance, std::int64_t n, const std::int64_t* indices,
         std::int64_t count, std::int64_t extent, void* to) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  for (std::int64_t j = 0; j < count; ++j) {
    const std::int64_t row = indices[j] < 0 ? indices[j] + extent : indices[j];
    add_row(x + j * distance, n, y + row * distance);
  }
}

constexpr IndexTable build() {
  IndexTable t{};
  t.add[static_cast<int>(DType::kInt32)] = add<std::uint32_t>;
  t.add[static_cast<int>(DType::kInt64)] = add<std::uint64_t>;
  t.add[static_cast<int>(DType::kFloat32)] = add<float>;
  t.add[static_cast<int>(DType::kFloat64)] = add<double>;
  return t;
}

}  // namespace

extern constinit const IndexTable indexing_table = build();

}  // namespace adjoint::kernels::SIMD_TARGET
