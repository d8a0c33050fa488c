#include "kernels/elementwise.h"

#include <algorithm>

#include "core/threads.h"
#include "kernels/cast.h"
#include "kernels/complex.h"
#include "kernels/elementwise_run.h"
#include "kernels/loop_pieces.h"
#include "kernels/power_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kShortRun = 32;  // shorter runs are collected into blocks

// Calls a kernel on pieces of its result, past the caches where the whole is too large for them.
template <int N, class Kernel>
class Emitter {
 public:
  // An operand that repeats one element has size 0: all its pieces begin at the same place.
  Emitter(Kernel kernel, Kernel past_kernel, const std::size_t (&sizes)[N], void* y, std::size_t size,
          std::int64_t count)
      : kernel_(kernel),
        past_kernel_(past_kernel),
        y_(y),
        size_(size),
        past_(count * static_cast<std::int64_t>(size) >= kPastCachesBytes) {
    std::copy_n(sizes, N, sizes_);
  }

  void operator()(const void* const (&pieces)[N], std::int64_t position, std::int64_t n) const {
    void* const to = at(y_, position, size_);
    if (!past_ || n * static_cast<std::int64_t>(size_) < kBlockBytes) return call(kernel_, pieces, to, n);
    const std::int64_t head = before_line(to, size_);
    if (head > 0) call(kernel_, pieces, to, head);
    const void* moved[N];
    move(pieces, head, moved);
    store_past(moved, at(to, head, size_), n - head);
    copying().flush();
  }

 private:
  static void call(Kernel kernel, const void* const (&in)[N], void* to, std::int64_t n) {
    if constexpr (N == 1)
      kernel(in[0], to, n);
    else if constexpr (N == 2)
      kernel(in[0], in[1], to, n);
    else
      kernel(in[0], in[1], in[2], to, n);
  }

  void move(const void* const (&pieces)[N], std::int64_t by, const void* (&moved)[N]) const {
    for (int k = 0; k < N; ++k) moved[k] = at(pieces[k], by, sizes_[k]);
  }

  void store_past(const void* const (&pieces)[N], void* to, std::int64_t n) const {
    if (past_kernel_) return call(past_kernel_, pieces, to, n);
    past_caches(to, size_, n, [&](void* part, std::int64_t first, std::int64_t count) {
      const void* moved[N];
      move(pieces, first, moved);
      call(kernel_, moved, part, count);
    });
  }

  Kernel kernel_, past_kernel_;  // the latter null where there is none
  std::size_t sizes_[N];
  void* y_;
  std::size_t size_;
  bool past_;
};

// Any operands: in tiles where one asks for it, else in blocks.
template <int N, class Emit>
void run_strided(const Loop<N>& loop, const void* const (&data)[N], const std::size_t (&sizes)[N],
                 const Emit& emit) {
  if (loop.count == 0) return;
  if (const int d = tiled_dimension(loop); d >= 0) return in_tiles<N>(loop, d, data, sizes, emit);
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    in_blocks<N>(loop, data, sizes, begin, end, emit);
  });
}

// The number of elements where all operands lie row-major without gaps, else -1: most small tensors do, and
// need no loop to be prepared.
template <int N>
std::int64_t plain_count(Extent extent, const std::int64_t* const (&strides)[N]) {
  std::int64_t count = 1;
  for (int d = extent.rank - 1; d >= 0; --d) {
    const std::int64_t n = extent.dims[d];
    if (n == 1) continue;
    for (const std::int64_t* of_operand : strides)
      if (of_operand[d] != count) return -1;
    count *= n;
  }
  return count;
}

using UnaryKernel = ElementwiseTable::Unary;
using BinaryKernel = ElementwiseTable::Binary;

