#include <iterator>
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

// Where vectors are executed in two halves, a half alone takes half the time.
#if defined(ADJOINT_TARGET_AVX512)
constexpr bool kHalvesPay = true;
#else
constexpr bool kHalvesPay = false;
#endif

template <class T>
constexpr std::int64_t kStep = kLanes<Tag<T>>;
template <class T>
constexpr int kColumns = kVectors* static_cast<int>(kStep<T>);

template <int kI>
struct Index {
  constexpr operator int() const { return kI; }
};

// Under sanitizers nothing stays in registers anyway, and straight code takes the compiler minutes.
#if defined(__OPTIMIZE__) && !defined(ADJOINT_SANITIZED)
#define STRAIGHT_CODE 1
#else
#define STRAIGHT_CODE 0
#endif

// f(0), f(1), ... with constants for arguments: accumulators stay in registers only when every index into
// them is known to the compiler, and what it unrolls by itself is not enough for that.
template <int kCount, class F>
HWY_INLINE void unrolled(const F& f) {
#if STRAIGHT_CODE
  [&]<int... kI>(std::integer_sequence<int, kI...>) __attribute__((always_inline)) { (f(Index<kI>()), ...); }
  (std::make_integer_sequence<int, kCount>());
#else
  for (int i = 0; i < kCount; ++i) f(i);
#endif
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
  HWY_INLINE T get(int i) const {
    if constexpr (kPacked)
      return pointers_[0][i];
    else
      return pointers_[i / 3][i % 3 * row_stride_];
  }
  HWY_INLINE void next() {
    unrolled<kPointers>(UNROLLED_BODY(g) { pointers_[g] += kPacked ? kM : column_stride_; });
  }

 private:
  static constexpr int kPointers = kPacked ? 1 : (kM + 2) / 3;
  const T* pointers_[kPointers];
  std::int64_t row_stride_, column_stride_;
};

// Rows far apart are beyond what the processor foresees: they are asked for this many rows early.
constexpr std::int64_t kRowsAhead = 16;
constexpr std::int64_t kLastProducts = 32;  // take about as long as main memory

template <class D, int kM, int kV, class T>
HWY_INLINE void prefetch_tile(const T* y, std::int64_t ldy) {
  for (int i = 0; i < kM; ++i, y += ldy)
    unrolled<kV>(UNROLLED_BODY(v) { __builtin_prefetch(y + v * kLanes<D>, 1); });
}

// The last of the vectors may be partial: `last` of its lanes count. With kKeep, what is read of b is packed
// into `kept` on the way: storing it costs nothing beside the products.
template <class T, class D, int kM, int kV, bool kPartial, bool kPacked, bool kKeep>
void tile(std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, const T* b, std::int64_t ldb, T* y,
          std::int64_t ldy, std::int64_t last, bool accumulate, T* kept) {
  const D d;
  const auto load = [&](const T* from, auto v) __attribute__((always_inline)) {
    if (kPartial && v == kV - 1)
      return load_part(d, from + v * kLanes<D>, last);
    else
      return hn::LoadU(d, from + v * kLanes<D>);
  };
  hn::Vec<D> sum[kM][kV];
  unrolled<kM>(UNROLLED_BODY(i) { unrolled<kV>(UNROLLED_BODY(v) { sum[i][v] = hn::Zero(d); }); });
  TileRows<T, kM, kPacked> left(a, ars, acs);
  const auto add_products = [&](std::int64_t count) __attribute__((always_inline)) {
    for (std::int64_t p = 0; p < count; ++p, b += ldb, left.next()) {
      hn::Vec<D> right[kV];
      unrolled<kV>(UNROLLED_BODY(v) { right[v] = load(b, v); });
      // Packed rows stand for large products, whose panels come from the third cache. The processor foresees
      // that stream beside one of rows in floats, but loses it beside rows that are twice as long.
      if constexpr (kKeep || (kPacked && sizeof(T) == 8)) {
        const T* const ahead = b + kRowsAhead * ldb;
        unrolled<kV>(UNROLLED_BODY(v) { __builtin_prefetch(ahead + v * kLanes<D>); });
        if (kKeep) __builtin_prefetch(ahead + kV * kLanes<D> - 1);  // rows may begin anywhere in a line
      }
      if constexpr (kKeep) {
        unrolled<kV>(UNROLLED_BODY(v) { hn::StoreU(right[v], d, kept + v * kLanes<D>); });
        kept += kV * kLanes<D>;
      }
      unrolled<kM>(UNROLLED_BODY(i) {
        const auto factor = hn::Set(d, left.get(i));
        unrolled<kV>(UNROLLED_BODY(v) { sum[i][v] = hn::MulAdd(factor, right[v], sum[i][v]); });
      });
    }
  };
  // The result is fetched shortly before it is needed: sooner, and the operands would drive it out again.
  const std::int64_t before = k > kLastProducts ? k - kLastProducts : 0;
  for (std::int64_t done = 0, next = before; done < k; done = next, next = k) {
    add_products(next - done);
    if (done < before) prefetch_tile<D, kM, kV>(y, ldy);
  }
  unrolled<kM>(UNROLLED_BODY(i) {
    unrolled<kV>(UNROLLED_BODY(v) {
      if (accumulate) sum[i][v] = hn::Add(load(y, v), sum[i][v]);
      if (kPartial && v == kV - 1)
        store_part(d, sum[i][v], y + v * kLanes<D>, last);
      else
        hn::StoreU(sum[i][v], d, y + v * kLanes<D>);
    });
    y += ldy;
  });
}

