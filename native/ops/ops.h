// The operations, as the rules and the C ABI use them. Each is defined in the file of its family, with
// its rules beside it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/operation.h"

namespace adjoint::ops {

// ---- custom.cc ----
void set_callback(const void* function);
Ref custom(const Ref& y, std::span<const Ref> xs, std::int64_t rule);

// ---- optimize.cc ----
struct AdamOptions {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  bool decoupled;  // whether the decay of weights is apart from the gradient, as in AdamW
  std::int64_t step;
};
struct AdamState {
  Ref parameter, mean, squares;  // the last two null before the first step
};
// The state after a step. In place, mean and squares are written over, which nobody else may then look at:
// they must be there, without gaps, and of no interest to any transform.
AdamState adam(const AdamOptions& options, const AdamState& state, const Ref& gradient, bool in_place);

// ---- elementwise_unary.cc ----
Ref neg(const Ref& x);
Ref abs(const Ref& x);
Ref sign(const Ref& x);
Ref square(const Ref& x);
Ref reciprocal(const Ref& x);
Ref sqrt(const Ref& x);
Ref rsqrt(const Ref& x);
Ref exp(const Ref& x);
Ref expm1(const Ref& x);
Ref log(const Ref& x);
Ref log1p(const Ref& x);
Ref sin(const Ref& x);
Ref cos(const Ref& x);
Ref tan(const Ref& x);
Ref tanh(const Ref& x);
Ref sigmoid(const Ref& x);
Ref softplus(const Ref& x);
Ref relu(const Ref& x);
Ref erf(const Ref& x);
Ref gelu(const Ref& x);
Ref silu(const Ref& x);
Ref floor(const Ref& x);
Ref ceil(const Ref& x);
Ref round(const Ref& x);
Ref isnan(const Ref& x);
Ref isfinite(const Ref& x);
Ref logical_not(const Ref& x);

// ---- elementwise_binary.cc ----
Ref add(const Ref& a, const Ref& b);
Ref sub(const Ref& a, const Ref& b);
Ref mul(const Ref& a, const Ref& b);
Ref div(const Ref& a, const Ref& b);
Ref pow(const Ref& a, const Ref& b);
Ref maximum(const Ref& a, const Ref& b);
Ref minimum(const Ref& a, const Ref& b);
Ref equal(const Ref& a, const Ref& b);
Ref not_equal(const Ref& a, const Ref& b);
Ref less(const Ref& a, const Ref& b);
Ref less_equal(const Ref& a, const Ref& b);
Ref greater(const Ref& a, const Ref& b);
Ref greater_equal(const Ref& a, const Ref& b);
Ref logical_and(const Ref& a, const Ref& b);
Ref logical_or(const Ref& a, const Ref& b);
Ref logical_xor(const Ref& a, const Ref& b);

// ---- select.cc ----
Ref where(const Ref& condition, const Ref& a, const Ref& b);

// ---- convert.cc ----
Ref cast(const Ref& x, DType dtype);  // x itself when it has the type
Ref stop_gradient(const Ref& x);
Ref contiguous(const Ref& x);  // x itself when it is

// ---- reduce.cc ----
Ref sum(const Ref& x, AxisSet axes, bool keepdims);
Ref mean(const Ref& x, AxisSet axes, bool keepdims);
Ref prod(const Ref& x, AxisSet axes, bool keepdims);
Ref max(const Ref& x, AxisSet axes, bool keepdims);
Ref min(const Ref& x, AxisSet axes, bool keepdims);
Ref logsumexp(const Ref& x, AxisSet axes, bool keepdims);
Ref all(const Ref& x, AxisSet axes, bool keepdims);
Ref any(const Ref& x, AxisSet axes, bool keepdims);
Ref argmax(const Ref& x, int axis, bool keepdims);
Ref argmin(const Ref& x, int axis, bool keepdims);
inline AxisSet all_axes(const Ref& x) { return AxisSet::all(x.rank()); }
// Sums over what broadcasting repeated, so that x gets the shape `to` again. The adjoint of
// broadcast_to.
Ref sum_to(const Ref& x, const Shape& to);

// ---- softmax.cc ----
Ref softmax(const Ref& x, int axis);
Ref log_softmax(const Ref& x, int axis);

// ---- normalize.cc ----
// Along the last axis; null scale and shift stand for 1 and 0.
Ref layer_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon);

