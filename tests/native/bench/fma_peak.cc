#include "fma_peak.h"

#include "kernels/target.h"

namespace adjoint::bench {
namespace {

constexpr int kChains = 12;  // more than the latency times the throughput of any processor
constexpr int kRounds = 4000;

// A vector type of the compiler's own, so that one source serves every width.
template <class T, int kBytes>
using Vector [[gnu::vector_size(kBytes)]] = T;

template <class T, int kBytes>
[[gnu::always_inline]] inline double stretch() {
  using V = Vector<T, kBytes>;
  V sum[kChains] = {}, x = {}, y = {};
  asm volatile("" : "+v"(x), "+v"(y));
#pragma GCC unroll 12
  for (int c = 0; c < kChains; ++c) sum[c] = x;
  for (int i = 0; i < kRounds; ++i)
#pragma GCC unroll 12
    for (int c = 0; c < kChains; ++c) {
      sum[c] = x * y + sum[c];
      asm volatile("" : "+v"(sum[c]));
    }
  return 2.0 * kRounds * kChains * kBytes / sizeof(T);
}

template <class T>
[[gnu::target("avx512f,fma"), gnu::optimize("fp-contract=fast"), gnu::noinline]] double with_avx512() {
  return stretch<T, 64>();
}
template <class T>
[[gnu::target("avx2,fma"), gnu::optimize("fp-contract=fast"), gnu::noinline]] double with_avx2() {
  return stretch<T, 32>();
}
template <class T>
[[gnu::noinline]] double with_neither() {
  return stretch<T, 16>();
}

}  // namespace

template <class T>
double multiply_add_in_registers() {
  switch (kernels::active_target()) {
    case kernels::Target::kAvx512:
      return with_avx512<T>();
    case kernels::Target::kAvx2:
      return with_avx2<T>();
    default:
      return with_neither<T>();
  }
}
template double multiply_add_in_registers<float>();
template double multiply_add_in_registers<double>();

}  // namespace adjoint::bench