template <class T>
using TileKernel = void (*)(std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, const T* b,
                            std::int64_t ldb, T* y, std::int64_t ldy, std::int64_t last, bool accumulate,
                            T* kept);

// Tiles of every height.
template <class T>
struct TileKernels {
  TileKernel<T> of_height[kRows];
};

template <class T, class D, int kV, bool kPartial, bool kPacked, bool kKeep = false>
constexpr TileKernels<T> kTiles = []<int... kI>(std::integer_sequence<int, kI...>) {
  return TileKernels<T>{{tile<T, D, kI + 1, kV, kPartial, kPacked, kKeep>...}};
}
(std::make_integer_sequence<int, kRows>());

template <class T, bool kPacked>
const TileKernels<T>& tiles_for(std::int64_t columns) {
  using D = Tag<T>;
  if (columns == kColumns<T>) return kTiles<T, D, 2, false, kPacked>;
  if (columns > kStep<T>) return kTiles<T, D, 2, true, kPacked>;
  if constexpr (kHalvesPay) {
    using H = hn::Half<D>;
    if (columns < kLanes<H>) return kTiles<T, H, 1, true, kPacked>;
    if (columns == kLanes<H>) return kTiles<T, H, 1, false, kPacked>;
  }
  return columns == kStep<T> ? kTiles<T, D, 1, false, kPacked> : kTiles<T, D, 1, true, kPacked>;
}

template <class T>
void multiply_at_once(const Rows<T>& a, const Panel<T>& b, std::int64_t k, T* y, std::int64_t ldy,
                      bool accumulate) {
  const TileKernels<T>& tiles = a.packed ? tiles_for<T, true>(b.count) : tiles_for<T, false>(b.count);
  const std::int64_t row_step = a.packed ? k : a.row_stride;
  const std::int64_t last = b.count > kStep<T> ? b.count - kStep<T> : b.count;
  for (std::int64_t i = 0, height; i < a.count; i += height) {
    height = tile_height(a.count - i);
    tiles.of_height[height - 1](k, a.data + i * row_step, a.row_stride, a.column_stride, b.data, b.row_stride,
                                y + i * ldy, ldy, last, accumulate, nullptr);
  }
}

