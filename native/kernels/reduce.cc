#include "kernels/reduce.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

#include "core/threads.h"
#include "kernels/elementwise.h"
#include "kernels/loop_pieces.h"
#include "kernels/reduce_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kRowBlock = 65536;     // elements of one row that are worth another thread
constexpr std::int64_t kRowsBlock = 512;      // the same for rows of columns
constexpr std::int64_t kShortRow = 16;        // shorter rows are turned into columns
constexpr std::int64_t kShortCostly = 64;     // the same where a row costs more than to read it
constexpr std::int64_t kTurnedBytes = 16384;  // at a time
constexpr std::int64_t kTurnedRows = 256;
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

// The rows that belong to some results at a time, turned so that each is a column of n elements:
// f(columns, their distance, how many, the first result).
template <class F>
void in_turned_rows(const Loop<1>& results, const std::byte* x, std::int64_t size, std::int64_t n,
                    std::int64_t stride, const F& f) {
  const std::int64_t most = std::min(kTurnedRows, kTurnedBytes / (n * size) / 16 * 16);
  parallel_for(results.count, kGrain / n, [&](std::int64_t begin, std::int64_t end) {
    alignas(64) std::byte buffer[kTurnedBytes];
    Cursor<1> cursor(results, begin);
    for (std::int64_t i = begin; i < end;) {
      const std::int64_t count = std::min({cursor.left_in_run(), end - i, most});
      with_size(static_cast<std::size_t>(size), [&]<class T>(T) {
        pack_tile(reinterpret_cast<const T*>(x) + cursor.offset(0), stride, results.run_stride(0),
                  reinterpret_cast<T*>(buffer), most, n, count);
      });
      f(buffer, most, count, i);
      cursor.advance(count);
      i += count;
    }
  });
}

class Reduction {
 public:
  Reduction(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y)
      : fn_(fn),
        row_(reduction().row[index(fn)][index(type)]),
        columns_(reduction().columns[index(fn)][index(type)]),
        short_row_(fn == Reduce::kLogSumExp ? kShortCostly : kShortRow),
        type_(type),
        size_(static_cast<std::int64_t>(size_of(type))),
        x_(static_cast<const std::byte*>(x.data)),
        y_(static_cast<std::byte*>(y)) {
    for (int d = 0; d < extent.rank; ++d) ((axes >> d) & 1 ? gone_ : kept_).add(extent.dims[d], x.strides[d]);
  }

  std::int64_t outputs() const { return kept_.count; }
  bool nothing_to_reduce() const { return gone_.count == 0; }

  void run() {
    if (gone_.rank == 0)
      one_each();
    else if (gone_.count <= short_row_ && gone_.rank == 1 && columns_ && kept_.run() >= kSmallestTile &&
             kept_.run_stride() != 1)
      turned();
    else if (gone_.run_stride() == 1 && gone_.rank <= 1)
      rows();
    else if (columns_ && gone_.rank == 1 && kept_.run_stride() == 1 && kept_.run() > 1)
      columns();
    else
      packed();
  }

 private:
  // Every element is its own reduction.
  void one_each() {
    const Loop<1> all = kept_.loop();
    if (fn_ == Reduce::kNorm)
      return unary(Unary::kAbs, type_, {all.rank, all.dims}, {x_, all.strides[0]}, y_);
    const Loop<2> both(all);
    copy(type_, {all.rank, all.dims}, {x_, all.strides[0]}, {y_, both.strides[1]});
  }

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

  // Each result is the reduction of a few elements.
  void turned() {
    const std::int64_t n = gone_.count;
    in_turned_rows(kept_.loop(), x_, size_, n, gone_.strides[0],
                   [&](const std::byte* columns, std::int64_t distance, std::int64_t count, std::int64_t i) {
                     columns_(columns, n, distance, count, y_ + i * size_);
                   });
  }

