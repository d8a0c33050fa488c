// Elementary functions as the compiler makes vectors of them, with libmvec and leave to bend IEEE 754.
#pragma once

#include <cstdint>

namespace adjoint::bench {

void peer_exp(const float* x, float* y, std::int64_t n);
void peer_expm1(const float* x, float* y, std::int64_t n);
void peer_log(const float* x, float* y, std::int64_t n);
void peer_log1p(const float* x, float* y, std::int64_t n);
void peer_sin(const float* x, float* y, std::int64_t n);
void peer_cos(const float* x, float* y, std::int64_t n);
void peer_tan(const float* x, float* y, std::int64_t n);
void peer_tanh(const float* x, float* y, std::int64_t n);
void peer_erf(const float* x, float* y, std::int64_t n);
void peer_sigmoid(const float* x, float* y, std::int64_t n);
void peer_gelu(const float* x, float* y, std::int64_t n);
void peer_silu(const float* x, float* y, std::int64_t n);
// Rows of a matrix: three loops a row, the row in the nearest cache.
void peer_softmax(const float* x, float* y, std::int64_t rows, std::int64_t columns);
void peer_layer_norm(const float* x, float* y, std::int64_t rows, std::int64_t columns);
void peer_log_softmax(const float* x, float* y, std::int64_t rows, std::int64_t columns);

}  // namespace adjoint::bench
