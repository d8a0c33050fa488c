// Matrix products in blocks that fit the caches: the loops around the register kernels, after Goto and van de
// Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008), as BLIS arranges them.
#include "kernels/matmul.h"

#include <algorithm>
#include <cstdlib>
#include <type_traits>

#include "core/cache_sizes.h"
#include "core/threads.h"
#include "core/workspace.h"
#include "kernels/elementwise_table.h"
#include "kernels/matmul_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kDepthBytes = 3072;  // of a row of a block; it decides the order of additions
constexpr std::int64_t kCloseBytes = 512;   // between rows
constexpr std::int64_t kGroupBytes = 384 << 10;
constexpr std::int64_t kPackedTogether = 4;
constexpr std::int64_t kSmallWork = 128 * 128 * 128;  // products too small to be worth packing
constexpr std::int64_t kStackBytes = 16 << 10;
constexpr std::int64_t kParallelWork = 96 * 96 * 96;  // products worth another thread

// Of operands that repeat one number 2^60 times it is more than 64 bits count.
std::int64_t multiplications(std::int64_t m, std::int64_t n, std::int64_t k) {
  std::int64_t count = 0;
  return __builtin_mul_overflow(m * n, k, &count) ? INT64_MAX : count;
}

std::int64_t round_up(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

const MatmulTable<float>& table_of(float) { return matmul_float(); }
const MatmulTable<double>& table_of(double) { return matmul_double(); }

template <class T>
struct Operand {
  const T* data;
  std::int64_t row_stride, column_stride;
};

// The epilogue of a product, applied to blocks of its result as they are done.
template <class T>
class Finish {
 public:
  Finish(const Epilogue& epilogue, T* y, std::int64_t ldy)
      : bias_(static_cast<const T*>(epilogue.bias)), y_(y), ldy_(ldy) {
    const ElementwiseTable& table = elementwise();
    constexpr int type = static_cast<int>(sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64);
    if (epilogue.activation) activate_ = table.unary[static_cast<int>(*epilogue.activation)][type];
    add_ = table.binary[static_cast<int>(Binary::kAdd)][type][static_cast<int>(Repeat::kNone)];
  }

  // The same for a product that lies elsewhere until it is done, and is added to y then.
  Finish adding(const T* product, std::int64_t distance) const {
    Finish result = *this;
    result.product_ = product;
    result.distance_ = distance;
    return result;
  }

  // m rows from row i, and n columns from column j.
  void operator()(std::int64_t i, std::int64_t m, std::int64_t j, std::int64_t n) const {
    if (!product_ && !bias_ && !activate_) return;
    for (const std::int64_t end = i + m; i < end; ++i) {
      T* const row = y_ + i * ldy_ + j;
      if (product_) add_(row, product_ + i * distance_ + j, row, n);
      if (bias_) add_(row, bias_ + j, row, n);
      if (activate_) activate_(row, row, n);
    }
  }

 private:
  const T* bias_;
  T* y_;
  std::int64_t ldy_;
  const T* product_ = nullptr;
  std::int64_t distance_ = 0;  // between rows of the product
  ElementwiseTable::Unary activate_ = nullptr;
  ElementwiseTable::Binary add_;
};

template <class T>
class Product {
 public:
  Product(std::int64_t m, std::int64_t n, std::int64_t k, Operand<T> a, Operand<T> b, T* y, std::int64_t ldy,
          bool accumulate, const Finish<T>& finish)
      : t_(table_of(T{})),
        m_(m),
        n_(n),
        k_(k),
        a_(a),
        b_(b),
        y_(y),
        ldy_(ldy),
        accumulate_(accumulate),
        finish_(finish) {}

  void run() {
    if (accumulate_ && !is_done_at_once())
      beside();
    else if (is_small())
      small();
    else if (m_ <= block_rows() * 3 / 2)
      by_panels();
    else
      blocked();
  }

 private:
  bool is_small() const { return multiplications(m_, n_, k_) <= kSmallWork && !far_apart(); }

  // Whether a tile goes through all of the depth before it is written. Then a sum can be added to it there.
  bool is_done_at_once() const {
    if (is_small()) return b_.column_stride == 1 || k_ <= stack_depth();
    return balanced_depth() == k_;
  }

  // A sum gets the finished product added, rather than its blocks one by one: other bits would come of that.
  void beside() const {
    Workspace<T> product(m_ * n_);
    const Finish<T> finish = finish_.adding(product.data(), n_);
    Product(m_, n_, k_, a_, b_, product.data(), n_, false, finish).run();
  }

  // Everything stays near: a is read where it lies, and so is b where its rows are contiguous.
  void small() {
    const std::int64_t panels = panels_of(n_);
    const std::int64_t cuts =
        parallel() ? std::clamp<std::int64_t>(2 * thread_count() / panels, 1, tiles()) : 1;
    parallel_for(panels * cuts, parallel() ? 1 : panels * cuts, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t first = tiles() * (i % cuts) / cuts * t_.rows;
        const std::int64_t last = std::min(m_, tiles() * (i % cuts + 1) / cuts * t_.rows);
        small_panel(i / cuts * t_.columns, first, last - first);
      }
    });
  }

  void small_panel(std::int64_t j, std::int64_t i, std::int64_t m) const {
    if (b_.column_stride == 1)
      t_.multiply(rows_in_place(i, m, 0), panel_in_place(j, 0), k_, y_ + i * ldy_ + j, ldy_, accumulate_);
    else
      small_packed_panel(j, i, m);
    finish_(i, m, j, panel_width(n_ - j));
  }

  void small_packed_panel(std::int64_t j, std::int64_t i, std::int64_t m) const {
    alignas(kAlignment) T packed[kStackBytes / sizeof(T)];
    const std::int64_t n = panel_width(n_ - j);
    for (std::int64_t p = 0; p < k_; p += stack_depth()) {
      const std::int64_t k = std::min(stack_depth(), k_ - p);
      pack_panels(j, n, p, k, packed);
      t_.multiply(rows_in_place(i, m, p), {packed, n, t_.columns}, k, y_ + i * ldy_ + j, ldy_,
                  accumulate_ || p > 0);
    }
  }

  // The rows are few enough to stay in the second cache: each panel of b is packed just before its only use.
  void by_panels() {
    const std::int64_t depth = balanced_depth();
    const bool pack_a = a_worth_packing(), pack_b = b_worth_packing();
    Workspace<T> packed_a(pack_a ? m_ * depth + kSpare : 0);
    for (std::int64_t p = 0; p < k_; p += depth) {
      const std::int64_t k = std::min(depth, k_ - p);
      if (pack_a) pack_rows(0, m_, p, k, packed_a.data());
      const Rows<T> rows = pack_a ? Rows<T>{packed_a.data(), m_, 0, 0, true} : rows_in_place(0, m_, p);
      const std::int64_t group = group_width(k), groups = (n_ + group - 1) / group;
      parallel_for(groups, parallel() ? 1 : groups, [&](std::int64_t begin, std::int64_t end) {
        Workspace<T> packed_b(pack_b ? group * k : 0);
        for (std::int64_t i = begin; i < end; ++i)
          multiply_group(rows, i * group, std::min(group, n_ - i * group), p, k,
                         pack_b ? packed_b.data() : nullptr);
      });
    }
  }

  void multiply_group(const Rows<T>& rows, std::int64_t first, std::int64_t n, std::int64_t p, std::int64_t k,
                      T* packed) const {
    const bool on_the_way = packed && b_.column_stride == 1;
    if (packed && !on_the_way) pack_panels(first, n, p, k, packed);
    for (std::int64_t j = 0; j < n; j += t_.columns) {
      if (on_the_way)
        pack_and_multiply(rows, first + j, p, k, packed);
      else
        t_.multiply(
            rows,
            packed ? Panel<T>{packed + j * k, panel_width(n - j), t_.columns} : panel_in_place(first + j, p),
            k, y_ + first + j, ldy_, accumulate_ || p > 0);
    }
    if (p + k == k_) finish_(0, m_, first, n);
  }

  // One panel of a b whose rows are contiguous. What is left of b besides whole panels is packed beforehand.
  void pack_and_multiply(const Rows<T>& rows, std::int64_t j, std::int64_t p, std::int64_t k,
                         T* packed) const {
    const Panel<T> panel = panel_in_place(j, p);
    const bool accumulate = accumulate_ || p > 0;
    if (panel.count == t_.columns)
      return t_.multiply_and_pack(rows, panel.data, panel.row_stride, k, packed, y_ + j, ldy_, accumulate);
    pack_panels(j, panel.count, p, k, packed);
    t_.multiply(rows, {packed, panel.count, t_.columns}, k, y_ + j, ldy_, accumulate);
  }

  void blocked() {
    const std::int64_t depth = balanced_depth();
    const std::int64_t width =
        std::min(round_up(n_, t_.columns), round_up(panels_bytes() / (depth * kSize), t_.columns));
    Workspace<T> packed_b(depth * width);
    for (std::int64_t j = 0; j < n_; j += width)
      for (std::int64_t p = 0; p < k_; p += depth) {
        const std::int64_t n = std::min(width, n_ - j), k = std::min(depth, k_ - p);
        pack_all_panels(j, n, p, k, packed_b.data());
        multiply(j, n, p, k, packed_b.data());
      }
  }

  std::int64_t stack_depth() const { return kStackBytes / (t_.columns * kSize); }
  bool parallel() const { return multiplications(m_, n_, k_) >= kParallelWork; }
  std::int64_t panels_of(std::int64_t n) const { return (n + t_.columns - 1) / t_.columns; }
  std::int64_t panel_width(std::int64_t columns_left) const {
    return std::min<std::int64_t>(t_.columns, columns_left);
  }
  std::int64_t tiles() const { return (m_ + t_.rows - 1) / t_.rows; }

  // Packed rows share the second cache with the panels that pass through it.
  std::int64_t block_rows() const {
    const std::int64_t rows = cache_sizes().level2 * 3 / 8 / kDepthBytes;
    return std::clamp<std::int64_t>(rows / t_.rows, 2, 16) * t_.rows;
  }
  // Packed columns stay in the part of the third cache that is likely to be ours.
  static std::int64_t panels_bytes() {
    return std::clamp<std::int64_t>(cache_sizes().level3 / 4, 2 << 20, 6 << 20);
  }
  // Columns that are packed together, and handed to a thread at a time.
  std::int64_t group_width(std::int64_t k) const {
    std::int64_t panels = kGroupBytes / (k * t_.columns * kSize);
    if (parallel()) panels = std::min(panels, panels_of(n_) / (2 * thread_count()));
    return std::max<std::int64_t>(1, panels) * t_.columns;
  }

  // Lines of memory a power of two apart fall on few places of the caches.
  static bool far_apart(std::int64_t stride) { return stride % (2048 / kSize) == 0 && stride != 0; }
  bool far_apart() const {
    return far_apart(a_.row_stride) || far_apart(a_.column_stride) || far_apart(b_.row_stride) ||
           far_apart(b_.column_stride);
  }
  // Neighbours that the processor fetches along with each other.
  static bool close(const Operand<T>& x) {
    return (x.column_stride == 1 && std::abs(x.row_stride) <= kCloseBytes / kSize) ||
           (x.row_stride == 1 && std::abs(x.column_stride) <= kCloseBytes / kSize);
  }
  // Few uses do not pay for it, where rows are read on and do not meet in the caches.
  bool a_worth_packing() const {
    const bool read_on = a_.column_stride == 1 && !far_apart(a_.row_stride);
    return tiles() > 1 && panels_of(n_) > (read_on ? 16 : close(a_) ? 8 : 0);
  }
  bool b_worth_packing() const {
    return b_.column_stride != 1 || (tiles() > 2 && !(close(b_) && tiles() <= 16));
  }

  // Near kDepth, and such that no block is thin.
  std::int64_t balanced_depth() const {
    const std::int64_t wanted = kDepthBytes / kSize;
    const std::int64_t blocks = std::max<std::int64_t>(1, (k_ + wanted / 2) / wanted);
    return (k_ + blocks - 1) / blocks;
  }

  Rows<T> rows_in_place(std::int64_t i, std::int64_t m, std::int64_t p) const {
    return {a_.data + i * a_.row_stride + p * a_.column_stride, m, a_.row_stride, a_.column_stride, false};
  }
  Panel<T> panel_in_place(std::int64_t j, std::int64_t p) const {
    return {b_.data + p * b_.row_stride + j, panel_width(n_ - j), b_.row_stride};
  }
  void pack_panels(std::int64_t j, std::int64_t n, std::int64_t p, std::int64_t k, T* packed) const {
    t_.pack_panels(k, n, b_.data + p * b_.row_stride + j * b_.column_stride, b_.row_stride, b_.column_stride,
                   packed);
  }
  void pack_rows(std::int64_t i, std::int64_t m, std::int64_t p, std::int64_t k, T* packed) const {
    t_.pack_rows(m, k, a_.data + i * a_.row_stride + p * a_.column_stride, a_.row_stride, a_.column_stride,
                 packed);
  }

  void pack_all_panels(std::int64_t j, std::int64_t n, std::int64_t p, std::int64_t k, T* packed) const {
    const std::int64_t group = kPackedTogether * t_.columns, groups = (n + group - 1) / group;
    parallel_for(groups, parallel() ? 1 : groups, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        pack_panels(j + i * group, std::min(group, n - i * group), p, k, packed + i * group * k);
    });
  }

  // Tasks are blocks of rows; where those are few, each is cut into ranges of panels as well.
  void multiply(std::int64_t j, std::int64_t n, std::int64_t p, std::int64_t k, const T* packed) {
    const std::int64_t panels = panels_of(n);
    // Where b stays near by itself, the result is better written row by row.
    const bool near = panels * t_.columns * k * kSize <= cache_sizes().level2 / 2;
    const std::int64_t block = std::min(near ? t_.rows : block_rows(), m_);
    const std::int64_t blocks = (m_ + block - 1) / block;
    const std::int64_t wanted = parallel() ? 4 * thread_count() : 1;
    const std::int64_t cuts =
        std::clamp<std::int64_t>(wanted / blocks, 1, std::max<std::int64_t>(1, panels / 4));
    const bool pack_a = a_worth_packing();
    const auto task = [&](std::int64_t begin, std::int64_t end) {
      Workspace<T> packed_a(pack_a ? block * k + kSpare : 0);
      std::int64_t in_workspace = -1;
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t row = i / cuts * block, cut = i % cuts, m = std::min(block, m_ - row);
        if (pack_a && row != in_workspace) pack_rows(row, m, p, k, packed_a.data());
        in_workspace = row;
        const std::int64_t first = panels * cut / cuts * t_.columns;
        const std::int64_t last = std::min(n, panels * (cut + 1) / cuts * t_.columns);
        for (std::int64_t column = first; column < last; column += t_.columns)
          t_.multiply(pack_a ? Rows<T>{packed_a.data(), m, 0, 0, true} : rows_in_place(row, m, p),
                      {packed + column * k, panel_width(n - column), t_.columns}, k,
                      y_ + row * ldy_ + j + column, ldy_, accumulate_ || p > 0);
        if (p + k == k_) finish_(row, m, j + first, last - first);
      }
    };
    parallel_for(blocks * cuts, wanted > 1 ? 1 : blocks * cuts, task);
  }

  static constexpr std::int64_t kSize = sizeof(T), kSpare = 64 / kSize;

  const MatmulTable<T>& t_;
  const std::int64_t m_, n_, k_;
  const Operand<T> a_, b_;
  T* const y_;
  const std::int64_t ldy_;
  const bool accumulate_;
  const Finish<T>& finish_;
};

