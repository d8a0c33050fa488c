#include "kernels/elementwise.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/threads.h"
#include "kernels/elementwise_table.h"
#include "kernels/loop.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kGrain = 32768;  // elements that are worth another thread
constexpr std::int64_t kBlockBytes = 4096;
constexpr std::int64_t kShortRun = 32;  // shorter runs are collected into blocks

const std::byte* at(const void* data, std::int64_t offset, std::size_t size) {
  return static_cast<const std::byte*>(data) + offset * static_cast<std::int64_t>(size);
}
std::byte* at(void* data, std::int64_t offset, std::size_t size) {
  return static_cast<std::byte*>(data) + offset * static_cast<std::int64_t>(size);
}

template <class T>
void gather_run(const std::byte* from, std::int64_t stride, std::int64_t n, void* to) {
  const T* x = reinterpret_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  if (stride == 1)
    std::memcpy(y, x, static_cast<std::size_t>(n) * sizeof(T));
  else if (stride == 0)
    for (std::int64_t i = 0; i < n; ++i) y[i] = *x;
  else
    for (std::int64_t i = 0; i < n; ++i) y[i] = x[i * stride];
}

void gather_run(std::size_t size, const std::byte* from, std::int64_t stride, std::int64_t n, void* to) {
  switch (size) {
    case 1:
      return gather_run<std::uint8_t>(from, stride, n, to);
    case 4:
      return gather_run<std::uint32_t>(from, stride, n, to);
    default:
      return gather_run<std::uint64_t>(from, stride, n, to);
  }
}

// Hands the elements of N operands to `apply` as contiguous pieces: in place where they lie so, otherwise
// through buffers. apply(const void* const (&pieces)[N], position, count).
template <int N, class F>
void in_blocks(const Loop<N>& loop, const void* const (&data)[N], const std::size_t (&sizes)[N],
               std::int64_t begin, std::int64_t end, F&& apply) {
  alignas(64) std::byte buffers[N][kBlockBytes];
  std::int64_t block = kBlockBytes;
  bool direct[N];
  for (int k = 0; k < N; ++k) {
    direct[k] = loop.rank == 1 && loop.run_stride(k) == 1;
    if (!direct[k]) block = std::min(block, kBlockBytes / static_cast<std::int64_t>(sizes[k]));
  }
  Cursor<N> cursor(loop, begin);
  const void* pieces[N];
  for (std::int64_t position = begin; position < end;) {
    const std::int64_t count = std::min(block, end - position);
    for (int k = 0; k < N; ++k)
      pieces[k] = direct[k] ? at(data[k], cursor.offset(k), sizes[k]) : static_cast<const void*>(buffers[k]);
    for (std::int64_t done = 0; done < count;) {
      const std::int64_t n = std::min(cursor.left_in_run(), count - done);
      for (int k = 0; k < N; ++k)
        if (!direct[k])
          gather_run(sizes[k], at(data[k], cursor.offset(k), sizes[k]), loop.run_stride(k), n,
                     at(buffers[k], done, sizes[k]));
      cursor.advance(n);
      done += n;
    }
    apply(pieces, position, count);
    position += count;
  }
}

void run_unary(ElementwiseTable::Unary kernel, std::size_t in_size, std::size_t out_size, Extent extent, In x,
               void* y) {
  const Loop<1> loop(extent, {x.strides});
  if (loop.rank == 1 && loop.run_stride(0) == 1 && loop.count <= kGrain) {
    if (loop.count > 0) kernel(x.data, y, loop.count);
    return;
  }
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    if (loop.rank == 1 && loop.run_stride(0) == 1)
      kernel(at(x.data, begin, in_size), at(y, begin, out_size), end - begin);
    else
      in_blocks<1>(loop, {x.data}, {in_size}, begin, end,
                   [&](const void* const(&pieces)[1], auto position, auto n) {
                     kernel(pieces[0], at(y, position, out_size), n);
                   });
  });
}

// Which kernel fits a run with these strides; -1 when neither operand may be read in place.
int repeat_of(std::int64_t a, std::int64_t b) {
  if (a == 1 && b == 1) return static_cast<int>(Repeat::kNone);
  if (a == 0 && b == 1) return static_cast<int>(Repeat::kFirst);
  if (a == 1 && b == 0) return static_cast<int>(Repeat::kSecond);
  return -1;
}

