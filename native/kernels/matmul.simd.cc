#include <utility>

#include "kernels/matmul_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// As many accumulators as the registers hold beside two vectors of b and one element of a.
#if defined(ADJOINT_TARGET_AVX512)
constexpr int kRows = 14;
#elif defined(ADJOINT_TARGET_NEON)
constexpr int kRows = 12;
#else
constexpr int kRows = 6;
#endif
constexpr int kVectors = 2;

template <class T>
constexpr std::int64_t kStep = kLanes<Tag<T>>;
template <class T>
constexpr int kColumns = kVectors* static_cast<int>(kStep<T>);

template <int kI>
struct Index {
  constexpr operator int() const { return kI; }
};

// f(0), f(1), ... with constants for arguments: accumulators stay in registers only when every index into
// them is known to the compiler, and what it unrolls by itself is not enough for that.
template <int kCount, class F>
HWY_INLINE void unrolled(const F& f) {
  [&]<int... kI>(std::integer_sequence<int, kI...>) __attribute__((always_inline)) { (f(Index<kI>()), ...); }
  (std::make_integer_sequence<int, kCount>());
}
#define UNROLLED_BODY(index) [&](auto index) __attribute__((always_inline))

// A strip of rows is computed in tiles. All have kRows rows but the last two, which share what is left
// between them, so that none is thin.
HWY_INLINE std::int64_t tile_height(std::int64_t rows_left) {
  if (rows_left > kRows && rows_left < 2 * kRows) return (rows_left + 1) / 2;
  return rows_left < kRows ? rows_left : kRows;
}

// ---- one tile of the result, in registers ----

// Where a tile finds the elements of a for the next k. Every third row has a pointer; the two behind it are
// one and two strides on, which the processor's addressing does by itself.
template <class T, int kM, bool kPacked>
class TileRows {
 public:
  HWY_INLINE TileRows(const T* a, std::int64_t row_stride, std::int64_t column_stride)
      : row_stride_(row_stride), column_stride_(column_stride) {
    unrolled<kPointers>(UNROLLED_BODY(g) { pointers_[g] = a + 3 * g * row_stride; });
  }
  template <int kI>
  HWY_INLINE T get() const {
    if constexpr (kPacked)
      return pointers_[0][kI];
    else
      return pointers_[kI / 3][kI % 3 * row_stride_];
  }
  HWY_INLINE void next() {
    unrolled<kPointers>(UNROLLED_BODY(g) { pointers_[g] += kPacked ? kM : column_stride_; });
  }

 private:
  static constexpr int kPointers = kPacked ? 1 : (kM + 2) / 3;
  const T* pointers_[kPointers];
  std::int64_t row_stride_, column_stride_;
};

// The last of the vectors may be partial: `last` of its lanes count.
template <class T, int kM, int kV, bool kPartial, bool kPacked>
void tile(std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, const T* b, std::int64_t ldb, T* y,
          std::int64_t ldy, std::int64_t last, bool accumulate) {
  using D = Tag<T>;
  const D d;
  const auto load = [&](const T* from, auto v) __attribute__((always_inline)) {
    if constexpr (kPartial && v == kV - 1)
      return load_part(d, from + v * kStep<T>, last);
    else
      return hn::LoadU(d, from + v * kStep<T>);
  };
  hn::Vec<D> sum[kM][kV];
  unrolled<kM>(UNROLLED_BODY(i) { unrolled<kV>(UNROLLED_BODY(v) { sum[i][v] = hn::Zero(d); }); });
  unrolled<kM>(UNROLLED_BODY(i) { __builtin_prefetch(y + i * ldy, 1); });
  if constexpr (kV > 1) unrolled<kM>(UNROLLED_BODY(i) { __builtin_prefetch(y + i * ldy + kStep<T>, 1); });
  TileRows<T, kM, kPacked> left(a, ars, acs);
  for (std::int64_t p = 0; p < k; ++p, b += ldb, left.next()) {
    hn::Vec<D> right[kV];
    unrolled<kV>(UNROLLED_BODY(v) { right[v] = load(b, v); });
    unrolled<kM>(UNROLLED_BODY(i) {
      const auto factor = hn::Set(d, left.template get<i>());
      unrolled<kV>(UNROLLED_BODY(v) { sum[i][v] = hn::MulAdd(factor, right[v], sum[i][v]); });
    });
  }
  unrolled<kM>(UNROLLED_BODY(i) {
    unrolled<kV>(UNROLLED_BODY(v) {
      if (accumulate) sum[i][v] = hn::Add(load(y, v), sum[i][v]);
      if constexpr (kPartial && v == kV - 1)
        store_part(d, sum[i][v], y + v * kStep<T>, last);
      else
        hn::StoreU(sum[i][v], d, y + v * kStep<T>);
    });
    y += ldy;
  });
}