// y = a x, where a has contiguous rows, and x few columns.
template <class T>
void rows_times_few(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t lda,
                    Operand<T> x, T* y, std::int64_t y_row, std::int64_t y_column, bool accumulate) {
  const auto& t = table_of(T{});
  const auto run = [&](const T* columns, std::int64_t distance) {
    parallel_for(m, std::max<std::int64_t>(4, round_up(131072 / (k * n), 4)),
                 [&](std::int64_t begin, std::int64_t end) {
                   t.rows_dot(end - begin, n, k, a + begin * lda, lda, columns, distance, y + begin * y_row,
                              y_row, y_column, accumulate);
                 });
  };
  if (x.row_stride == 1 || k == 1) return run(x.data, x.column_stride);
  Workspace<T> packed(n * k);
  for (std::int64_t p = 0; p < k; ++p)
    for (std::int64_t j = 0; j < n; ++j)
      packed.data()[j * k + p] = x.data[p * x.row_stride + j * x.column_stride];
  run(packed.data(), k);
}

// y = x b, where b has contiguous rows, and x few.
template <class T>
void few_times_rows(std::int64_t m, std::int64_t n, std::int64_t k, Operand<T> x, const T* b,
                    std::int64_t ldb, T* y, std::int64_t ldy) {
  const auto& t = table_of(T{});
  parallel_for(n, std::max<std::int64_t>(128, round_up(131072 / (k * m), 128)),
               [&](std::int64_t begin, std::int64_t end) {
                 t.few_rows(m, end - begin, k, x.data, x.row_stride, x.column_stride, b + begin, ldb,
                            y + begin, ldy, false);
               });
}