[[gnu::noinline]] void run_any_unary(UnaryKernel kernel, UnaryKernel past_kernel, std::size_t in_size,
                                     std::size_t out_size, Extent extent, In x, void* y) {
  const Loop<1> loop(extent, {x.strides});
  if (loop.count == 0) return;
  const bool plain = loop.rank == 1 && loop.run_stride(0) == 1;
  const Emitter<1, UnaryKernel> emit(kernel, past_kernel, {in_size}, y, out_size, loop.count);
  if (!plain) return run_strided<1>(loop, {x.data}, {in_size}, emit);
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    emit({at(x.data, begin, in_size)}, begin, end - begin);
  });
}

void run_unary(UnaryKernel kernel, UnaryKernel past_kernel, std::size_t in_size, std::size_t out_size,
               Extent extent, In x, void* y) {
  const std::int64_t count = plain_count<1>(extent, {x.strides});
  if (count > 0 && count <= kGrain) return kernel(x.data, y, count);
  run_any_unary(kernel, past_kernel, in_size, out_size, extent, x, y);
}

// Which kernel fits a run with these strides; -1 when neither operand may be read in place.
int repeat_of(std::int64_t a, std::int64_t b) {
  if (a == 1 && b == 1) return static_cast<int>(Repeat::kNone);
  if (a == 0 && b == 1) return static_cast<int>(Repeat::kFirst);
  if (a == 1 && b == 0) return static_cast<int>(Repeat::kSecond);
  return -1;
}

// Both operands are read in place, run by run.
template <class Emit>
void binary_runs(const Loop<2>& loop, In a, In b, std::size_t size, const Emit& emit) {
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Cursor<2> cursor(loop, begin);
    for (std::int64_t position = begin; position < end;) {
      const std::int64_t n = std::min(cursor.left_in_run(), end - position);
      emit({at(a.data, cursor.offset(0), size), at(b.data, cursor.offset(1), size)}, position, n);
      cursor.advance(n);
      position += n;
    }
  });
}

[[gnu::noinline]] void run_any_binary(const BinaryKernel (&kernels)[kRepeatCount],
                                      const BinaryKernel* past_kernels, std::size_t in_size,
                                      std::size_t out_size, Extent extent, In a, In b, void* y) {
  const Loop<2> loop(extent, {a.strides, b.strides});
  const int repeat = repeat_of(loop.run_stride(0), loop.run_stride(1));
  if (loop.rank == 1 && repeat >= 0 && loop.count <= kGrain) {
    if (loop.count > 0) kernels[repeat](a.data, b.data, y, loop.count);
    return;
  }
  const bool in_place = repeat >= 0 && (loop.rank == 1 || loop.run() >= kShortRun);
  const int chosen = in_place ? repeat : static_cast<int>(Repeat::kNone);
  const auto size_of_run = [&](int k) { return in_place && loop.run_stride(k) == 0 ? 0 : in_size; };
  const Emitter<2, BinaryKernel> emit(kernels[chosen], past_kernels ? past_kernels[chosen] : nullptr,
                                      {size_of_run(0), size_of_run(1)}, y, out_size, loop.count);
  if (in_place)
    binary_runs(loop, a, b, in_size, emit);
  else
    run_strided<2>(loop, {a.data, b.data}, {in_size, in_size}, emit);
}

void run_binary(const BinaryKernel (&kernels)[kRepeatCount], const BinaryKernel* past_kernels,
                std::size_t in_size, std::size_t out_size, Extent extent, In a, In b, void* y) {
  const std::int64_t count = plain_count<2>(extent, {a.strides, b.strides});
  if (count > 0 && count <= kGrain) return kernels[static_cast<int>(Repeat::kNone)](a.data, b.data, y, count);
  run_any_binary(kernels, past_kernels, in_size, out_size, extent, a, b, y);
}

template <class T>
void add_run(BinaryKernel plain, const T* x, std::int64_t xs, T* y, std::int64_t ys, std::int64_t n) {
  if (xs == 1 && ys == 1) return plain(y, x, y, n);
  for (std::int64_t i = 0; i < n; ++i) y[i * ys] += x[i * xs];
}

