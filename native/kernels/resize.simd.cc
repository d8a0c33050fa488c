// Weighted sums of rows, and of elements along a row.
#include "kernels/map_row.h"
#include "kernels/resize_table.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

template <class T>
void mix(const T* const* rows, const T* weights, std::int64_t count, std::int64_t n, T* y) {
  const Tag<T> d;
  map_row<T>(n, y, [&](auto load) {
    auto sum = hn::Mul(load(rows[0]), hn::Set(d, weights[0]));
    for (std::int64_t k = 1; k < count; ++k) sum = hn::MulAdd(load(rows[k]), hn::Set(d, weights[k]), sum);
    return sum;
  });
}

template <class T>
void gather(const T* x, const GatheredTaps<T>& taps, std::int64_t n, T* y) {
  const Tag<T> d;
  const hn::RebindToSigned<Tag<T>> dp;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  for (std::int64_t j = 0; j < n; j += step) {
    auto sum = hn::Zero(d);
    for (std::int64_t k = 0; k < taps.count; ++k) {
      const auto weight = hn::LoadU(d, taps.weights + k * taps.pitch + j);
      const auto from = hn::GatherIndex(d, x, hn::LoadU(dp, taps.places + k * taps.pitch + j));
      sum = hn::IfThenElse(hn::Eq(weight, hn::Zero(d)), sum, hn::MulAdd(from, weight, sum));
    }
    if (j + step <= n)
      hn::StoreU(sum, d, y + j);
    else
      store_part(d, sum, y + j, n - j);
  }
}

}  // namespace

extern constinit const ResizeTable<float> resize_float_table = {mix<float>, gather<float>};
extern constinit const ResizeTable<double> resize_double_table = {mix<double>, gather<double>};

}  // namespace adjoint::kernels::SIMD_TARGET
