// Attention beside the same made of two batched products and a softmax, in products' operations a second.
#include <memory>
#include <vector>

#include "arrays.h"
#include "kernels/attention.h"
#include "kernels/reduce.h"

namespace adjoint::bench {
namespace {

using namespace kernels;

constexpr std::int64_t kHeads = 4, kWidth = 64;

struct Problem {
  std::int64_t length;
  std::vector<std::int64_t> rows, squares, results;
  std::vector<float> forward[2];

  explicit Problem(std::int64_t n) : length(n) {
    for (std::int64_t h = 0; h < kHeads; ++h) {
      rows.push_back(h * n * kWidth);
      squares.push_back(h * n * n);
      results.push_back(h * (n + attention_extra_rows(n, kWidth)) * kWidth);
    }
  }
  MatrixStack operand(int which) const {
    return {{array(0) + which * kHeads * length * kWidth, kWidth, 1}, rows.data()};
  }
  AttentionOperands operands() const { return {operand(0), operand(1), operand(2), {}}; }
  AttentionShape shape(bool causal) const {
    return {kHeads, length, length, kWidth, kWidth, 1.0 / 64, causal};
  }
  // What the way back begins with, calculated before it is measured.
  void prepare(bool causal) {
    std::vector<float>& y = forward[causal];
    if (!y.empty()) return;
    y.resize(static_cast<std::size_t>(kHeads * (length + attention_extra_rows(length, kWidth)) * kWidth));
    attention(DType::kFloat32, shape(causal), operands(), y.data());
  }
  MatrixStack result(bool causal) const { return {{forward[causal].data(), kWidth, 1}, results.data()}; }

  void composed() const {
    const MatrixStack q = operand(0), k = operand(1), v = operand(2);
    matmul_batched(DType::kFloat32, kHeads, length, length, kWidth, q.matrix, q.offsets,
                   {k.matrix.data, 1, kWidth}, k.offsets, array(1));
    softmax(DType::kFloat32, kHeads * length, length, array(1), array(1));
    matmul_batched(DType::kFloat32, kHeads, length, kWidth, length, {array(1), length, 1}, squares.data(),
                   v.matrix, v.offsets, array(2));
  }
};

void add_length(std::int64_t n, int threads) {
  const auto p = std::make_shared<Problem>(n);
  const std::int64_t product = 2 * kHeads * n * n * kWidth;
  const std::string size = "/4x" + std::to_string(n) + "x64";
  add("attention" + size, threads, 2 * product,
      [=] { attention(DType::kFloat32, p->shape(false), p->operands(), array(2)); });
  add("attention" + size + "/causal", threads, 2 * product,
      [=] { attention(DType::kFloat32, p->shape(true), p->operands(), array(2)); });
  add("attention" + size + "/composed", threads, 2 * product, [=] { p->composed(); });
  const auto back = [=](bool causal) {
    p->prepare(causal);
    attention_back(DType::kFloat32, p->shape(causal), p->operands(), p->result(causal), p->operand(3),
                   array(1));
  };
  add("attention_back" + size, threads, 5 * product, [=] { back(false); });
  add("attention_back" + size + "/causal", threads, 5 * product, [=] { back(true); });
}

[[maybe_unused]] const bool registered = [] {
  for (const std::int64_t n : {16, 64, 128, 256, 512, 1024})
    for (const int threads : {1, 2}) add_length(n, threads);
  return true;
}();

}  // namespace
}  // namespace adjoint::bench