template <class T>
using TileKernel = void (*)(std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, const T* b,
                            std::int64_t ldb, T* y, std::int64_t ldy, std::int64_t last, bool accumulate);

// Tiles of every height.
template <class T>
struct TileKernels {
  TileKernel<T> of_height[kRows];
};

template <class T, int kV, bool kPartial, bool kPacked>
constexpr TileKernels<T> kTiles = []<int... kI>(std::integer_sequence<int, kI...>) {
  return TileKernels<T>{{tile<T, kI + 1, kV, kPartial, kPacked>...}};
}
(std::make_integer_sequence<int, kRows>());

template <class T, bool kPacked>
const TileKernels<T>& tiles_for(std::int64_t columns) {
  if (columns == kColumns<T>) return kTiles<T, 2, false, kPacked>;
  if (columns > kStep<T>) return kTiles<T, 2, true, kPacked>;
  return columns == kStep<T> ? kTiles<T, 1, false, kPacked> : kTiles<T, 1, true, kPacked>;
}

template <class T>
void multiply(const Rows<T>& a, const Panel<T>& b, std::int64_t k, T* y, std::int64_t ldy, bool accumulate) {
  const TileKernels<T>& tiles = a.packed ? tiles_for<T, true>(b.count) : tiles_for<T, false>(b.count);
  const std::int64_t row_step = a.packed ? k : a.row_stride;
  const std::int64_t last = b.count > kStep<T> ? b.count - kStep<T> : b.count;
  for (std::int64_t i = 0, height; i < a.count; i += height) {
    height = tile_height(a.count - i);
    tiles.of_height[height - 1](k, a.data + i * row_step, a.row_stride, a.column_stride, b.data, b.row_stride,
                                y + i * ldy, ldy, last, accumulate);
  }
}

// ---- packing ----

// A vector of blocks of 128 bits, of which block g comes from from + g * step.
template <class D, class T>
HWY_INLINE hn::Vec<D> load_blocks(D d, const T* from, std::int64_t step) {
  if constexpr (sizeof(hn::Vec<D>) == 16) {
    return hn::LoadU(d, from);
  } else {
    constexpr std::int64_t kBlocks = sizeof(hn::Vec<D>) / 16;
    const hn::Half<D> half;
    return hn::Combine(d, load_blocks(half, from + kBlocks / 2 * step, step), load_blocks(half, from, step));
  }
}

// Four rows of blocks, or two of double, in which column c stands where block c stood: a square of 4 x 4 (2 x
// 2) is turned within each block.
template <class D, class V>
HWY_INLINE void transpose_blocks(D d, V (&r)[4]) {
  const hn::Repartition<double, D> pairs;
  const auto low = hn::BitCast(pairs, hn::InterleaveLower(d, r[0], r[1]));
  const auto low2 = hn::BitCast(pairs, hn::InterleaveLower(d, r[2], r[3]));
  const auto high = hn::BitCast(pairs, hn::InterleaveUpper(d, r[0], r[1]));
  const auto high2 = hn::BitCast(pairs, hn::InterleaveUpper(d, r[2], r[3]));
  r[0] = hn::BitCast(d, hn::InterleaveLower(pairs, low, low2));
  r[1] = hn::BitCast(d, hn::InterleaveUpper(pairs, low, low2));
  r[2] = hn::BitCast(d, hn::InterleaveLower(pairs, high, high2));
  r[3] = hn::BitCast(d, hn::InterleaveUpper(pairs, high, high2));
}
template <class D, class V>
HWY_INLINE void transpose_blocks(D d, V (&r)[2]) {
  const V low = hn::InterleaveLower(d, r[0], r[1]);
  r[1] = hn::InterleaveUpper(d, r[0], r[1]);
  r[0] = low;
}

// to[p * to_stride + c] = from[c * kDistance + p] for p < k, for as many columns as a vector has lanes.
template <class T, std::int64_t kDistance>
HWY_INLINE void transpose_square(std::int64_t k, const T* from, T* to, std::int64_t to_stride) {
  const Tag<T> d;
  constexpr int kBlock = 16 / sizeof(T);
  for (std::int64_t p = 0; p < k; p += kBlock) {
    hn::Vec<Tag<T>> rows[kBlock];
    unrolled<kBlock>(
        UNROLLED_BODY(c) { rows[c] = load_blocks(d, from + c * kDistance + p, kBlock * kDistance); });
    transpose_blocks(d, rows);
    unrolled<kBlock>(UNROLLED_BODY(c) {
      if (p + c < k) hn::StoreU(rows[c], d, to + (p + c) * to_stride);
    });
  }
}