template <class T>
void multiply(const Rows<T>& a, const Panel<T>& b, std::int64_t k, T* y, std::int64_t ldy, bool accumulate) {
  constexpr std::int64_t step = kStep<T>;
  if (!kHalvesPay || b.count <= step || b.count > step + step / 2)
    return multiply_at_once(a, b, k, y, ldy, accumulate);
  multiply_at_once(a, {b.data, step, b.row_stride}, k, y, ldy, accumulate);
  multiply_at_once(a, {b.data + step, b.count - step, b.row_stride}, k, y + step, ldy, accumulate);
}

// The first tile packs the panel for those that follow.
template <class T>
void multiply_and_pack(const Rows<T>& a, const T* b, std::int64_t ldb, std::int64_t k, T* packed, T* y,
                       std::int64_t ldy, bool accumulate) {
  const TileKernels<T>& tiles = a.packed ? kTiles<T, Tag<T>, kVectors, false, true, true>
                                         : kTiles<T, Tag<T>, kVectors, false, false, true>;
  const std::int64_t height = tile_height(a.count);
  tiles.of_height[height - 1](k, a.data, a.row_stride, a.column_stride, b, ldb, y, ldy, kStep<T>, accumulate,
                              packed);
  const Rows<T> rest{a.data + height * (a.packed ? k : a.row_stride), a.count - height, a.row_stride,
                     a.column_stride, a.packed};
  multiply_at_once(rest, {packed, kColumns<T>, kColumns<T>}, k, y + height * ldy, ldy, accumulate);
}

// ---- packing ----

// Writes whole vectors.
template <class T>
HWY_INLINE void copy_row(std::int64_t count, const T* from, T* to) {
  const Tag<T> d;
  std::int64_t c = 0;
  for (; c + kStep<T> <= count; c += kStep<T>) hn::StoreU(hn::LoadU(d, from + c), d, to + c);
  if (c < count) hn::StoreU(load_part(d, from + c, count - c), d, to + c);
}

template <class T>
constexpr int kBlockLanes = 16 / sizeof(T);

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

// to[p * to_stride + c] = from[c * stride + p] for p < k, for as many columns as a vector has lanes. Reads on
// to the end of a block of 128 bits.
template <class T>
HWY_INLINE void transpose_vectors(std::int64_t k, const T* from, std::int64_t stride, T* to,
                                  std::int64_t to_stride) {
  const Tag<T> d;
  constexpr int kBlock = kBlockLanes<T>;
  for (std::int64_t p = 0; p < k; p += kBlock) {
    hn::Vec<Tag<T>> rows[kBlock];
    unrolled<kBlock>(UNROLLED_BODY(c) { rows[c] = load_blocks(d, from + c * stride + p, kBlock * stride); });
    transpose_blocks(d, rows);
    unrolled<kBlock>(UNROLLED_BODY(c) {
      if (p + c < k) hn::StoreU(rows[c], d, to + (p + c) * to_stride);
    });
  }
}

// Columns that many bytes apart fall on few places of the first cache, and drive each other out.
template <class T>
HWY_INLINE bool crowds_cache(std::int64_t stride) {
  return (stride * static_cast<std::int64_t>(sizeof(T)) & 511) == 0;
}

