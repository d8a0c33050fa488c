// Hands the elements of strided operands to kernels that take contiguous ones: in place where they lie so,
// otherwise through buffers that stay in the nearest cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "core/threads.h"
#include "kernels/copy_table.h"
#include "kernels/loop.h"

namespace adjoint::kernels {

struct SixteenBytes {
  std::uint64_t halves[2];
};

inline constexpr std::int64_t kGrain = 32768;  // elements that are worth another thread
inline constexpr std::int64_t kBlockBytes = 4096;

inline const std::byte* at(const void* data, std::int64_t offset, std::size_t size) {
  return static_cast<const std::byte*>(data) + offset * static_cast<std::int64_t>(size);
}
inline std::byte* at(void* data, std::int64_t offset, std::size_t size) {
  return static_cast<std::byte*>(data) + offset * static_cast<std::int64_t>(size);
}

// f(a number as large as an element, which is moved as such)
template <class F>
void with_size(std::size_t size, F&& f) {
  switch (size) {
    case 1:
      return f(std::uint8_t{});
    case 2:
      return f(std::uint16_t{});
    case 16:
      return f(SixteenBytes{});
    case 4:
      return f(std::uint32_t{});
    default:
      return f(std::uint64_t{});
  }
}

// f(zero of the type), of those that numbers are computed in
template <class F>
void with_number(DType type, F&& f) {
  switch (type) {
    case DType::kInt32:
      return f(std::int32_t{});
    case DType::kInt64:
      return f(std::int64_t{});
    case DType::kFloat32:
      return f(float{});
    case DType::kFloat64:
      return f(double{});
    default:
      return;  // computed in one of those
  }
}

// ---- into buffers ----

template <class T>
void gather_run(const T* x, std::int64_t stride, std::int64_t n, T* y) {
  if (stride == 1)
    std::memcpy(y, x, static_cast<std::size_t>(n) * sizeof(T));
  else if (stride == 0)
    std::fill_n(y, n, *x);
  else
    for (std::int64_t i = 0; i < n; ++i) y[i] = x[i * stride];
}

// Some whole runs, one behind the other. Short ones go element by element of all runs, so that the inner loop
// is a long one.
template <class T>
void gather_runs(const T* x, std::int64_t between, std::int64_t stride, std::int64_t runs, std::int64_t n,
                 T* y) {
  if (runs > 1 && between == 0) {
    gather_run(x, stride, n, y);
    for (std::int64_t done = n, all = runs * n; done < all; done *= 2)
      std::memcpy(y + done, y, static_cast<std::size_t>(std::min(done, all - done)) * sizeof(T));
  } else if (n < 16 && runs > n) {
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t i = 0; i < runs; ++i) y[i * n + j] = x[i * between + j * stride];
  } else {
    for (std::int64_t i = 0; i < runs; ++i) gather_run(x + i * between, stride, n, y + i * n);
  }
}

// ---- blocks of a row-major result ----

template <int N>
bool is_row_major(const Loop<N>& loop, int k) {
  std::int64_t distance = 1;
  for (int d = loop.rank - 1; d >= 0; distance *= loop.dims[d--])
    if (loop.strides[k][d] != distance) return false;
  return true;
}

// apply(const void* const (&pieces)[N], position, count) for consecutive positions from `begin` to `end`.
template <int N, class F>
void in_blocks(const Loop<N>& loop, const void* const (&data)[N], const std::size_t (&sizes)[N],
               std::int64_t begin, std::int64_t end, const F& apply) {
  alignas(64) std::byte buffers[N][kBlockBytes];
  std::int64_t block = kBlockBytes;
  bool direct[N];
  for (int k = 0; k < N; ++k) {
    direct[k] = is_row_major(loop, k);
    if (!direct[k]) block = std::min(block, kBlockBytes / static_cast<std::int64_t>(sizes[k]));
  }
  Cursor<N> cursor(loop, begin);
  const std::int64_t run = loop.run();
  const void* pieces[N];
  for (std::int64_t position = begin; position < end;) {
    const std::int64_t count = std::min(block, end - position);
    for (int k = 0; k < N; ++k)
      pieces[k] = direct[k] ? at(data[k], position, sizes[k]) : static_cast<const void*>(buffers[k]);
    for (std::int64_t done = 0; done < count;) {
      const bool whole = cursor.left_in_run() == run && count - done >= run;
      const std::int64_t runs = whole ? std::min(cursor.left_in_plane(), (count - done) / run) : 1;
      const std::int64_t n = whole ? run : std::min(cursor.left_in_run(), count - done);
      for (int k = 0; k < N; ++k)
        if (!direct[k])
          with_size(sizes[k], [&]<class T>(T) {
            gather_runs(static_cast<const T*>(data[k]) + cursor.offset(k),
                        loop.rank > 1 ? loop.strides[k][loop.rank - 2] : 0, loop.run_stride(k), runs, n,
                        reinterpret_cast<T*>(buffers[k]) + done);
          });
      if (whole)
        cursor.advance_runs(runs);
      else
        cursor.advance(n);
      done += runs * n;
    }
    apply(pieces, position, count);
    position += count;
  }
}

// ---- tiles, for operands that lie closest along another dimension than the result ----

