#include "kernels/reduce.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

#include "core/threads.h"
#include "kernels/elementwise.h"
#include "kernels/loop.h"
#include "kernels/reduce_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kRowBlock = 65536;     // elements of one row that are worth another thread
constexpr std::int64_t kRowsBlock = 4096;     // the same for rows of columns
constexpr std::int64_t kPackBytes = 1 << 20;  // what is packed at a time

constexpr int index(auto e) { return static_cast<int>(e); }

// The dimensions of one kind, those that stay or those that go, with neighbours merged.
struct Space {
  int rank = 0;
  std::int64_t dims[8], strides[8];
  std::int64_t count = 1;

  void add(std::int64_t extent, std::int64_t stride) {
    count *= extent;
    if (extent == 1) return;
    if (rank > 0 && strides[rank - 1] == stride * extent) {
      dims[rank - 1] *= extent;
      strides[rank - 1] = stride;
    } else {
      dims[rank] = extent;
      strides[rank++] = stride;
    }
  }
  std::int64_t run() const { return rank ? dims[rank - 1] : 1; }
  std::int64_t run_stride() const { return rank ? strides[rank - 1] : 1; }
  Loop<1> loop(bool without_run = false) const {
    return Loop<1>({without_run && rank ? rank - 1 : rank, dims}, {strides});
  }
};

class Reduction {
 public:
  Reduction(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y)
      : row_(reduction().row[index(fn)][index(type)]),
        columns_(reduction().columns[index(fn)][index(type)]),
        type_(type),
        size_(static_cast<std::int64_t>(size_of(type))),
        x_(static_cast<const std::byte*>(x.data)),
        y_(static_cast<std::byte*>(y)) {
    for (int d = 0; d < extent.rank; ++d) ((axes >> d) & 1 ? gone_ : kept_).add(extent.dims[d], x.strides[d]);
  }

  std::int64_t outputs() const { return kept_.count; }
  bool nothing_to_reduce() const { return gone_.count == 0; }

  void run() {
    if (gone_.run_stride() == 1 && gone_.rank <= 1)
      rows();
    else if (columns_ && gone_.rank == 1 && kept_.run_stride() == 1 && kept_.run() > 1)
      columns();
    else
      packed();
  }

 private:
  // Each result is the reduction of one contiguous row.
  void rows() {
    const Loop<1> outputs = kept_.loop();
    const std::int64_t n = gone_.count, grain = std::max<std::int64_t>(1, kRowBlock / n);
    if (n > 2 * kRowBlock) {
      Cursor<1> cursor(outputs, 0);
      for (std::int64_t i = 0; i < kept_.count; ++i, cursor.advance(1))
        long_row(x_ + cursor.offset(0) * size_, y_ + i * size_);
      return;
    }
    parallel_for(kept_.count, grain, [&](std::int64_t begin, std::int64_t end) {
      Cursor<1> cursor(outputs, begin);
      for (std::int64_t i = begin; i < end; ++i, cursor.advance(1))
        row_(x_ + cursor.offset(0) * size_, n, y_ + i * size_);
    });
  }

  // Blocks whose borders depend on the length alone, so that the result does not depend on the threads.
  void long_row(const std::byte* x, std::byte* y) {
    const std::int64_t n = gone_.count, blocks = (n + kRowBlock - 1) / kRowBlock;
    const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(blocks * size_));
    parallel_for(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t b = begin; b < end; ++b)
        row_(x + b * kRowBlock * size_, std::min(kRowBlock, n - b * kRowBlock), parts.get() + b * size_);
    });
    row_(parts.get(), blocks, y);
  }

  // Neighbouring results come from neighbouring columns.
  void columns() {
    const Loop<1> outer = kept_.loop(true);
    const std::int64_t width = kept_.run(), rows = gone_.count, stride = gone_.strides[0];
    Cursor<1> cursor(outer, 0);
    for (std::int64_t o = 0; o < kept_.count / width; ++o, cursor.advance(1)) {
      const std::byte* x = x_ + cursor.offset(0) * size_;
      std::byte* y = y_ + o * width * size_;
      if (rows > 2 * kRowsBlock) {
        const std::int64_t blocks = (rows + kRowsBlock - 1) / kRowsBlock;
        const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(blocks * width * size_));
        parallel_for(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
          for (std::int64_t b = begin; b < end; ++b)
            matrix(x + b * kRowsBlock * stride * size_, std::min(kRowsBlock, rows - b * kRowsBlock), stride,
                   0, width, parts.get() + b * width * size_);
        });
        matrix(parts.get(), blocks, width, 0, width, y);
      } else {
        const std::int64_t grain = std::max(kColumnBlock, kRowBlock / rows / kColumnBlock * kColumnBlock);
        parallel_for(width, grain,
                     [&](std::int64_t begin, std::int64_t end) { matrix(x, rows, stride, begin, end, y); });
      }
    }
  }

  void matrix(const std::byte* x, std::int64_t rows, std::int64_t stride, std::int64_t begin,
              std::int64_t end, std::byte* y) {
    for (std::int64_t c = begin; c < end; c += kColumnBlock)
      columns_(x + c * size_, rows, stride, std::min(kColumnBlock, end - c), y + c * size_);
  }

  // Copies what each result is made of into a row of its own, some results at a time.
  void packed() {
    const std::int64_t n = gone_.count;
    const std::int64_t at_once = std::clamp<std::int64_t>(kPackBytes / (n * size_), 1, kept_.count);
    const auto buffer = std::make_unique<std::byte[]>(static_cast<std::size_t>(at_once * n * size_));
    const Loop<1> outputs = kept_.loop();
    std::int64_t packed_strides[8];
    std::int64_t distance = 1;
    for (int d = gone_.rank - 1; d >= 0; distance *= gone_.dims[d--]) packed_strides[d] = distance;
    for (std::int64_t first = 0; first < kept_.count; first += at_once) {
      const std::int64_t count = std::min(at_once, kept_.count - first);
      Cursor<1> cursor(outputs, first);
      for (std::int64_t done = 0; done < count;) {
        // Results that follow each other at one distance are copied together, as one more dimension.
        const std::int64_t m = std::min(cursor.left_in_run(), count - done);
        std::int64_t dims[9], from[9], to[9];
        dims[0] = m;
        from[0] = outputs.run_stride(0);
        to[0] = n;
        std::copy_n(gone_.dims, gone_.rank, dims + 1);
        std::copy_n(gone_.strides, gone_.rank, from + 1);
        std::copy_n(packed_strides, gone_.rank, to + 1);
        copy(type_, {gone_.rank + 1, dims}, {x_ + cursor.offset(0) * size_, from},
             {buffer.get() + done * n * size_, to});
        cursor.advance(m);
        done += m;
      }
      if (n > 2 * kRowBlock) {
        for (std::int64_t i = 0; i < count; ++i)
          long_row(buffer.get() + i * n * size_, y_ + (first + i) * size_);
      } else {
        parallel_for(count, std::max<std::int64_t>(1, kRowBlock / n),
                     [&](std::int64_t begin, std::int64_t end) {
                       for (std::int64_t i = begin; i < end; ++i)
                         row_(buffer.get() + i * n * size_, n, y_ + (first + i) * size_);
                     });
      }
    }
  }

  const ReduceTable::Row row_;
  const ReduceTable::Columns columns_;
  const DType type_;
  const std::int64_t size_;
  const std::byte* const x_;
  std::byte* const y_;
  Space kept_, gone_;
};

