// Weighted sums of rows.
#include "kernels/map_row.h"
#include "kernels/resize_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
void mix(const MixedRows<T>& m, std::int64_t begin, std::int64_t end, const T* x, std::int64_t distance,
         std::int64_t n, T* y) {
  const Tag<T> d;
  for (std::int64_t j = begin; j < end; ++j)
    map_row<T>(n, y + j * distance, [&](auto load) {
      auto sum = hn::Zero(d);
      for (std::int64_t k = m.offset[j]; k < m.offset[j + 1]; ++k)
        sum = hn::MulAdd(load(x + m.rows[k] * distance), hn::Set(d, m.weights[k]), sum);
      return sum;
    });
}

}  // namespace

extern constinit const ResizeTable<float> resize_float_table = {mix<float>};
extern constinit const ResizeTable<double> resize_double_table = {mix<double>};

}  // namespace adjoint::kernels::SIMD_TARGET
