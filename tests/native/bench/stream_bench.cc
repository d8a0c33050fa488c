// What memory gives, as the limit for the others: loops of nothing but loads and stores, the best of plain
// and non-temporal ones.
#include <cstring>

#include "arrays.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace adjoint::bench {
namespace {

using Piece = void (*)(const float* a, const float* b, float* y, std::int64_t n);
#define STREAM [[gnu::target("avx2,fma")]] void

STREAM copy_plain(const float* a, const float*, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 8) _mm256_store_ps(y + i, _mm256_load_ps(a + i));
}
STREAM copy_past_cache(const float* a, const float*, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 8) _mm256_stream_ps(y + i, _mm256_load_ps(a + i));
  _mm_sfence();
}
STREAM triad_plain(const float* a, const float* b, float* y, std::int64_t n) {
  const __m256 s = _mm256_set1_ps(3);
  for (std::int64_t i = 0; i < n; i += 8)
    _mm256_store_ps(y + i, _mm256_fmadd_ps(s, _mm256_load_ps(b + i), _mm256_load_ps(a + i)));
}
STREAM triad_past_cache(const float* a, const float* b, float* y, std::int64_t n) {
  const __m256 s = _mm256_set1_ps(3);
  for (std::int64_t i = 0; i < n; i += 8)
    _mm256_stream_ps(y + i, _mm256_fmadd_ps(s, _mm256_load_ps(b + i), _mm256_load_ps(a + i)));
  _mm_sfence();
}
STREAM fill_plain(const float*, const float*, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 8) _mm256_store_ps(y + i, _mm256_set1_ps(1));
}
STREAM fill_past_cache(const float*, const float*, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 8) _mm256_stream_ps(y + i, _mm256_set1_ps(1));
  _mm_sfence();
}
STREAM read_all(const float* a, const float*, float* y, std::int64_t n) {
  __m256 sum[8] = {};
  for (std::int64_t i = 0; i < n; i += 64)
    for (int k = 0; k < 8; ++k) sum[k] = _mm256_add_ps(sum[k], _mm256_load_ps(a + i + 8 * k));
  for (int k = 1; k < 8; ++k) sum[0] = _mm256_add_ps(sum[0], sum[k]);
  _mm256_storeu_ps(y, sum[0]);
}

struct Row {
  const char* name;
  Piece piece;
  int arrays;  // read or written
};
constexpr Row kRows[] = {
    {"stream/copy", copy_plain, 2},   {"stream/copy_nt", copy_past_cache, 2},
    {"stream/triad", triad_plain, 3}, {"stream/triad_nt", triad_past_cache, 3},
    {"stream/fill", fill_plain, 1},   {"stream/fill_nt", fill_past_cache, 1},
    {"stream/read", read_all, 1},
};

[[maybe_unused]] const bool registered = [] {
  if (!__builtin_cpu_supports("avx2")) return false;
  for (const Row& row : kRows)
    for (const int threads : {1, 2})
      add(row.name, threads, row.arrays * kLarge * 4, [&row, threads] {
        constexpr std::int64_t kPiece = kLarge / 128 * 128;
        parallel_for(kPiece, kPiece / threads, [&](std::int64_t begin, std::int64_t end) {
          row.piece(array(0) + begin, array(1) + begin, array(2) + begin, end - begin);
        });
      });
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
#endif