inline constexpr std::int64_t kTileRows = 64, kTileRowBytes = 512;
inline constexpr std::int64_t kSmallestTile = 4;  // extents below are not worth one

// The dimension to tile beside the last, for the first operand that asks for one: or -1.
template <int N>
int tiled_dimension(const Loop<N>& loop) {
  for (int k = 0; k < N; ++k) {
    const int d = loop.closest_dimension(k);
    if (d >= 0 && loop.dims[d] >= kSmallestTile && loop.run() >= kSmallestTile) return d;
  }
  return -1;
}

// y[i * y_stride + j] = x[i * x_row + j * x_column]
template <class T>
void pack_tile(const T* x, std::int64_t x_row, std::int64_t x_column, T* y, std::int64_t y_stride,
               std::int64_t rows, std::int64_t columns) {
  if constexpr (sizeof(T) <= 8) {
    const CopyTable& table = copying();
    if (x_row == 1)
      return (sizeof(T) == 1   ? table.transpose1
              : sizeof(T) == 2 ? table.transpose2
              : sizeof(T) == 4 ? table.transpose4
                               : table.transpose8)(x, x_column, y, y_stride, rows, columns);
  }
  if (std::abs(x_column) <= std::abs(x_row)) {
    for (std::int64_t i = 0; i < rows; ++i) gather_run(x + i * x_row, x_column, columns, y + i * y_stride);
    return;
  }
  for (std::int64_t j = 0; j < columns; ++j)
    for (std::int64_t i = 0; i < rows; ++i) y[i * y_stride + j] = x[i * x_row + j * x_column];
}

// Strips of kTileRows rows: f(offsets of the operands, rows) for each, divided among threads.
template <int N, class F>
void in_strips(const Loop<N>& loop, const F& f) {
  const std::int64_t rows = loop.dims[loop.rank - 2], strips = (rows + kTileRows - 1) / kTileRows;
  const std::int64_t planes = loop.count / (rows * loop.run());
  const std::int64_t grain = std::max<std::int64_t>(1, kGrain / (kTileRows * loop.run()));
  parallel_for(planes * strips, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t s = begin; s < end; ++s) {
      const std::int64_t row = s % strips * kTileRows;
      f(Cursor<N>(loop, (s / strips * rows + row) * loop.run()), std::min(kTileRows, rows - row));
    }
  });
}

// Dimension `tiled` and the last in tiles: apply(const void* const (&pieces)[N], position, count) as for
// blocks.
template <int N, class F>
void in_tiles(const Loop<N>& operands, int tiled, const void* const (&data)[N], const std::size_t (&sizes)[N],
              const F& apply) {
  const Loop<N + 1> loop = Loop<N + 1>(operands).with_last_but_one(tiled);
  const int r = loop.rank - 2, c = loop.rank - 1;
  const std::int64_t width =
      kTileRowBytes / static_cast<std::int64_t>(*std::max_element(std::begin(sizes), std::end(sizes)));
  in_strips(loop, [&](const Cursor<N + 1>& first, std::int64_t rows) {
    alignas(64) std::byte buffers[N][kTileRows * kTileRowBytes];
    const void* starts[N];
    std::int64_t steps[N];
    for (std::int64_t j = 0; j < loop.dims[c]; j += width) {
      const std::int64_t columns = std::min(width, loop.dims[c] - j);
      for (int k = 0; k < N; ++k) {
        const std::int64_t row = loop.strides[k][r], column = loop.strides[k][c];
        const std::byte* x = at(data[k], first.offset(k) + j * column, sizes[k]);
        const bool direct = column == 1;
        if (!direct)
          with_size(sizes[k], [&]<class T>(T) {
            pack_tile(reinterpret_cast<const T*>(x), row, column, reinterpret_cast<T*>(buffers[k]), width,
                      rows, columns);
          });
        starts[k] = direct ? x : buffers[k];
        steps[k] = direct ? row : width;
      }
      for (std::int64_t i = 0; i < rows; ++i) {
        const void* pieces[N];
        for (int k = 0; k < N; ++k) pieces[k] = at(starts[k], i * steps[k], sizes[k]);
        apply(pieces, first.offset(N) + i * loop.strides[N][r] + j, columns);
      }
    }
  });
}

// ---- past the caches ----

inline constexpr std::int64_t kPastCachesBytes = 32 << 20;  // larger results would push out what is in them

// How many elements lie before the next multiple of 64 bytes.
inline std::int64_t before_line(const void* y, std::size_t size) {
  return static_cast<std::int64_t>(-reinterpret_cast<std::uintptr_t>(y) % 64 / size);
}

// make(to, first, count) makes some of n elements, which go through a buffer to y, aligned to 64 bytes.
template <class F>
void past_caches(void* y, std::size_t size, std::int64_t n, const F& make) {
  constexpr std::int64_t kBytes = 1024;  // little: making and storing are to overlap
  alignas(64) std::byte buffer[kBytes];
  const std::int64_t block = kBytes / static_cast<std::int64_t>(size);
  std::int64_t i = 0;
  for (; i + block <= n; i += block) {
    make(buffer, i, block);
    copying().stream(buffer, at(y, i, size), kBytes);
  }
  if (i < n) make(at(y, i, size), i, n - i);
}

}  // namespace adjoint::kernels