// y[i * y_row + j * y_column] (+)= element i of row j
template <class T>
void put_rows(std::int64_t m, std::int64_t n, const T* rows, T* y, std::int64_t y_row, std::int64_t y_column,
              bool accumulate) {
  for (std::int64_t j = 0; j < n; ++j)
    for (std::int64_t i = 0; i < m; ++i) {
      T& to = y[i * y_row + j * y_column];
      to = accumulate ? to + rows[j * m + i] : rows[j * m + i];
    }
}

// The same added to y, when it is finished.
template <class T>
void add_few_times_rows(std::int64_t m, std::int64_t n, std::int64_t k, Operand<T> x, const T* b,
                        std::int64_t ldb, T* y, std::int64_t ldy) {
  Workspace<T> product(m * n);
  few_times_rows(m, n, k, x, b, ldb, product.data(), n);
  put_rows(n, m, product.data(), y, 1, ldy, true);
}

// A few columns of a product whose left operand is contiguous along its columns: computed as rows of the
// transposed product, which fill vectors, and then turned.
template <class T>
void turned(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t lda, Operand<T> b, T* y,
            std::int64_t ldy, bool accumulate) {
  const Operand<T> turned_b{b.data, b.column_stride, b.row_stride};
  if (n == 1 && ldy == 1 && !accumulate) return few_times_rows(1, m, k, turned_b, a, lda, y, m);
  Workspace<T> rows(m * n);
  few_times_rows(n, m, k, turned_b, a, lda, rows.data(), m);
  put_rows(m, n, rows.data(), y, ldy, 1, accumulate);
}