template <class T>
void add_elements(BinaryKernel plain, const Loop<2>& loop, const T* x, T* y) {
  parallel_for(loop.count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Cursor<2> cursor(loop, begin);
    for (std::int64_t position = begin; position < end;) {
      const std::int64_t n = std::min(cursor.left_in_run(), end - position);
      add_run(plain, x + cursor.offset(0), loop.run_stride(0), y + cursor.offset(1), loop.run_stride(1), n);
      cursor.advance(n);
      position += n;
    }
  });
}

constexpr int index(auto e) { return static_cast<int>(e); }

// How a whole number lies to a floating one, both taken exactly: -1, 0, 1, or 2 beside NaN.
int order(std::int64_t a, double b) {
  const double rounded = static_cast<double>(a);  // which keeps the order, but may meet b
  if (rounded != b) return rounded < b ? -1 : rounded > b ? 1 : 2;
  if (b >= 0x1p63) return -1;
  const auto whole = static_cast<std::int64_t>(b);
  return (a > whole) - (a < whole);
}

constexpr bool holds(Compare fn, int order) {
  switch (fn) {
    case Compare::kEqual:
      return order == 0;
    case Compare::kNotEqual:
      return order != 0;
    case Compare::kLess:
      return order == -1;
    case Compare::kLessEqual:
      return order == -1 || order == 0;
    case Compare::kGreater:
      return order == 1;
    default:
      return order == 1 || order == 0;
  }
}

template <Compare kFunction, Repeat kRepeat>
void compare_mixed(const void* a, const void* b, void* y, std::int64_t n) {
  const auto* whole = static_cast<const std::int64_t*>(a);
  const auto* floating = static_cast<const double*>(b);
  auto* to = static_cast<std::uint8_t*>(y);
  for (std::int64_t i = 0; i < n; ++i)
    to[i] = holds(kFunction, order(whole[kRepeat == Repeat::kFirst ? 0 : i],
                                   floating[kRepeat == Repeat::kSecond ? 0 : i]));
}

template <Compare kFunction>
void run_mixed(Extent extent, In a, In b, void* y) {
  static constexpr BinaryKernel kernels[kRepeatCount] = {compare_mixed<kFunction, Repeat::kNone>,
                                                         compare_mixed<kFunction, Repeat::kFirst>,
                                                         compare_mixed<kFunction, Repeat::kSecond>};
  run_binary(kernels, nullptr, sizeof(double), 1, extent, a, b, y);
}

}  // namespace

void run(UnaryKernel kernel, std::size_t in_size, std::size_t out_size, Extent extent, In x, void* y) {
  run_unary(kernel, nullptr, in_size, out_size, extent, x, y);
}

void run(const BinaryKernel (&kernels)[kRepeatCount], std::size_t in_size, std::size_t out_size,
         Extent extent, In a, In b, void* y) {
  run_binary(kernels, nullptr, in_size, out_size, extent, a, b, y);
}

void run(ElementwiseTable::Select kernel, std::size_t size, Extent extent, In a, In b, In c, void* y) {
  const Loop<3> loop(extent, {a.strides, b.strides, c.strides});
  const std::size_t sizes[] = {size, size, size};
  const Emitter<3, ElementwiseTable::Select> emit(kernel, nullptr, sizes, y, size, loop.count);
  run_strided<3>(loop, {a.data, b.data, c.data}, sizes, emit);
}

void unary(Unary fn, DType type, Extent extent, In x, void* y) {
  if (is_complex(type)) return complex_unary(fn, type, extent, x, y);
  const ElementwiseTable& table = elementwise();
  run_unary(table.unary[index(fn)][index(type)], table.unary_past_caches[index(fn)][index(type)],
            size_of(type), size_of(type), extent, x, y);
}

void power(Power fn, DType type, Extent extent, In a, In b, void* y) {
  run_binary(powers().of[index(fn)][index(type)], nullptr, size_of(type), size_of(type), extent, a, b, y);
}