void run_binary(const ElementwiseTable::Binary (&kernels)[kRepeatCount], std::size_t in_size,
                std::size_t out_size, Extent extent, In a, In b, void* y) {
  const Loop<2> loop(extent, {a.strides, b.strides});
  const int repeat = repeat_of(loop.run_stride(0), loop.run_stride(1));
  if (loop.rank == 1 && repeat >= 0 && loop.count <= kGrain) {
    if (loop.count > 0) kernels[repeat](a.data, b.data, y, loop.count);
    return;
  }
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    if (repeat >= 0 && (loop.rank == 1 || loop.run() >= kShortRun)) {
      Cursor<2> cursor(loop, begin);
      for (std::int64_t position = begin; position < end;) {
        const std::int64_t n = std::min(cursor.left_in_run(), end - position);
        kernels[repeat](at(a.data, cursor.offset(0), in_size), at(b.data, cursor.offset(1), in_size),
                        at(y, position, out_size), n);
        cursor.advance(n);
        position += n;
      }
      return;
    }
    in_blocks<2>(loop, {a.data, b.data}, {in_size, in_size}, begin, end,
                 [&](const void* const(&pieces)[2], auto position, auto n) {
                   kernels[static_cast<int>(Repeat::kNone)](pieces[0], pieces[1], at(y, position, out_size),
                                                            n);
                 });
  });
}

constexpr int index(auto e) { return static_cast<int>(e); }

// ---- copies ----

constexpr std::int64_t kTile = 32;

// The last two dimensions in tiles, so that neither the reads nor the writes leave the cache line by line.
template <class T>
void copy_tiles(const T* x, T* y, const Loop<2>& loop) {
  const int r = loop.rank - 2, c = loop.rank - 1;
  const std::int64_t rows = loop.dims[r], columns = loop.dims[c];
  const std::int64_t xr = loop.strides[0][r], xc = loop.strides[0][c], yr = loop.strides[1][r],
                     yc = loop.strides[1][c];
  for (std::int64_t i0 = 0; i0 < rows; i0 += kTile)
    for (std::int64_t j0 = 0; j0 < columns; j0 += kTile)
      for (std::int64_t i = i0; i < std::min(rows, i0 + kTile); ++i)
        for (std::int64_t j = j0; j < std::min(columns, j0 + kTile); ++j)
          y[i * yr + j * yc] = x[i * xr + j * xc];
}

template <class T>
void copy_run(const T* x, std::int64_t xs, T* y, std::int64_t ys, std::int64_t n) {
  if (xs == 1 && ys == 1)
    std::memcpy(y, x, static_cast<std::size_t>(n) * sizeof(T));
  else
    for (std::int64_t i = 0; i < n; ++i) y[i * ys] = x[i * xs];
}

template <class T>
void copy_elements(const Loop<2>& loop, const void* from, void* to) {
  const T* x = static_cast<const T*>(from);
  T* y = static_cast<T*>(to);
  const bool tiles = loop.rank >= 2 && loop.run_stride(0) != 1 && loop.run() > 4;
  if (tiles) {
    const std::int64_t plane = loop.dims[loop.rank - 2] * loop.run(), planes = loop.count / plane;
    parallel_for(planes, std::max<std::int64_t>(1, kGrain / plane),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t p = begin; p < end; ++p) {
                     const Cursor<2> cursor(loop, p * plane);
                     copy_tiles(x + cursor.offset(0), y + cursor.offset(1), loop);
                   }
                 });
    return;
  }
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Cursor<2> cursor(loop, begin);
    for (std::int64_t position = begin; position < end;) {
      const std::int64_t n = std::min(cursor.left_in_run(), end - position);
      copy_run(x + cursor.offset(0), loop.run_stride(0), y + cursor.offset(1), loop.run_stride(1), n);
      cursor.advance(n);
      position += n;
    }
  });
}

