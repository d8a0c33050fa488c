// Elementwise kernels on arrays that fit the caches, beside the compiler's own vectors of libmvec, and on
// arrays that do not, where memory is the limit (stream_bench.cc).
#include "arrays.h"
#include "kernels/elementwise.h"
#include "vector_math_peer.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

struct UnaryRow {
  const char* name;
  Unary fn;
  void (*peer)(const float* x, float* y, std::int64_t n);
  bool positive;
};
constexpr UnaryRow kUnary[] = {
    {"relu", Unary::kRelu, nullptr, false},     {"exp", Unary::kExp, peer_exp, false},
    {"tanh", Unary::kTanh, peer_tanh, false},   {"sigmoid", Unary::kSigmoid, peer_sigmoid, false},
    {"log", Unary::kLog, peer_log, true},       {"erf", Unary::kErf, peer_erf, false},
    {"sin", Unary::kSin, peer_sin, false},      {"expm1", Unary::kExpm1, peer_expm1, false},
    {"log1p", Unary::kLog1p, peer_log1p, true}, {"cos", Unary::kCos, peer_cos, false},
    {"tan", Unary::kTan, peer_tan, false},      {"softplus", Unary::kSoftplus, nullptr, false},
    {"gelu", Unary::kGelu, peer_gelu, false},   {"silu", Unary::kSilu, peer_silu, false},
    {"sqrt", Unary::kSqrt, nullptr, true},      {"neg", Unary::kNeg, nullptr, false},
};

float* positive() {
  static float* x = [] {
    float* values = array(3);
    for (std::int64_t i = 0; i < 2 * kLarge; ++i) values[i] = values[i] * 0.5f + 1.75f;
    return values;
  }();
  return x;
}

void run_unary(Unary fn, DType type, const void* x, std::int64_t n) {
  const std::int64_t one = 1;
  unary(fn, type, {1, &n}, {x, &one}, array(2));
}

struct BinaryRow {
  const char* name;
  Binary fn;
};
constexpr BinaryRow kBinary[] = {{"add", Binary::kAdd}, {"mul", Binary::kMul}, {"maximum", Binary::kMaximum}};

// Views of one operand of a [2048, 2048] sum beside a plain one.
struct LayoutRow {
  const char* name;
  std::int64_t a[2], b[2];
  int arrays;
};
constexpr LayoutRow kLayouts[] = {
    {"plain", {2048, 1}, {2048, 1}, 3},
    {"row", {2048, 1}, {0, 1}, 2},
    {"column", {2048, 1}, {1, 0}, 2},
    {"scalar", {2048, 1}, {0, 0}, 2},
    {"outer", {1, 0}, {0, 1}, 1},
    {"transposed", {2048, 1}, {1, 2048}, 3},
    {"both_transposed", {1, 2048}, {1, 2048}, 3},
    {"every_second", {4096, 2}, {2048, 1}, 4},
    {"backwards", {2048, -1}, {2048, 1}, 3},
};

void add_layout(const LayoutRow& row, int threads) {
  add(std::string("layout/add_") + row.name, threads, row.arrays * 2048 * 2048 * 4, [&row] {
    const std::int64_t dims[] = {2048, 2048};
    const float* a = array(0) + (row.a[1] < 0 ? 2047 : 0);
    binary(Binary::kAdd, DType::kFloat32, {2, dims}, {a, row.a}, {array(1), row.b}, array(2));
  });
}

// Ranks and short runs: the last dimensions small, operands broadcast in between.
void add_ranks() {
  add("layout/rank4_alternating", 1, 3 * 64 * 32 * 64 * 32 * 4, [] {
    const std::int64_t dims[] = {64, 32, 64, 32}, a[] = {2048, 0, 32, 1}, b[] = {0, 2048, 32, 1};
    binary(Binary::kAdd, DType::kFloat32, {4, dims}, {array(0), a}, {array(1), b}, array(2));
  });
  add("layout/last_of_3", 1, 2 * 3000000 * 4, [] {
    const std::int64_t dims[] = {1000000, 3}, a[] = {3, 1}, b[] = {0, 1};
    binary(Binary::kAdd, DType::kFloat32, {2, dims}, {array(0), a}, {array(1), b}, array(2));
  });
  add("layout/column_of_3", 1, 2 * 3000000 * 4, [] {
    const std::int64_t dims[] = {1000000, 3}, a[] = {3, 1}, b[] = {1, 0};
    binary(Binary::kAdd, DType::kFloat32, {2, dims}, {array(0), a}, {array(1), b}, array(2));
  });
  add("layout/select", 2, 13 * kLarge / 2, [] {
    const std::int64_t n = kLarge / 2, one = 1;
    select(DType::kFloat32, {1, &n}, {array(3), &one}, {array(0), &one}, {array(1), &one}, array(2));
  });
}

const bool registered = [] {
  for (const UnaryRow& row : kUnary) {
    const auto x = [&row] { return row.positive ? positive() : array(0); };
    for (const std::int64_t n : {4096, 32768}) {
      const std::string size = "/" + std::to_string(n);
      add(row.name + size, 1, 8 * n, [=, &row] { run_unary(row.fn, DType::kFloat32, x(), n); });
      if (row.peer) add(row.name + size + "/peer", 1, 8 * n, [=, &row] { row.peer(x(), array(2), n); });
      if (n == 4096)
        add(std::string(row.name) + "_double" + size, 1, 16 * n, [=, &row] {
          static double* values = [] {
            auto* v = reinterpret_cast<double*>(array(1)) + kLarge / 2;
            for (std::int64_t i = 0; i < 4096; ++i) v[i] = 0.25 + static_cast<double>(i % 3000) * 1e-3;
            return v;
          }();
          run_unary(row.fn, DType::kFloat64, values, n);
        });
    }
    for (const int threads : {1, 2})
      add(std::string(row.name) + "/large", threads, 8 * kLarge,
          [=, &row] { run_unary(row.fn, DType::kFloat32, x(), kLarge); });
  }
  for (const BinaryRow& row : kBinary)
    for (const auto& [n, threads] : {std::pair(4096, 1), std::pair(32768, 1), std::pair(100000, 2),
                                     std::pair(1000000, 2), std::pair(10000000, 1), std::pair(10000000, 2)})
      add(std::string(row.name) + "/" + std::to_string(n), threads, std::int64_t{12} * n, [&row, n] {
        const std::int64_t dims = n, one = 1;
        binary(row.fn, DType::kFloat32, {1, &dims}, {array(0), &one}, {array(1), &one}, array(2));
      });
  for (const LayoutRow& row : kLayouts)
    for (const int threads : {1, 2}) add_layout(row, threads);
  add_ranks();
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