void binary(Binary fn, DType type, Extent extent, In a, In b, void* y) {
  if (is_complex(type)) return complex_binary(fn, type, extent, a, b, y);
  if (fn == Binary::kPow && is_floating(type)) return power(Power::kItself, type, extent, a, b, y);
  const ElementwiseTable& table = elementwise();
  run_binary(table.binary[index(fn)][index(type)], table.binary_past_caches[index(fn)][index(type)],
             size_of(type), size_of(type), extent, a, b, y);
}

void add_to(DType type, Extent extent, In x, Out y) {
  const Loop<2> loop(extent, {x.strides, y.strides});
  if (loop.count == 0) return;
  const BinaryKernel plain =
      elementwise().binary[index(Binary::kAdd)][index(type)][static_cast<int>(Repeat::kNone)];
  if (type == DType::kFloat32)
    add_elements(plain, loop, static_cast<const float*>(x.data), static_cast<float*>(y.data));
  else
    add_elements(plain, loop, static_cast<const double*>(x.data), static_cast<double*>(y.data));
}

void compare(Compare fn, DType type, Extent extent, In a, In b, void* y) {
  run_binary(elementwise().compare[index(fn)][index(type)], nullptr, size_of(type), 1, extent, a, b, y);
}

void compare_whole(Compare fn, Extent extent, In a, In b, void* y) {
  constexpr decltype(&run_mixed<Compare::kEqual>) runs[kCompareCount] = {
      run_mixed<Compare::kEqual>,     run_mixed<Compare::kNotEqual>, run_mixed<Compare::kLess>,
      run_mixed<Compare::kLessEqual>, run_mixed<Compare::kGreater>,  run_mixed<Compare::kGreaterEqual>};
  runs[index(fn)](extent, a, b, y);
}

void test(Test fn, DType type, Extent extent, In x, void* y) {
  run_unary(elementwise().test[index(fn)][index(type)], nullptr, size_of(type), 1, extent, x, y);
}

void cast(DType from, DType to, Extent extent, In x, void* y) {
  const UnaryKernel vectors = elementwise().cast[index(from)][index(to)];
  run_unary(vectors ? vectors : plain_cast(from, to), nullptr, size_of(from), size_of(to), extent, x, y);
}

void select(DType type, Extent extent, In condition, In a, In b, void* y) {
  const std::size_t size = size_of(type);
  const Loop<3> loop(extent, {condition.strides, a.strides, b.strides});
  const Emitter<3, ElementwiseTable::Select> emit(elementwise().select[index(type)], nullptr, {1, size, size},
                                                  y, size, loop.count);
  run_strided<3>(loop, {condition.data, a.data, b.data}, {1, size, size}, emit);
}

void fill(DType type, std::int64_t count, double value, void* y) {
  const std::size_t size = size_of(type);
  const auto kernel = elementwise().fill[index(type)];
  const Element element = element_of(type, value);
  parallel_for(count, 4 * kGrain, [&](std::int64_t begin, std::int64_t end) {
    kernel(element.bytes, at(y, begin, size), end - begin);
  });
}

namespace {

void run_range(DType type, std::int64_t count, const ElementwiseTable::Progression& progression, void* y) {
  const std::size_t size = size_of(type);
  const auto kernel = elementwise().range[index(type)];
  parallel_for(count, kGrain, [&](std::int64_t begin, std::int64_t end) {
    kernel(progression, begin, at(y, begin, size), end - begin);
  });
}

}  // namespace

void arange(DType type, std::int64_t count, double start, double step, void* y) {
  run_range(type, count, {start, step, 0, 0}, y);
}

void arange(std::int64_t count, std::int64_t start, std::int64_t step, std::int64_t* y) {
  run_range(DType::kInt64, count, {0, 0, start, step}, y);
}

}  // namespace adjoint::kernels