  // Neighbouring results come from neighbouring columns: planes of them, each in blocks.
  void columns() {
    const Loop<1> planes = kept_.loop(true);
    const std::int64_t width = kept_.run(), rows = gone_.count, stride = gone_.strides[0];
    if (rows > 2 * kRowsBlock) {
      Cursor<1> cursor(planes, 0);
      for (std::int64_t p = 0; p < planes.count; ++p, cursor.advance(1))
        long_columns(x_ + cursor.offset(0) * size_, y_ + p * width * size_);
      return;
    }
    const bool many = kept_.count >= 16 * kColumnBlock;  // blocks enough for all threads
    const std::int64_t block = many ? kColumnBlock : kColumnBlock / 4;
    const std::int64_t blocks = (width + block - 1) / block;
    const std::int64_t grain = std::max<std::int64_t>(1, kRowBlock / (rows * std::min(width, block)));
    parallel_for(planes.count * blocks, grain, [&](std::int64_t begin, std::int64_t end) {
      Cursor<1> cursor(planes, begin / blocks);
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t column = i % blocks * block;
        columns_(x_ + (cursor.offset(0) + column) * size_, rows, stride, std::min(block, width - column),
                 y_ + (i / blocks * width + column) * size_);
        if (column + block >= width) cursor.advance(1);
      }
    });
  }

  // One plane in blocks of rows, whose results are one more plane.
  void long_columns(const std::byte* x, std::byte* y) {
    const std::int64_t width = kept_.run(), rows = gone_.count, stride = gone_.strides[0];
    const std::int64_t blocks = (rows + kRowsBlock - 1) / kRowsBlock;
    const std::int64_t grain = std::max<std::int64_t>(1, kGrain / (kRowsBlock * width));
    const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(blocks * width * size_));
    parallel_for(blocks, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t b = begin; b < end; ++b)
        matrix(x + b * kRowsBlock * stride * size_, std::min(kRowsBlock, rows - b * kRowsBlock), stride,
               width, parts.get() + b * width * size_);
    });
    parallel_for(width, kColumnBlock, [&](std::int64_t begin, std::int64_t end) {
      matrix(parts.get() + begin * size_, blocks, width, end - begin, y + begin * size_);
    });
  }

  void matrix(const std::byte* x, std::int64_t rows, std::int64_t stride, std::int64_t width, std::byte* y) {
    for (std::int64_t c = 0; c < width; c += kColumnBlock)
      columns_(x + c * size_, rows, stride, std::min(kColumnBlock, width - c), y + c * size_);
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

  const Reduce fn_;
  const ReduceTable::Row row_;
  const ReduceTable::Columns columns_;
  const std::int64_t short_row_;
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

// The places of the best along one axis; the first of several, and the first NaN before all numbers.
class ArgReduction {
 public:
  ArgReduction(bool largest, DType type, Space kept, std::int64_t stride, std::int64_t n, const void* x,
               std::int64_t* y)
      : best_(reduction().row[best_of(largest, type)][index(type)]),
        columns_(reduction().arg_columns[largest][index(type)]),
        find_(reduction().find[index(type)]),
        type_(type),
        size_(static_cast<std::int64_t>(size_of(type))),
        kept_(kept),
        stride_(stride),
        n_(n),
        x_(static_cast<const std::byte*>(x)),
        y_(y) {}

  void run() {
    if (stride_ == 1 && n_ > kShortCostly)
      rows();
    else if (kept_.run_stride() == 1 && kept_.run() >= kSmallestTile && n_ < std::int64_t{1} << 31)
      columns();
    else if (n_ <= kShortCostly && kept_.run() >= kSmallestTile)
      turned();
    else
      one_by_one();
  }

 private:
  static constexpr std::int64_t kBlock = 1024;

  static int best_of(bool largest, DType type) {
    if (type == DType::kBool) return index(largest ? Reduce::kAny : Reduce::kAll);
    return index(largest ? Reduce::kMax : Reduce::kMin);
  }

  void rows() {
    const Loop<1> outputs = kept_.loop();
    if (n_ > 2 * kRowBlock) {
      Cursor<1> cursor(outputs, 0);
      for (std::int64_t i = 0; i < kept_.count; ++i, cursor.advance(1))
        y_[i] = in_long_row(x_ + cursor.offset(0) * size_);
      return;
    }
    parallel_for(kept_.count, std::max<std::int64_t>(1, kRowBlock / n_),
                 [&](std::int64_t begin, std::int64_t end) {
                   Cursor<1> cursor(outputs, begin);
                   for (std::int64_t i = begin; i < end; ++i, cursor.advance(1))
                     y_[i] = in_row(x_ + cursor.offset(0) * size_, n_);
                 });
  }

  // The best of each block; then the first that equals the best of those, in its block.
  std::int64_t in_blocks(const std::byte* x, std::int64_t n, std::int64_t block, std::byte* parts) const {
    const std::int64_t blocks = (n + block - 1) / block;
    std::uint64_t best;
    best_(parts, blocks, &best);
    const std::int64_t b = find_(parts, blocks, &best);
    return b * block + find_(x + b * block * size_, std::min(block, n - b * block), &best);
  }

  std::int64_t in_row(const std::byte* x, std::int64_t n) const {
    std::byte parts[2 * kRowBlock / kBlock * 8];
    for (std::int64_t i = 0; i < n; i += kBlock)
      best_(x + i * size_, std::min(kBlock, n - i), parts + i / kBlock * size_);
    return in_blocks(x, n, kBlock, parts);
  }

  std::int64_t in_long_row(const std::byte* x) const {
    const std::int64_t blocks = (n_ + kRowBlock - 1) / kRowBlock;
    const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(blocks * size_));
    parallel_for(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t b = begin; b < end; ++b)
        best_(x + b * kRowBlock * size_, std::min(kRowBlock, n_ - b * kRowBlock), parts.get() + b * size_);
    });
    return in_blocks(x, n_, kRowBlock, parts.get());
  }

  void columns() {
    const Loop<1> outputs = kept_.loop();
    parallel_for(kept_.count, std::max<std::int64_t>(16, kGrain / n_ / 16 * 16),
                 [&](std::int64_t begin, std::int64_t end) {
                   Cursor<1> cursor(outputs, begin);
                   for (std::int64_t i = begin; i < end;) {
                     const std::int64_t count = std::min({cursor.left_in_run(), end - i, kColumnBlock});
                     columns_(x_ + cursor.offset(0) * size_, n_, stride_, count, y_ + i);
                     cursor.advance(count);
                     i += count;
                   }
                 });
  }

  void turned() {
    in_turned_rows(kept_.loop(), x_, size_, n_, stride_,
                   [&](const std::byte* columns, std::int64_t distance, std::int64_t count, std::int64_t i) {
                     columns_(columns, n_, distance, count, y_ + i);
                   });
  }

  void one_by_one() {
    const Loop<1> outputs = kept_.loop();
    const auto packed = std::make_unique<std::byte[]>(static_cast<std::size_t>(n_ * size_));
    Cursor<1> cursor(outputs, 0);
    for (std::int64_t i = 0; i < kept_.count; ++i, cursor.advance(1)) {
      const std::int64_t one = 1;
      copy(type_, {1, &n_}, {x_ + cursor.offset(0) * size_, &stride_}, {packed.get(), &one});
      y_[i] = n_ > 2 * kRowBlock ? in_long_row(packed.get()) : in_row(packed.get(), n_);
    }
  }

  const ReduceTable::Row best_;
  const ReduceTable::ArgColumns columns_;
  const ReduceTable::Find find_;
  const DType type_;
  const std::int64_t size_;
  const Space kept_;
  const std::int64_t stride_, n_;
  const std::byte* const x_;
  std::int64_t* const y_;
};