// Rounds to a type; integers take the nearest number that they can hold, and 0 for NaN.
template <class T>
T rounded(double value) {
  if constexpr (std::is_integral_v<T>) {
    constexpr double top = -static_cast<double>(std::numeric_limits<T>::min());
    if (!(value == value)) return 0;
    return value >= top   ? std::numeric_limits<T>::max()
           : value < -top ? std::numeric_limits<T>::min()
                          : static_cast<T>(value);
  } else {
    return static_cast<T>(value);
  }
}

template <class T>
void fill_with(std::int64_t count, double value, void* y) {
  T* to = static_cast<T*>(y);
  const T element = rounded<T>(value);
  parallel_for(count, 4 * kGrain,
               [&](std::int64_t begin, std::int64_t end) { std::fill(to + begin, to + end, element); });
}

template <class T>
void range(std::int64_t count, double start, double step, void* y) {
  T* to = static_cast<T*>(y);
  for (std::int64_t i = 0; i < count; ++i) to[i] = rounded<T>(start + static_cast<double>(i) * step);
}

}  // namespace

void unary(Unary fn, DType type, Extent extent, In x, void* y) {
  run_unary(elementwise().unary[index(fn)][index(type)], size_of(type), size_of(type), extent, x, y);
}

void binary(Binary fn, DType type, Extent extent, In a, In b, void* y) {
  run_binary(elementwise().binary[index(fn)][index(type)], size_of(type), size_of(type), extent, a, b, y);
}

void compare(Compare fn, DType type, Extent extent, In a, In b, void* y) {
  run_binary(elementwise().compare[index(fn)][index(type)], size_of(type), 1, extent, a, b, y);
}

void test(Test fn, DType type, Extent extent, In x, void* y) {
  run_unary(elementwise().test[index(fn)][index(type)], size_of(type), 1, extent, x, y);
}

void cast(DType from, DType to, Extent extent, In x, void* y) {
  run_unary(elementwise().cast[index(from)][index(to)], size_of(from), size_of(to), extent, x, y);
}

void select(DType type, Extent extent, In condition, In a, In b, void* y) {
  const auto kernel = elementwise().select[index(type)];
  const std::size_t size = size_of(type);
  const Loop<3> loop(extent, {condition.strides, a.strides, b.strides});
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    in_blocks<3>(loop, {condition.data, a.data, b.data}, {1, size, size}, begin, end,
                 [&](const void* const(&pieces)[3], auto position, auto n) {
                   kernel(pieces[0], pieces[1], pieces[2], at(y, position, size), n);
                 });
  });
}

void copy(DType type, Extent extent, In x, Out y) {
  const Loop<2> loop(extent, {x.strides, y.strides});
  if (loop.count == 0) return;
  switch (size_of(type)) {
    case 1:
      return copy_elements<std::uint8_t>(loop, x.data, y.data);
    case 4:
      return copy_elements<std::uint32_t>(loop, x.data, y.data);
    default:
      return copy_elements<std::uint64_t>(loop, x.data, y.data);
  }
}

void fill(DType type, std::int64_t count, double value, void* y) {
  switch (type) {
    case DType::kBool:
      std::memset(y, value != 0, static_cast<std::size_t>(count));
      return;
    case DType::kInt32:
      return fill_with<std::int32_t>(count, value, y);
    case DType::kInt64:
      return fill_with<std::int64_t>(count, value, y);
    case DType::kFloat32:
      return fill_with<float>(count, value, y);
    case DType::kFloat64:
      return fill_with<double>(count, value, y);
  }
}

void arange(DType type, std::int64_t count, double start, double step, void* y) {
  switch (type) {
    case DType::kBool:
      return;  // refused before
    case DType::kInt32:
      return range<std::int32_t>(count, start, step, y);
    case DType::kInt64: {
      auto* to = static_cast<std::int64_t*>(y);
      // In unsigned numbers, which wrap where signed ones must not overflow.
      const auto first = static_cast<std::uint64_t>(rounded<std::int64_t>(start));
      const auto by = static_cast<std::uint64_t>(rounded<std::int64_t>(step));
      for (std::int64_t i = 0; i < count; ++i)
        to[i] = static_cast<std::int64_t>(first + static_cast<std::uint64_t>(i) * by);
      return;
    }
    case DType::kFloat32:
      return range<float>(count, start, step, y);
    case DType::kFloat64:
      return range<double>(count, start, step, y);
  }
}

}  // namespace adjoint::kernels
