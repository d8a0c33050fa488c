#include "vector_math_peer.h"

#include <math.h>  // the declarations that let the compiler call libmvec are of the global names

namespace adjoint::bench {

#define PEER(name, expression)                                                        \
  void peer_##name(const float* __restrict in, float* __restrict y, std::int64_t n) { \
    for (std::int64_t i = 0; i < n; ++i) {                                            \
      const float x = in[i];                                                          \
      y[i] = expression;                                                              \
    }                                                                                 \
  }

PEER(exp, expf(x))
PEER(expm1, expm1f(x))
PEER(log, logf(x))
PEER(log1p, log1pf(x))
PEER(sin, sinf(x))
PEER(cos, cosf(x))
PEER(tan, tanf(x))
PEER(tanh, tanhf(x))
PEER(erf, erff(x))
PEER(sigmoid, 1.0f / (1.0f + expf(-x)))
PEER(gelu, 0.5f * x * (1.0f + erff(x * 0.70710678f)))
PEER(silu, x / (1.0f + expf(-x)))

void peer_softmax(const float* __restrict x, float* __restrict y, std::int64_t rows, std::int64_t columns) {
  for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    float largest = x[0], sum = 0;
    for (std::int64_t i = 0; i < columns; ++i) largest = x[i] > largest ? x[i] : largest;
    for (std::int64_t i = 0; i < columns; ++i) sum += y[i] = expf(x[i] - largest);
    const float scale = 1 / sum;
    for (std::int64_t i = 0; i < columns; ++i) y[i] *= scale;
  }
}

void peer_layer_norm(const float* __restrict x, float* __restrict y, std::int64_t rows,
                     std::int64_t columns) {
  for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    float sum = 0, squares = 0;
    for (std::int64_t i = 0; i < columns; ++i) sum += x[i];
    const float mean = sum / static_cast<float>(columns);
    for (std::int64_t i = 0; i < columns; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const float scale = 1 / sqrtf(squares / static_cast<float>(columns) + 1e-5f);
    for (std::int64_t i = 0; i < columns; ++i) y[i] = (x[i] - mean) * scale;
  }
}

void peer_log_softmax(const float* __restrict x, float* __restrict y, std::int64_t rows,
                      std::int64_t columns) {
  for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
    float largest = x[0], sum = 0;
    for (std::int64_t i = 0; i < columns; ++i) largest = x[i] > largest ? x[i] : largest;
    for (std::int64_t i = 0; i < columns; ++i) sum += expf(x[i] - largest);
    const float shift = largest + logf(sum);
    for (std::int64_t i = 0; i < columns; ++i) y[i] = x[i] - shift;
  }
}

}  // namespace adjoint::bench
