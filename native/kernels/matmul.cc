// Matrix products in blocks that fit the caches: the loops around the register kernels, after Goto and van de
// Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008), as BLIS arranges them.
#include "kernels/matmul.h"

#include <algorithm>
#include <type_traits>

#include "core/buffer.h"
#include "core/threads.h"
#include "kernels/matmul_table.h"

namespace adjoint::kernels {
namespace {

constexpr std::int64_t kDepth = 384;           // of a block: a's block stays in L2, b's panel in L1
constexpr std::int64_t kPanelBytes = 3 << 20;  // of packed b at a time
constexpr std::int64_t kBlockRows = 144;
constexpr std::int64_t kDirectWork = 48 * 48 * 48;    // products too small to be worth packing
constexpr std::int64_t kParallelWork = 96 * 96 * 96;  // products worth another thread

// Scratch memory from the allocator that keeps it for the next time.
template <class T>
class Workspace {
 public:
  explicit Workspace(std::int64_t count)
      : buffer_(allocate_buffer(static_cast<std::size_t>(count) * sizeof(T))) {}
  ~Workspace() { release(buffer_); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  T* data() { return reinterpret_cast<T*>(buffer_->data()); }

 private:
  Buffer* buffer_;
};

std::int64_t round_up(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

const MatmulTable<float>& table_of(float) { return matmul_float(); }
const MatmulTable<double>& table_of(double) { return matmul_double(); }

template <class T>
struct Operand {
  const T* data;
  std::int64_t row_stride, column_stride;
};

template <class T>
class Product {
 public:
  Product(std::int64_t m, std::int64_t n, std::int64_t k, Operand<T> a, Operand<T> b, T* y, std::int64_t ldy,
          bool accumulate)
      : t_(table_of(T{})), m_(m), n_(n), k_(k), a_(a), b_(b), y_(y), ldy_(ldy), accumulate_(accumulate) {}

  void run() {
    if (m_ * n_ * k_ <= kDirectWork && b_.column_stride == 1)
      direct();
    else
      blocked();
  }

 private:
  void direct() {
    for (std::int64_t j = 0; j < n_; j += t_.columns)
      for (std::int64_t i = 0; i < m_; i += t_.rows)
        t_.direct(std::min<std::int64_t>(t_.rows, m_ - i), std::min<std::int64_t>(t_.columns, n_ - j), k_,
                  a_.data + i * a_.row_stride, a_.row_stride, a_.column_stride, b_.data + j, b_.row_stride,
                  y_ + i * ldy_ + j, ldy_, accumulate_);
  }

  void blocked() {
    const std::int64_t depth = std::min(kDepth * 4 / static_cast<std::int64_t>(sizeof(T)), k_);
    const std::int64_t width =
        std::min(round_up(n_, t_.columns),
                 round_up(kPanelBytes / (depth * static_cast<std::int64_t>(sizeof(T))), t_.columns));
    Workspace<T> packed_b(depth * width);
    for (std::int64_t j = 0; j < n_; j += width)
      for (std::int64_t p = 0; p < k_; p += depth) {
        const std::int64_t n = std::min(width, n_ - j), k = std::min(depth, k_ - p);
        pack_panels(j, n, p, k, packed_b.data());
        multiply(j, n, p, k, packed_b.data());
      }
  }

  bool parallel() const { return m_ * n_ * k_ >= kParallelWork; }

  void pack_panels(std::int64_t j, std::int64_t n, std::int64_t p, std::int64_t k, T* packed) {
    const std::int64_t panels = (n + t_.columns - 1) / t_.columns;
    const auto pack = [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        t_.pack_b(k, std::min<std::int64_t>(t_.columns, n - i * t_.columns),
                  b_.data + p * b_.row_stride + (j + i * t_.columns) * b_.column_stride, b_.row_stride,
                  b_.column_stride, packed + i * t_.columns * k);
    };
    if (parallel())
      parallel_for(panels, std::max<std::int64_t>(1, 16384 / (k * t_.columns)), pack);
    else
      pack(0, panels);
  }

  // Tasks are blocks of rows; where those are few, each is cut into ranges of panels as well.
  void multiply(std::int64_t j, std::int64_t n, std::int64_t p, std::int64_t k, const T* packed) {
    const std::int64_t panels = (n + t_.columns - 1) / t_.columns;
    const std::int64_t block = std::min(round_up(kBlockRows, t_.rows), round_up(m_, t_.rows));
    const std::int64_t blocks = (m_ + block - 1) / block;
    const std::int64_t wanted = parallel() ? 4 * thread_count() : 1;
    const std::int64_t cuts =
        std::clamp<std::int64_t>(wanted / blocks, 1, std::max<std::int64_t>(1, panels / 4));
    const auto task = [&](std::int64_t begin, std::int64_t end) {
      Workspace<T> packed_a(block * k);
      std::int64_t in_workspace = -1;
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t rows = i / cuts, cut = i % cuts;
        if (rows != in_workspace) pack_rows(rows * block, block, p, k, packed_a.data());
        in_workspace = rows;
        multiply_block(rows * block, block, j, n, k, packed_a.data(), packed, panels * cut / cuts,
                       panels * (cut + 1) / cuts, accumulate_ || p > 0);
      }
    };
    if (wanted > 1)
      parallel_for(blocks * cuts, 1, task);
    else
      task(0, blocks * cuts);
  }

  void pack_rows(std::int64_t i, std::int64_t block, std::int64_t p, std::int64_t k, T* packed) {
    const std::int64_t m = std::min(block, m_ - i);
    for (std::int64_t r = 0; r < m; r += t_.rows)
      t_.pack_a(std::min<std::int64_t>(t_.rows, m - r), k,
                a_.data + (i + r) * a_.row_stride + p * a_.column_stride, a_.row_stride, a_.column_stride,
                packed + r * k);
  }

  void multiply_block(std::int64_t i, std::int64_t block, std::int64_t j, std::int64_t n, std::int64_t k,
                      const T* a, const T* b, std::int64_t first, std::int64_t last, bool accumulate) {
    const std::int64_t m = std::min(block, m_ - i);
    for (std::int64_t panel = first; panel < last; ++panel)
      for (std::int64_t r = 0; r < m; r += t_.rows) {
        const std::int64_t column = panel * t_.columns;
        t_.block(std::min<std::int64_t>(t_.rows, m - r), std::min<std::int64_t>(t_.columns, n - column), k,
                 a + r * k, b + column * k, t_.columns, y_ + (i + r) * ldy_ + j + column, ldy_, accumulate);
      }
  }

  const MatmulTable<T>& t_;
  const std::int64_t m_, n_, k_;
  const Operand<T> a_, b_;
  T* const y_;
  const std::int64_t ldy_;
  const bool accumulate_;
};

// y = a x for a matrix with contiguous rows.
template <class T>
void matrix_vector(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, const T* x,
                   std::int64_t x_stride, T* y, std::int64_t ldy, bool accumulate) {
  const auto& t = table_of(T{});
  const auto run = [&](const T* vector) {
    parallel_for(m, std::max<std::int64_t>(4, round_up(131072 / std::max<std::int64_t>(1, k), 4)),
                 [&](std::int64_t begin, std::int64_t end) {
                   t.rows_dot(end - begin, k, a + begin * lda, lda, vector, y + begin * ldy, ldy, accumulate);
                 });
  };
  if (x_stride == 1) return run(x);
  Workspace<T> packed(k);
  for (std::int64_t p = 0; p < k; ++p) packed.data()[p] = x[p * x_stride];
  run(packed.data());
}

template <class T>
void zero(std::int64_t m, std::int64_t n, T* y, std::int64_t ldy) {
  for (std::int64_t i = 0; i < m; ++i) std::fill_n(y + i * ldy, n, T{0});
}

template <class T>
void floating(std::int64_t m, std::int64_t n, std::int64_t k, Matrix a, Matrix b, void* y, std::int64_t ldy,
              bool accumulate) {
  const Operand<T> left{static_cast<const T*>(a.data), a.row_stride, a.column_stride};
  const Operand<T> right{static_cast<const T*>(b.data), b.row_stride, b.column_stride};
  T* out = static_cast<T*>(y);
  if (n == 1 && (a.column_stride == 1 || k == 1))
    matrix_vector(m, k, left.data, a.row_stride, right.data, b.row_stride, out, ldy, accumulate);
  else if (m == 1 && (b.row_stride == 1 || k == 1))
    matrix_vector(n, k, right.data, b.column_stride, left.data, a.column_stride, out, 1, accumulate);
  else if (n == 1 &&
           ldy == 1)  // a is transposed: compute the transposed product, whose right operand has rows
    Product<T>(1, m, k, {right.data, 0, b.row_stride}, {left.data, a.column_stride, a.row_stride}, out, m,
               accumulate)
        .run();
  else
    Product<T>(m, n, k, left, right, out, ldy, accumulate).run();
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
            std::int64_t ldy, bool accumulate) {
  if (m == 0 || n == 0 || (k == 0 && accumulate)) return;
  switch (type) {
    case DType::kBool:
      return;  // converted to integers before
    case DType::kInt32:
      return whole<std::uint32_t>(m, n, k, a, b, y, ldy, accumulate);
    case DType::kInt64:
      return whole<std::uint64_t>(m, n, k, a, b, y, ldy, accumulate);
    case DType::kFloat32:
      return k ? floating<float>(m, n, k, a, b, y, ldy, accumulate) : zero(m, n, static_cast<float*>(y), ldy);
    case DType::kFloat64:
      return k ? floating<double>(m, n, k, a, b, y, ldy, accumulate)
               : zero(m, n, static_cast<double*>(y), ldy);
  }
}

void matmul_batched(DType type, std::int64_t batch, std::int64_t m, std::int64_t n, std::int64_t k, Matrix a,
                    const std::int64_t* a_offsets, Matrix b, const std::int64_t* b_offsets, void* y) {
  const auto size = static_cast<std::int64_t>(size_of(type));
  const std::int64_t grain = std::max<std::int64_t>(1, kParallelWork / std::max<std::int64_t>(1, m * n * k));
  parallel_for(batch, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      matmul(type, m, n, k,
             {static_cast<const std::byte*>(a.data) + a_offsets[i] * size, a.row_stride, a.column_stride},
             {static_cast<const std::byte*>(b.data) + b_offsets[i] * size, b.row_stride, b.column_stride},
             static_cast<std::byte*>(y) + i * m * n * size, n, false);
  });
}

}  // namespace adjoint::kernels