// to[p * to_stride + c] = from[c * stride + p] for p < k and c < count, at most a vector. Whole vectors are
// written: what a row leaves behind its end is overwritten by the next.
template <class T>
void transpose(std::int64_t count, std::int64_t k, const T* from, std::int64_t stride, T* to,
               std::int64_t to_stride) {
  std::int64_t p = 0;
  if (count == kStep<T> && !crowds_cache<T>(stride)) {
    p = k / kBlockLanes<T> * kBlockLanes<T>;
    transpose_vectors(p, from, stride, to, to_stride);
  }
  // Otherwise a stretch of each column is first read at once, into a buffer where they are well apart.
  constexpr std::int64_t kStretch = 256 / sizeof(T), kDistance = kStretch + kBlockLanes<T>;
  alignas(64) T buffer[kStep<T> * kDistance];
  for (; p < k; p += kStretch) {
    const std::int64_t length = k - p < kStretch ? k - p : kStretch;
    for (std::int64_t c = 0; c < count; ++c) copy_row(length, from + c * stride + p, buffer + c * kDistance);
    transpose_vectors(length, buffer, kDistance, to + p * to_stride, to_stride);
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

// Into the second cache, since in the first they might fall on one place.
template <class T>
HWY_INLINE void prefetch_row(std::int64_t count, const T* from) {
  for (std::int64_t c = 0; c < count; c += 64 / sizeof(T)) __builtin_prefetch(from + c, 0, 2);
  __builtin_prefetch(from + count - 1, 0, 2);  // a row may begin anywhere in a line
}

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

// kM rows of a times kN of x, all contiguous; y[i * y_row + j * y_column] for row i of a and j of x.
template <class T, int kM, int kN>
void dots(std::int64_t k, const T* a, std::int64_t lda, const T* x, std::int64_t ldx, T* y,
          std::int64_t y_row, std::int64_t y_column, bool accumulate) {
  const Tag<T> d;
  constexpr int kChains = kM * kN < 8 ? 2 : 1;  // enough sums under way to hide how long each addition takes
  hn::Vec<Tag<T>> sum[kM][kN][kChains];
  unrolled<kM>(UNROLLED_BODY(i) {
    unrolled<kN>(UNROLLED_BODY(j) { unrolled<kChains>(UNROLLED_BODY(c) { sum[i][j][c] = hn::Zero(d); }); });
  });
  const auto add_products = [&](std::int64_t p, auto c, auto load) __attribute__((always_inline)) {
    hn::Vec<Tag<T>> right[kN];
    unrolled<kN>(UNROLLED_BODY(j) { right[j] = load(x + j * ldx + p); });
    unrolled<kM>(UNROLLED_BODY(i) {
      const auto left = load(a + i * lda + p);
      unrolled<kN>(UNROLLED_BODY(j) { sum[i][j][c] = hn::MulAdd(left, right[j], sum[i][j][c]); });
    });
  };
  const auto whole = [&](const T* from) __attribute__((always_inline)) { return hn::LoadU(d, from); };
  std::int64_t p = 0;
  for (; p + kChains * kStep<T> <= k; p += kChains * kStep<T>)
    unrolled<kChains>(UNROLLED_BODY(c) { add_products(p + c * kStep<T>, c, whole); });
  for (; p < k; p += kStep<T>) {
    const std::int64_t rest = k - p < kStep<T> ? k - p : kStep<T>;
    const auto part = [&](const T* from) __attribute__((always_inline)) { return load_part(d, from, rest); };
    add_products(p, Index<0>(), part);
  }
  unrolled<kM>(UNROLLED_BODY(i) {
    unrolled<kN>(UNROLLED_BODY(j) {
      if constexpr (kChains > 1) sum[i][j][0] = hn::Add(sum[i][j][0], sum[i][j][1]);
      const T dot = hn::GetLane(hn::SumOfLanes(d, sum[i][j][0]));
      T* const to = y + i * y_row + j * y_column;
      *to = accumulate ? *to + dot : dot;
    });
  });
}

template <class T, int kN>
void rows_dot_few(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, const T* x, std::int64_t ldx,
                  T* y, std::int64_t y_row, std::int64_t y_column, bool accumulate) {
  constexpr int kM = kRows < 12 && kN > 2 ? 2 : 4;  // as the registers allow
  std::int64_t i = 0;
  for (; i + kM <= m; i += kM)
    dots<T, kM, kN>(k, a + i * lda, lda, x, ldx, y + i * y_row, y_row, y_column, accumulate);
  for (; i < m; ++i) dots<T, 1, kN>(k, a + i * lda, lda, x, ldx, y + i * y_row, y_row, y_column, accumulate);
}

template <class T>
void rows_dot(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t lda, const T* x,
              std::int64_t ldx, T* y, std::int64_t y_row, std::int64_t y_column, bool accumulate) {
  constexpr decltype(&rows_dot_few<T, 1>) of_count[] = {rows_dot_few<T, 1>, rows_dot_few<T, 2>,
                                                        rows_dot_few<T, 3>, rows_dot_few<T, 4>};
  static_assert(std::size(of_count) == kFew);
  of_count[n - 1](m, k, a, lda, x, ldx, y, y_row, y_column, accumulate);
}

// kM rows of y (+)= kK columns of x times as many rows of b.
template <class T, int kM, int kK>
void add_rows(std::int64_t n, const T* x, std::int64_t x_row, std::int64_t x_column, const T* b,
              std::int64_t ldb, T* y, std::int64_t ldy, bool accumulate) {
  const Tag<T> d;
  hn::Vec<Tag<T>> factor[kM][kK];
  unrolled<kM>(UNROLLED_BODY(i) {
    unrolled<kK>(UNROLLED_BODY(p) { factor[i][p] = hn::Set(d, x[i * x_row + p * x_column]); });
  });
  const auto add_at = [&](std::int64_t j, auto load, auto store) __attribute__((always_inline)) {
    hn::Vec<Tag<T>> sum[kM];
    unrolled<kM>(UNROLLED_BODY(i) { sum[i] = accumulate ? load(y + i * ldy + j) : hn::Zero(d); });
    unrolled<kK>(UNROLLED_BODY(p) {
      const auto right = load(b + p * ldb + j);
      unrolled<kM>(UNROLLED_BODY(i) { sum[i] = hn::MulAdd(factor[i][p], right, sum[i]); });
    });
    unrolled<kM>(UNROLLED_BODY(i) { store(sum[i], y + i * ldy + j); });
  };
  std::int64_t j = 0;
  for (; j + kStep<T> <= n; j += kStep<T>)
    add_at(
        j, [&](const T* from) __attribute__((always_inline)) { return hn::LoadU(d, from); },
        [&](auto v, T* to) __attribute__((always_inline)) { hn::StoreU(v, d, to); });
  if (const std::int64_t rest = n - j)
    add_at(
        j, [&](const T* from) __attribute__((always_inline)) { return load_part(d, from, rest); },
        [&](auto v, T* to) __attribute__((always_inline)) { store_part(d, v, to, rest); });
}

template <class T, int kM>
void few_rows_of(std::int64_t n, std::int64_t k, const T* x, std::int64_t x_row, std::int64_t x_column,
                 const T* b, std::int64_t ldb, T* y, std::int64_t ldy, bool accumulate) {
  constexpr int kK = (kRows < 12 ? 8 : 16) / kM < 8 ? (kRows < 12 ? 8 : 16) / kM : 8;  // as registers allow
  std::int64_t p = 0;
  for (; p + kK <= k; p += kK)
    add_rows<T, kM, kK>(n, x + p * x_column, x_row, x_column, b + p * ldb, ldb, y, ldy, accumulate || p > 0);
  for (; p < k; ++p)
    add_rows<T, kM, 1>(n, x + p * x_column, x_row, x_column, b + p * ldb, ldb, y, ldy, accumulate || p > 0);
}

template <class T>
void few_rows(std::int64_t m, std::int64_t n, std::int64_t k, const T* x, std::int64_t x_row,
              std::int64_t x_column, const T* b, std::int64_t ldb, T* y, std::int64_t ldy, bool accumulate) {
  constexpr decltype(&few_rows_of<T, 1>) of_count[] = {few_rows_of<T, 1>, few_rows_of<T, 2>,
                                                       few_rows_of<T, 3>, few_rows_of<T, 4>};
  static_assert(std::size(of_count) == kFew);
  of_count[m - 1](n, k, x, x_row, x_column, b, ldb, y, ldy, accumulate);
}

template <class T>
constexpr MatmulTable<T> build() {
  return {kRows,          kColumns<T>,  multiply<T>, multiply_and_pack<T>,
          pack_panels<T>, pack_rows<T>, rows_dot<T>, few_rows<T>};
}

}  // namespace

extern constinit const MatmulTable<float> matmul_float_table = build<float>();
extern constinit const MatmulTable<double> matmul_double_table = build<double>();

}  // namespace adjoint::kernels::SIMD_TARGET