template <class T>
void zero(std::int64_t m, std::int64_t n, T* y, std::int64_t ldy) {
  for (std::int64_t i = 0; i < m; ++i) std::fill_n(y + i * ldy, n, T{0});
}

template <class T>
void add_zero(std::int64_t m, std::int64_t n, T* y, std::int64_t ldy) {  // which makes 0 of -0
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) y[i * ldy + j] += T{0};
}

// Products with a vector or a few are limited by reading the other operand: their result is done at the end.
template <class T>
void finish_few(std::int64_t m, std::int64_t n, const Finish<T>& finish) {
  constexpr std::int64_t grain = 16384;
  if (n >= m)
    parallel_for(n, grain, [&](std::int64_t j, std::int64_t end) { finish(0, m, j, end - j); });
  else
    parallel_for(m, grain, [&](std::int64_t i, std::int64_t end) { finish(i, end - i, 0, n); });
}

template <class T>
void floating(std::int64_t m, std::int64_t n, std::int64_t k, Matrix a, Matrix b, void* y, std::int64_t ldy,
              bool accumulate, const Epilogue& epilogue) {
  const Operand<T> left{static_cast<const T*>(a.data), a.row_stride, a.column_stride};
  const Operand<T> right{static_cast<const T*>(b.data), b.row_stride, b.column_stride};
  T* out = static_cast<T*>(y);
  const Finish<T> finish(epilogue, out, ldy);
  // Few columns leave most of a vector over n empty, and few rows use what is packed too seldom.
  const auto few = [&](std::int64_t count) { return count == 1 || (count <= kFew && k >= 64); };
  if (k == 0) {
    accumulate ? add_zero(m, n, out, ldy) : zero(m, n, out, ldy);
  } else if (few(n) && (a.column_stride == 1 || k == 1))
    rows_times_few(m, n, k, left.data, a.row_stride, right, out, ldy, 1, accumulate);
  else if (few(m) && (b.row_stride == 1 || k == 1))
    rows_times_few(n, m, k, right.data, b.column_stride, Operand<T>{left.data, a.column_stride, a.row_stride},
                   out, 1, ldy, accumulate);
  else if (few(m) && b.column_stride == 1)
    (accumulate ? add_few_times_rows<T> : few_times_rows<T>)(m, n, k, left, right.data, b.row_stride, out,
                                                             ldy);
  else if (few(n) && a.row_stride == 1)
    turned(m, n, k, left.data, a.column_stride, right, out, ldy, accumulate);
  else
    return Product<T>(m, n, k, left, right, out, ldy, accumulate, finish).run();
  finish_few(m, n, finish);
}