// to[p * to_stride + c] = from[c * stride + p] for p < k and c < count, at most a vector. Whole vectors are
// written: what a row leaves behind its end is overwritten by the next.
template <class T>
void transpose(std::int64_t count, std::int64_t k, const T* from, std::int64_t stride, T* to,
               std::int64_t to_stride) {
  // Columns a power of two apart fall on the same few places of the first cache and drive each other out. So
  // a stretch of each is first read at once into a buffer whose columns are apart by another number.
  constexpr std::int64_t kStretch = 256 / sizeof(T), kDistance = kStretch + 16 / sizeof(T);
  const Tag<T> d;
  alignas(64) T buffer[kStep<T> * kDistance];
  for (std::int64_t p = 0; p < k; p += kStretch) {
    const std::int64_t length = k - p < kStretch ? k - p : kStretch;
    for (std::int64_t c = 0; c < count; ++c) {
      std::int64_t i = 0;
      for (; i + kStep<T> <= length; i += kStep<T>)
        hn::StoreU(hn::LoadU(d, from + c * stride + p + i), d, buffer + c * kDistance + i);
      if (i < length)
        hn::StoreU(load_part(d, from + c * stride + p + i, length - i), d, buffer + c * kDistance + i);
    }
    transpose_square<T, kDistance>(length, buffer, to + p * to_stride, to_stride);
  }
}

// The same for columns that are no more contiguous than rows.
template <class T>
void gather(std::int64_t count, std::int64_t k, const T* from, std::int64_t row_stride,
            std::int64_t column_stride, T* to, std::int64_t to_stride) {
  constexpr std::int64_t kAtOnce = 16;  // so that each line of memory is read from in one go
  for (std::int64_t first = 0; first < k; first += kAtOnce) {
    const std::int64_t end = first + kAtOnce < k ? first + kAtOnce : k;
    for (std::int64_t c = 0; c < count; ++c)
      for (std::int64_t p = first; p < end; ++p)
        to[p * to_stride + c] = from[p * row_stride + c * column_stride];
  }
}

// The same for contiguous rows. Writes whole vectors.
template <class T>
HWY_INLINE void copy_row(std::int64_t count, const T* from, T* to) {
  const Tag<T> d;
  std::int64_t c = 0;
  for (; c + kStep<T> <= count; c += kStep<T>) hn::StoreU(hn::LoadU(d, from + c), d, to + c);
  if (c < count) hn::StoreU(load_part(d, from + c, count - c), d, to + c);
}

// Rows far apart are beyond what the processor foresees.
template <class T>
HWY_INLINE void prefetch_row(std::int64_t count, const T* from) {
  for (std::int64_t c = 0; c < count; c += 64 / sizeof(T)) __builtin_prefetch(from + c);
}
constexpr std::int64_t kRowsAhead = 16;

// Row by row through all the panels, since neighbours in a row are neighbours in memory.
template <class T>
void copy_panels(std::int64_t k, std::int64_t n, const T* b, std::int64_t stride, T* packed) {
  for (std::int64_t p = 0; p < k; ++p, b += stride, packed += kColumns<T>) {
    if (p + kRowsAhead < k) prefetch_row(n, b + kRowsAhead * stride);
    for (std::int64_t j = 0; j < n; j += kColumns<T>)
      copy_row(n - j < kColumns<T> ? n - j : kColumns<T>, b + j, packed + j * k);
  }
}

template <class T>
void pack_panels(std::int64_t k, std::int64_t n, const T* b, std::int64_t brs, std::int64_t bcs, T* packed) {
  if (bcs == 1) return copy_panels(k, n, b, brs, packed);
  for (std::int64_t j = 0; j < n; j += kColumns<T>, packed += k * kColumns<T>) {
    const std::int64_t width = n - j < kColumns<T> ? n - j : kColumns<T>;
    if (brs != 1)
      gather(width, k, b + j * bcs, brs, bcs, packed, kColumns<T>);
    else
      for (std::int64_t c = 0; c < width; c += kStep<T>)
        transpose(width - c < kStep<T> ? width - c : kStep<T>, k, b + (j + c) * bcs, bcs, packed + c,
                  kColumns<T>);
  }
}

// Each row before the next, whose beginning it overwrites.
template <class T>
void copy_tile(std::int64_t m, std::int64_t k, const T* a, std::int64_t stride, T* packed) {
  for (std::int64_t p = 0; p < k; ++p, a += stride, packed += m) {
    if (p + kRowsAhead < k) prefetch_row(m, a + kRowsAhead * stride);
    copy_row(m, a, packed);
  }
}

template <class T>
void pack_tile(std::int64_t m, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, T* packed) {
  if (ars == 1) return copy_tile(m, k, a, acs, packed);
  if (acs != 1) return gather(m, k, a, acs, ars, packed, m);
  // From the last group of rows to the first: what each writes too much belongs to those that follow.
  for (std::int64_t i = (m - 1) / kStep<T> * kStep<T>; i >= 0; i -= kStep<T>)
    transpose(m - i < kStep<T> ? m - i : kStep<T>, k, a + i * ars, ars, packed + i, m);
}