void reduce_together(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y) {
  Reduction reduction(fn, type, extent, x, axes, y);
  if (reduction.outputs() == 0) return;
  if (reduction.nothing_to_reduce())
    fill(type, reduction.outputs(), empty_value(fn), y);
  else
    reduction.run();
}

// One axis first, the closest, then what is left of the others.
void reduce_in_steps(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, int first, void* y) {
  std::int64_t dims[8], strides[8], count = 1;
  for (int d = extent.rank - 1; d >= 0; count *= dims[d--]) {
    dims[d] = d == first ? 1 : extent.dims[d];
    strides[d] = count;
  }
  const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(count) * size_of(type));
  reduce_together(fn, type, extent, x, 1u << first, parts.get());
  reduce(fn, type, {extent.rank, dims}, {parts.get(), strides}, axes & ~(1u << first), y);
}

// The axis along which elements lie closest, where those that go cannot be taken as one: else -1.
int closest_of_several(Extent extent, In x, std::uint32_t axes) {
  Space gone;
  int closest = -1;
  for (int d = 0; d < extent.rank; ++d) {
    if (extent.dims[d] == 0) return -1;
    if (!((axes >> d) & 1) || extent.dims[d] == 1) continue;
    gone.add(extent.dims[d], x.strides[d]);
    if (closest < 0 || std::abs(x.strides[d]) <= std::abs(x.strides[closest])) closest = d;
  }
  return gone.rank > 1 ? closest : -1;
}

}  // namespace

void reduce(Reduce fn, DType type, Extent extent, In x, std::uint32_t axes, void* y) {
  if (const int first = closest_of_several(extent, x, axes); first >= 0)
    reduce_in_steps(fn, type, extent, x, axes, first, y);
  else
    reduce_together(fn, type, extent, x, axes, y);
}

RowLoop row_loop_of(Reduce fn, DType type) {
  const ReduceTable& table = reduction();
  if (!table.joined[index(fn)][index(type)]) return {};
  return {.piece = table.row[index(fn)][index(type)]};
}

// As the reduction of a long row is made of blocks of it.
void join_pieces(Reduce fn, DType type, const void* pieces, std::int64_t n, void* y) {
  const ReduceTable::Row join = reduction().joined[index(fn)][index(type)];
  if (n <= 2 * kRowBlock) return join(pieces, n, y);
  const auto size = static_cast<std::int64_t>(size_of(type));
  const std::int64_t blocks = (n + kRowBlock - 1) / kRowBlock;
  const auto parts = std::make_unique<std::byte[]>(static_cast<std::size_t>(blocks * size));
  for (std::int64_t b = 0; b < blocks; ++b)
    join(at(pieces, b * (kRowBlock / RowLoop::kPiece), static_cast<std::size_t>(size)),
         std::min(kRowBlock, n - b * kRowBlock), parts.get() + b * size);
  reduction().row[index(fn)][index(type)](parts.get(), blocks, y);
}

void arg_reduce(bool largest, DType type, Extent extent, In x, int axis, std::int64_t* y) {
  Space kept;
  for (int d = 0; d < extent.rank; ++d)
    if (d != axis) kept.add(extent.dims[d], x.strides[d]);
  const std::int64_t n = extent.dims[axis];
  if (kept.count == 0 || n == 0) return;
  ArgReduction(largest, type, kept, x.strides[axis], n, x.data, y).run();
}

}  // namespace adjoint::kernels