template <class T>
void whole(std::int64_t m, std::int64_t n, std::int64_t k, Matrix a, Matrix b, void* y, std::int64_t ldy,
           bool accumulate) {
  const T *left = static_cast<const T*>(a.data), *right = static_cast<const T*>(b.data);
  T* out = static_cast<T*>(y);
  if (!accumulate) zero(m, n, out, ldy);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t p = 0; p < k; ++p) {
      const T factor = left[i * a.row_stride + p * a.column_stride];
      for (std::int64_t j = 0; j < n; ++j)
        out[i * ldy + j] =
            static_cast<T>(out[i * ldy + j] + factor * right[p * b.row_stride + j * b.column_stride]);
    }
}

}  // namespace

void matmul(DType type, std::int64_t m, std::int64_t n, std::int64_t k, Matrix a, Matrix b, void* y,
            std::int64_t ldy, bool accumulate, const Epilogue& epilogue) {
  if (m == 0 || n == 0) return;
  switch (type) {
    case DType::kInt32:
      return whole<std::uint32_t>(m, n, k, a, b, y, ldy, accumulate);
    case DType::kInt64:
      return whole<std::uint64_t>(m, n, k, a, b, y, ldy, accumulate);
    case DType::kFloat32:
      return floating<float>(m, n, k, a, b, y, ldy, accumulate, epilogue);
    case DType::kFloat64:
      return floating<double>(m, n, k, a, b, y, ldy, accumulate, epilogue);
    default:
      return;  // computed in one of those
  }
}

void matmul_batched(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, std::int64_t k, Matrix a,
                    const std::int64_t* a_offsets, Matrix b, const std::int64_t* b_offsets, void* y) {
  const auto size = static_cast<std::int64_t>(size_of(type));
  const std::int64_t grain =
      std::max<std::int64_t>(1, kParallelWork / std::max<std::int64_t>(1, multiplications(m, n, k)));
  parallel_for(batch, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      matmul(type, m, n, k,
             {static_cast<const std::byte*>(a.data) + a_offsets[i] * size, a.row_stride, a.column_stride},
             {static_cast<const std::byte*>(b.data) + b_offsets[i] * size, b.row_stride, b.column_stride},
             static_cast<std::byte*>(y) + i * m * n * size, n, false);
  });
}

}  // namespace adjoint::kernels
