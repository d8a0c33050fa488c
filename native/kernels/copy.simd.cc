#include <hwy/cache_control.h>

#include "kernels/copy_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// ---- transposes: squares as large as 16 bytes, as many of them at once as fit a vector ----

template <class T>
inline constexpr std::int64_t kSide = 16 / sizeof(T);

// Vectors put together from 16 bytes of every kSide-th row.
template <class D>
HWY_INLINE hn::Vec<D> load_squares(D d, const hn::TFromD<D>* x, std::int64_t stride) {
  if constexpr (sizeof(hn::Vec<D>) == 16) {
    return hn::LoadU(d, x);
  } else {
    const hn::Half<D> half;
    constexpr std::int64_t rows = kLanes<D> / 2;
    return hn::Combine(d, load_squares(half, x + rows * stride, stride), load_squares(half, x, stride));
  }
}

// As many rounds of interleaving as a side has bits exchange a square's rows and columns.
template <int kLength, class D, class T = hn::TFromD<D>>
HWY_INLINE void transpose_squares(D d, const T* x, std::int64_t x_stride, T* y, std::int64_t y_stride) {
  hn::Vec<D> v[kLength], w[kLength];
  for (int r = 0; r < kLength; ++r) v[r] = load_squares(d, x + r * x_stride, x_stride);
  for (int round = 1; round < kLength; round *= 2) {
    for (int r = 0; r < kLength / 2; ++r) {
      w[2 * r] = hn::InterleaveLower(d, v[r], v[r + kLength / 2]);
      w[2 * r + 1] = hn::InterleaveUpper(d, v[r], v[r + kLength / 2]);
    }
    for (int r = 0; r < kLength; ++r) v[r] = w[r];
  }
  for (int r = 0; r < kLength; ++r) hn::StoreU(v[r], d, y + r * y_stride);
}

template <class T>
void transpose_plainly(const T* x, std::int64_t x_stride, T* y, std::int64_t y_stride, std::int64_t rows,
                       std::int64_t columns) {
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j) y[i * y_stride + j] = x[j * x_stride + i];
}

// As many columns as whole vectors of D hold; gives how many those are.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE std::int64_t transpose_strips(D d, const T* x, std::int64_t x_stride, T* y, std::int64_t y_stride,
                                         std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t side = kSide<T>, step = kLanes<D>;
  std::int64_t j = 0;
  for (; j + step <= columns; j += step) {
    for (std::int64_t r = step; r < 2 * step; ++r)  // what comes next, here or in the tile beside
      for (std::int64_t i = 0; i < rows; i += 64 / sizeof(T)) hwy::Prefetch(x + (j + r) * x_stride + i);
    std::int64_t i = 0;
    for (; i + side <= rows; i += side)
      transpose_squares<side>(d, x + j * x_stride + i, x_stride, y + i * y_stride + j, y_stride);
    transpose_plainly(x + j * x_stride + i, x_stride, y + i * y_stride + j, y_stride, rows - i, step);
  }
  return j;
}

template <class T>
void transpose(const void* from, std::int64_t x_stride, void* to, std::int64_t y_stride, std::int64_t rows,
               std::int64_t columns) {
  const Tag<T> d;
  const hn::CappedTag<T, 16 / sizeof(T)> square;
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  std::int64_t j = transpose_strips(d, x, x_stride, y, y_stride, rows, columns);
  j += transpose_strips(square, x + j * x_stride, x_stride, y + j, y_stride, rows, columns - j);
  transpose_plainly(x + j * x_stride, x_stride, y + j, y_stride, rows, columns - j);
}

// ---- past the caches ----

void stream(const void* from, void* to, std::int64_t bytes) {
  const Tag<std::uint8_t> d;
  constexpr std::int64_t step = kLanes<Tag<std::uint8_t>>;
  const auto* x = static_cast<const std::uint8_t*>(from);
  auto* y = static_cast<std::uint8_t*>(to);
  for (std::int64_t i = 0; i < bytes; i += step) hn::Stream(hn::LoadU(d, x + i), d, y + i);
}

void flush() { hwy::FlushStream(); }

}  // namespace

extern constinit const CopyTable copying_table = {transpose<std::uint8_t>,
                                                  transpose<std::uint16_t>,
                                                  transpose<std::uint32_t>,
                                                  transpose<std::uint64_t>,
                                                  stream,
                                                  flush};

}  // namespace adjoint::kernels::SIMD_TARGET
