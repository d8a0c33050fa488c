// Copies between any strides. Their elements may go in any order: dimensions are sorted so that the result is
// written as it lies.
#include <algorithm>
#include <cstdlib>

#include "core/threads.h"
#include "kernels/elementwise.h"
#include "kernels/loop_pieces.h"

namespace adjoint::kernels {
namespace {

struct Sorted {
  std::int64_t dims[8], from[8], to[8];
  int rank = 0;

  Sorted(Extent extent, In x, Out y) {
    int order[8];
    for (int d = 0; d < extent.rank; ++d) {
      if (extent.dims[d] == 1) continue;
      int i = rank++;
      for (; i > 0 && std::abs(y.strides[order[i - 1]]) < std::abs(y.strides[d]); --i)
        order[i] = order[i - 1];
      order[i] = d;
    }
    for (int i = 0; i < rank; ++i) {
      dims[i] = extent.dims[order[i]];
      from[i] = x.strides[order[i]];
      to[i] = y.strides[order[i]];
    }
  }
  Loop<2> loop() const { return Loop<2>({rank, dims}, {from, to}); }
};

template <class T>
void copy_run(const T* x, std::int64_t xs, T* y, std::int64_t ys, std::int64_t n) {
  if (ys == 1)
    gather_run(x, xs, n, y);
  else
    for (std::int64_t i = 0; i < n; ++i) y[i * ys] = x[i * xs];
}

// Some whole runs; short ones element by element of all runs, so that the inner loop is a long one.
template <class T>
void copy_runs(const T* x, std::int64_t x_between, std::int64_t xs, T* y, std::int64_t y_between,
               std::int64_t ys, std::int64_t runs, std::int64_t n) {
  if (n < 16 && runs > n)
    for (std::int64_t j = 0; j < n; ++j) copy_run(x + j * xs, x_between, y + j * ys, y_between, runs);
  else
    for (std::int64_t i = 0; i < runs; ++i) copy_run(x + i * x_between, xs, y + i * y_between, ys, n);
}

// A plain array that is larger than the caches.
template <class T>
void copy_past_caches(const T* x, T* y, std::int64_t count) {
  parallel_for(count, kGrain, [=](std::int64_t begin, std::int64_t end) {
    T* const to = y + begin;
    const std::int64_t n = end - begin, head = std::min(n, before_line(to, sizeof(T)));
    const std::int64_t lines = (n - head) * static_cast<std::int64_t>(sizeof(T)) / 64 * 64;
    const std::int64_t last = head + lines / static_cast<std::int64_t>(sizeof(T));
    std::copy_n(x + begin, head, to);
    copying().stream(x + begin + head, to + head, lines);
    copying().flush();
    std::copy_n(x + begin + last, n - last, to + last);
  });
}

// The last two dimensions in tiles, so that neither the reads nor the writes leave the cache line by line.
template <class T>
void copy_tiles(const Loop<2>& loop, const T* x, T* y) {
  const int r = loop.rank - 2, c = loop.rank - 1;
  const std::int64_t xr = loop.strides[0][r], xc = loop.strides[0][c], yr = loop.strides[1][r],
                     yc = loop.strides[1][c];
  constexpr std::int64_t width = kTileRowBytes / static_cast<std::int64_t>(sizeof(T));
  in_strips(loop, [=](const Cursor<2>& first, std::int64_t rows) {
    const T* from = x + first.offset(0);
    T* to = y + first.offset(1);
    for (std::int64_t j = 0; j < loop.dims[c]; j += width) {
      const std::int64_t columns = std::min(width, loop.dims[c] - j);
      if (yc == 1)
        pack_tile(from + j * xc, xr, xc, to + j, yr, rows, columns);
      else
        copy_runs(from + j * xc, xc, xr, to + j * yc, yc, yr, columns, rows);
    }
  });
}

template <class T>
void copy_elements(const Loop<2>& loop, const void* from, void* to) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  const std::int64_t run = loop.run(), xs = loop.run_stride(0), ys = loop.run_stride(1);
  if (loop.rank == 1 && xs == 1 && ys == 1 &&
      loop.count * static_cast<std::int64_t>(sizeof(T)) >= kPastCachesBytes)
    return copy_past_caches(x, y, loop.count);
  const int tiled = loop.closest_dimension(0);
  if (tiled >= 0 && loop.dims[tiled] >= kSmallestTile && run >= kSmallestTile)
    return copy_tiles(loop.with_last_but_one(tiled), x, y);
  const std::int64_t x_between = loop.rank > 1 ? loop.strides[0][loop.rank - 2] : 0;
  const std::int64_t y_between = loop.rank > 1 ? loop.strides[1][loop.rank - 2] : 0;
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Cursor<2> cursor(loop, begin);
    for (std::int64_t left = end - begin; left > 0;) {
      const T* a = x + cursor.offset(0);
      T* b = y + cursor.offset(1);
      if (cursor.left_in_run() == run && left >= run) {
        const std::int64_t runs = std::min(cursor.left_in_plane(), left / run);
        copy_runs(a, x_between, xs, b, y_between, ys, runs, run);
        cursor.advance_runs(runs);
        left -= runs * run;
      } else {
        const std::int64_t n = std::min(cursor.left_in_run(), left);
        copy_run(a, xs, b, ys, n);
        cursor.advance(n);
        left -= n;
      }
    }
  });
}

}  // namespace

void copy(DType type, Extent extent, In x, Out y) {
  const Loop<2> loop = Sorted(extent, x, y).loop();
  if (loop.count == 0) return;
  with_size(size_of(type), [&]<class T>(T) { copy_elements<T>(loop, x.data, y.data); });
}

}  // namespace adjoint::kernels
