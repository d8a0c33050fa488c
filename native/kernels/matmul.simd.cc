#include "kernels/matmul_table.h"
#include "kernels/simd_vector.h"

namespace adjoint::kernels::SIMD_TARGET {
namespace {

// As many accumulators as the registers hold beside two vectors of b and one element of a.
#if defined(ADJOINT_TARGET_AVX512) || defined(ADJOINT_TARGET_NEON)
constexpr int kRows = 12;
#else
constexpr int kRows = 6;
#endif
constexpr int kVectors = 2;

template <class T>
constexpr int kColumns = kVectors* static_cast<int>(kLanes<Tag<T>>);

template <class T, int kM, int kV, bool kPacked>
struct Block {
  using D = Tag<T>;
  using V = hn::Vec<D>;
  static constexpr std::int64_t kStep = kLanes<D>;

  // The last of the vectors may be partial: `last` of its lanes count.
  template <bool kPartial>
  static HWY_INLINE void run(std::int64_t last, std::int64_t k, const T* a, std::int64_t ars,
                             std::int64_t acs, const T* b, std::int64_t ldb, T* y, std::int64_t ldy,
                             bool accumulate) {
    const D d;
    V sum[kM][kV];
    for (int i = 0; i < kM; ++i)
      for (int v = 0; v < kV; ++v) sum[i][v] = hn::Zero(d);
    for (std::int64_t p = 0; p < k; ++p, b += ldb, a += kPacked ? kRows : acs) {
      V right[kV];
      for (int v = 0; v < kV; ++v)
        right[v] = kPartial && !kPacked && v == kV - 1 ? load_part(d, b + v * kStep, last)
                                                       : hn::LoadU(d, b + v * kStep);
      for (int i = 0; i < kM; ++i) {
        const V left = hn::Set(d, a[kPacked ? i : i * ars]);
        for (int v = 0; v < kV; ++v) sum[i][v] = hn::MulAdd(left, right[v], sum[i][v]);
      }
    }
    for (int i = 0; i < kM; ++i, y += ldy)
      for (int v = 0; v < kV; ++v) {
        T* to = y + v * kStep;
        if (kPartial && v == kV - 1) {
          if (accumulate) sum[i][v] = hn::Add(load_part(d, to, last), sum[i][v]);
          store_part(d, sum[i][v], to, last);
        } else {
          if (accumulate) sum[i][v] = hn::Add(hn::LoadU(d, to), sum[i][v]);
          hn::StoreU(sum[i][v], d, to);
        }
      }
  }
};

// Chooses the block for the rows at hand: the edge is not computed at full height.
template <class T, int kM, bool kPacked>
HWY_INLINE void of_height(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t ars,
                          std::int64_t acs, const T* b, std::int64_t ldb, T* y, std::int64_t ldy,
                          bool accumulate) {
  if constexpr (kM > 1)
    if (m < kM) return of_height<T, kM - 1, kPacked>(m, n, k, a, ars, acs, b, ldb, y, ldy, accumulate);
  constexpr std::int64_t step = kLanes<Tag<T>>;
  if (n > step) {
    if (n == 2 * step)
      Block<T, kM, 2, kPacked>::template run<false>(step, k, a, ars, acs, b, ldb, y, ldy, accumulate);
    else
      Block<T, kM, 2, kPacked>::template run<true>(n - step, k, a, ars, acs, b, ldb, y, ldy, accumulate);
  } else if (n == step) {
    Block<T, kM, 1, kPacked>::template run<false>(step, k, a, ars, acs, b, ldb, y, ldy, accumulate);
  } else {
    Block<T, kM, 1, kPacked>::template run<true>(n, k, a, ars, acs, b, ldb, y, ldy, accumulate);
  }
}

template <class T>
void block(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, const T* b, std::int64_t ldb, T* y,
           std::int64_t ldy, bool accumulate) {
  of_height<T, kRows, true>(m, n, k, a, 1, kRows, b, ldb, y, ldy, accumulate);
}

template <class T>
void direct(std::int64_t m, std::int64_t n, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs,
            const T* b, std::int64_t ldb, T* y, std::int64_t ldy, bool accumulate) {
  of_height<T, kRows, false>(m, n, k, a, ars, acs, b, ldb, y, ldy, accumulate);
}

template <class T>
void pack_b(std::int64_t k, std::int64_t n, const T* b, std::int64_t brs, std::int64_t bcs, T* packed) {
  constexpr std::int64_t width = kColumns<T>;
  if (bcs == 1 && n == width) {
    const Tag<T> d;
    for (std::int64_t p = 0; p < k; ++p)
      for (int v = 0; v < kVectors; ++v)
        hn::StoreU(hn::LoadU(d, b + p * brs + v * kLanes<Tag<T>>), d,
                   packed + p * width + v * kLanes<Tag<T>>);
    return;
  }
  for (std::int64_t p0 = 0; p0 < k;
       p0 += 16) {  // a few rows at a time, so that columns are read line by line
    const std::int64_t p1 = p0 + 16 < k ? p0 + 16 : k;
    for (std::int64_t j = 0; j < n; ++j)
      for (std::int64_t p = p0; p < p1; ++p) packed[p * width + j] = b[p * brs + j * bcs];
  }
  for (std::int64_t p = 0; p < k && n < width; ++p)
    for (std::int64_t j = n; j < width; ++j) packed[p * width + j] = 0;
}

template <class T>
void pack_a(std::int64_t m, std::int64_t k, const T* a, std::int64_t ars, std::int64_t acs, T* packed) {
  if (ars == 1) {
    for (std::int64_t p = 0; p < k; ++p)
      for (std::int64_t i = 0; i < m; ++i) packed[p * kRows + i] = a[i + p * acs];
  } else {
    for (std::int64_t p0 = 0; p0 < k; p0 += 16) {
      const std::int64_t p1 = p0 + 16 < k ? p0 + 16 : k;
      for (std::int64_t i = 0; i < m; ++i)
        for (std::int64_t p = p0; p < p1; ++p) packed[p * kRows + i] = a[i * ars + p * acs];
    }
  }
}

// kM rows at once share the loads of x.
template <class T, int kM>
HWY_INLINE void dots(std::int64_t k, const T* a, std::int64_t lda, const T* x, T* y, std::int64_t ldy,
                     bool accumulate) {
  const Tag<T> d;
  constexpr std::int64_t step = kLanes<Tag<T>>;
  hn::Vec<Tag<T>> sum[kM][2];
  for (int i = 0; i < kM; ++i) sum[i][0] = sum[i][1] = hn::Zero(d);
  std::int64_t p = 0;
  for (; p + 2 * step <= k; p += 2 * step) {
    const auto x0 = hn::LoadU(d, x + p), x1 = hn::LoadU(d, x + p + step);
    for (int i = 0; i < kM; ++i) {
      sum[i][0] = hn::MulAdd(hn::LoadU(d, a + i * lda + p), x0, sum[i][0]);
      sum[i][1] = hn::MulAdd(hn::LoadU(d, a + i * lda + p + step), x1, sum[i][1]);
    }
  }
  for (; p < k; p += step) {
    const std::int64_t rest = k - p < step ? k - p : step;
    const auto x0 = load_part(d, x + p, rest);
    for (int i = 0; i < kM; ++i) sum[i][0] = hn::MulAdd(load_part(d, a + i * lda + p, rest), x0, sum[i][0]);
  }
  for (int i = 0; i < kM; ++i) {
    const T dot = hn::GetLane(hn::SumOfLanes(d, hn::Add(sum[i][0], sum[i][1])));
    y[i * ldy] = accumulate ? y[i * ldy] + dot : dot;
  }
}

template <class T>
void rows_dot(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda, const T* x, T* y,
              std::int64_t ldy, bool accumulate) {
  std::int64_t i = 0;
  for (; i + 4 <= m; i += 4) dots<T, 4>(k, a + i * lda, lda, x, y + i * ldy, ldy, accumulate);
  for (; i < m; ++i) dots<T, 1>(k, a + i * lda, lda, x, y + i * ldy, ldy, accumulate);
}

template <class T>
constexpr MatmulTable<T> build() {
  return {kRows, kColumns<T>, block<T>, direct<T>, pack_b<T>, pack_a<T>, rows_dot<T>};
}

}  // namespace

extern constinit const MatmulTable<float> matmul_float_table = build<float>();
extern constinit const MatmulTable<double> matmul_double_table = build<double>();

}  // namespace adjoint::kernels::SIMD_TARGET