double empty_value(Reduce fn) {
  switch (fn) {
    case Reduce::kProd:
    case Reduce::kAll:
      return 1;
    case Reduce::kLogSumExp:
      return -std::numeric_limits<double>::infinity();
    default:
      return 0;
  }
}

template <class T>
void arg_reduce_of(bool largest, const T* x, const Loop<1>& outputs, std::int64_t stride, std::int64_t n,
                   std::int64_t* y) {
  const auto better = [largest](T a, T b) { return largest ? a > b : a < b; };
  parallel_for(outputs.count, std::max<std::int64_t>(1, kRowBlock / n),
               [&](std::int64_t begin, std::int64_t end) {
                 Cursor<1> cursor(outputs, begin);
                 for (std::int64_t o = begin; o < end; ++o, cursor.advance(1)) {
                   const T* row = x + cursor.offset(0);
                   std::int64_t best = 0;
                   for (std::int64_t i = 0; i < n && row[best * stride] == row[best * stride]; ++i) {
                     const T v = row[i * stride];
                     if (better(v, row[best * stride]) || !(v == v)) best = i;
                   }
                   y[o] = best;
                 }
               });
}

template <class Kernel, class... P>
void by_rows(Kernel kernel, DType type, std::int64_t rows, std::int64_t columns, P... pointers) {
  const std::int64_t bytes = columns * static_cast<std::int64_t>(size_of(type));
  parallel_for(columns ? rows : 0, std::max<std::int64_t>(1, 8192 / std::max<std::int64_t>(1, columns)),
               [=](std::int64_t begin, std::int64_t end) {
                 for (std::int64_t r = begin; r < end; ++r) kernel(pointers + r * bytes..., columns);
               });
}

const std::byte* bytes(const void* p) { return static_cast<const std::byte*>(p); }
std::byte* bytes(void* p) { return static_cast<std::byte*>(p); }

}  // namespace

void reduce(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y) {
  Reduction reduction(fn, type, extent, x, axes, y);
  if (reduction.outputs() == 0) return;
  if (reduction.nothing_to_reduce())
    fill(type, reduction.outputs(), empty_value(fn), y);
  else
    reduction.run();
}

void arg_reduce(bool largest, DType type, Extent extent, In x, int axis, std::int64_t* y) {
  Space kept;
  for (int d = 0; d < extent.rank; ++d)
    if (d != axis) kept.add(extent.dims[d], x.strides[d]);
  const std::int64_t stride = x.strides[axis], n = extent.dims[axis];
  if (kept.count == 0 || n == 0) return;
  const auto run = [&]<class T>(const T* data) { arg_reduce_of(largest, data, kept.loop(), stride, n, y); };
  switch (type) {
    case DType::kBool:
      return run(static_cast<const std::uint8_t*>(x.data));
    case DType::kInt32:
      return run(static_cast<const std::int32_t*>(x.data));
    case DType::kInt64:
      return run(static_cast<const std::int64_t*>(x.data));
    case DType::kFloat32:
      return run(static_cast<const float*>(x.data));
    case DType::kFloat64:
      return run(static_cast<const double*>(x.data));
  }
}

void softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y) {
  by_rows(reduction().softmax[index(type)], type, rows, columns, bytes(x), bytes(y));
}
void log_softmax(DType type, std::int64_t rows, std::int64_t columns, const void* x, void* y) {
  by_rows(reduction().log_softmax[index(type)], type, rows, columns, bytes(x), bytes(y));
}
void softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                      void* dx) {
  by_rows(reduction().softmax_backward[index(type)], type, rows, columns, bytes(y), bytes(dy), bytes(dx));
}
void log_softmax_backward(DType type, std::int64_t rows, std::int64_t columns, const void* y, const void* dy,
                          void* dx) {
  by_rows(reduction().log_softmax_backward[index(type)], type, rows, columns, bytes(y), bytes(dy), bytes(dx));
}

}  // namespace adjoint::kernels