// ---- matmul.cc ----
Ref matmul(const Ref& a, const Ref& b);

// ---- shape.cc ----
Ref reshape(const Ref& x, const Shape& shape);  // one extent may be -1
Ref permute(const Ref& x, std::span<const int> order);
Ref swapaxes(const Ref& x, int a, int b);
Ref move_axis(const Ref& x, int from, int to);
Ref squeeze(const Ref& x, AxisSet axes);
Ref expand_dims(const Ref& x, AxisSet axes_of_result);
Ref broadcast_to(const Ref& x, const Shape& shape);
Ref flip(const Ref& x, AxisSet axes);

// ---- slice.cc ----
Ref slice(const Ref& x, const Dims& start, const Dims& count, const Dims& step);
Ref slice_update(const Ref& x, const Ref& update, const Dims& start, const Dims& step);
Ref concat(std::span<const Ref> xs, int axis);
Ref stack(std::span<const Ref> xs, int axis);

// ---- index.cc ----
Ref take(const Ref& x, const Ref& indices, int axis);
Ref take_along_axis(const Ref& x, const Ref& indices, int axis);
Ref one_hot(const Ref& indices, std::int64_t depth, DType dtype);

// ---- create.cc ----
Ref scalar(DType dtype, double value);  // strong
Ref weak_scalar(DType dtype, double value);
Ref full(DType dtype, const Shape& shape, double value);  // one element in memory, repeated
Ref zeros_like(const Ref& x);
Ref ones_like(const Ref& x);
Ref arange(double start, double step, std::int64_t count, DType dtype);
Ref linspace(double start, double stop, std::int64_t count, DType dtype);
Ref eye(std::int64_t rows, std::int64_t columns, std::int64_t k, DType dtype);

// ---- random.cc ----
Ref random_key(std::uint64_t seed);
Ref random_fold(const Ref& key, std::uint64_t number);
Ref random_split(const Ref& key, std::int64_t count);
Ref random_uniform(const Ref& key, const Shape& shape, DType dtype);
Ref random_normal(const Ref& key, const Shape& shape, DType dtype);
Ref random_integers(const Ref& key, const Shape& shape, std::int64_t low, std::int64_t high);
Ref random_permutation(const Ref& key, std::int64_t count);

// ---- loss.cc ----
enum class Reduction { kNone = 0, kMean = 1, kSum = 2 };
Ref bce_with_logits(const Ref& logits, const Ref& target, const Ref& weight, const Ref& pos_weight,
                    Reduction reduction);  // null weights stand for 1
Ref cross_entropy(const Ref& logits, const Ref& target, double label_smoothing, Reduction reduction);
Ref mse(const Ref& prediction, const Ref& target, Reduction reduction);

}  // namespace adjoint::ops

namespace adjoint {

// Rules read like mathematics. A number takes the other operand's type.
inline Ref operator+(const Ref& a, const Ref& b) { return ops::add(a, b); }
inline Ref operator-(const Ref& a, const Ref& b) { return ops::sub(a, b); }
inline Ref operator*(const Ref& a, const Ref& b) { return ops::mul(a, b); }
inline Ref operator/(const Ref& a, const Ref& b) { return ops::div(a, b); }
inline Ref operator-(const Ref& x) { return ops::neg(x); }
inline Ref operator+(const Ref& a, double b) { return ops::add(a, ops::scalar(a.dtype(), b)); }
inline Ref operator-(const Ref& a, double b) { return ops::sub(a, ops::scalar(a.dtype(), b)); }
inline Ref operator-(double a, const Ref& b) { return ops::sub(ops::scalar(b.dtype(), a), b); }
inline Ref operator*(double a, const Ref& b) { return ops::mul(ops::scalar(b.dtype(), a), b); }
inline Ref operator*(const Ref& a, double b) { return ops::mul(a, ops::scalar(a.dtype(), b)); }
inline Ref operator/(const Ref& a, double b) { return ops::div(a, ops::scalar(a.dtype(), b)); }

}  // namespace adjoint