template <class T>
void pack_rows(std::int64_t m, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, T* packed) {
  for (std::int64_t i = 0, height; i < m; i += height) {
    height = tile_height(m - i);
    pack_tile(height, k, a + i * ars, ars, acs, packed + i * k);
  }
}

// ---- vectors ----

// kM rows at once share the loads of x.
template <class T, int kM>
void dots(std::int64_t k, const T* a, std::int64_t lda, const T* x, T* y, std::int64_t ldy, bool accumulate) {
  const Tag<T> d;
  hn::Vec<Tag<T>> sum[kM][2];
  unrolled<kM>(UNROLLED_BODY(i) { sum[i][0] = sum[i][1] = hn::Zero(d); });
  std::int64_t p = 0;
  for (; p + 2 * kStep<T> <= k; p += 2 * kStep<T>) {
    const auto x0 = hn::LoadU(d, x + p), x1 = hn::LoadU(d, x + p + kStep<T>);
    unrolled<kM>(UNROLLED_BODY(i) {
      sum[i][0] = hn::MulAdd(hn::LoadU(d, a + i * lda + p), x0, sum[i][0]);
      sum[i][1] = hn::MulAdd(hn::LoadU(d, a + i * lda + p + kStep<T>), x1, sum[i][1]);
    });
  }
  for (; p < k; p += kStep<T>) {
    const std::int64_t rest = k - p < kStep<T> ? k - p : kStep<T>;
    const auto x0 = load_part(d, x + p, rest);
    unrolled<kM>(
        UNROLLED_BODY(i) { sum[i][0] = hn::MulAdd(load_part(d, a + i * lda + p, rest), x0, sum[i][0]); });
  }
  unrolled<kM>(UNROLLED_BODY(i) {
    const T dot = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum[i][0], sum[i][1])));
    y[i * ldy] = accumulate ? y[i * ldy] + dot : dot;
  });
}

template <class T>
void rows_dot(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, const T* x, T* y,
              std::int64_t ldy, bool accumulate) {
  std::int64_t i = 0;
  for (; i + 4 <= m; i += 4) dots<T, 4>(k, a + i * lda, lda, x, y + i * ldy, ldy, accumulate);
  for (; i < m; ++i) dots<T, 1>(k, a + i * lda, lda, x, y + i * ldy, ldy, accumulate);
}

// y (+)= kK elements of x times as many rows of b.
template <class T, int kK>
void add_rows(std::int64_t n, const T* x, std::int64_t x_stride, const T* b, std::int64_t ldb, T* y,
              bool accumulate) {
  const Tag<T> d;
  hn::Vec<Tag<T>> factor[kK];
  unrolled<kK>(UNROLLED_BODY(p) { factor[p] = hn::Set(d, x[p * x_stride]); });
  std::int64_t j = 0;
  for (; j + kStep<T> <= n; j += kStep<T>) {
    auto sum = accumulate ? hn::LoadU(d, y + j) : hn::Zero(d);
    unrolled<kK>(UNROLLED_BODY(p) { sum = hn::MulAdd(factor[p], hn::LoadU(d, b + p * ldb + j), sum); });
    hn::StoreU(sum, d, y + j);
  }
  if (const std::int64_t rest = n - j) {
    auto sum = accumulate ? load_part(d, y + j, rest) : hn::Zero(d);
    unrolled<kK>(UNROLLED_BODY(p) { sum = hn::MulAdd(factor[p], load_part(d, b + p * ldb + j, rest), sum); });
    store_part(d, sum, y + j, rest);
  }
}

template <class T>
void vector_matrix(std::int64_t n, std::int64_t k, const T* x, std::int64_t x_stride, const T* b,
                   std::int64_t ldb, T* y, bool accumulate) {
  std::int64_t p = 0;
  for (; p + 8 <= k; p += 8)
    add_rows<T, 8>(n, x + p * x_stride, x_stride, b + p * ldb, ldb, y, accumulate || p > 0);
  for (; p < k; ++p) add_rows<T, 1>(n, x + p * x_stride, x_stride, b + p * ldb, ldb, y, accumulate || p > 0);
}

template <class T>
constexpr MatmulTable<T> build() {
  return {kRows, kColumns<T>, multiply<T>, pack_panels<T>, pack_rows<T>, rows_dot<T>, vector_matrix<T>};
}

}  // namespace

extern constinit const MatmulTable<float> matmul_float_table = build<float>();
extern constinit const MatmulTable<double> matmul_double_table = build<double>();

}  // namespace adjoint::kernels::SIMD_TARGET
