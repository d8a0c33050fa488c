// Draws with parameters that no formula makes of uniform numbers. An element's numbers come from its position
// and the key alone, so that they do not depend on the parameters of its neighbours.
#include <algorithm>
#include <cmath>

#include "core/number_text.h"
#include "ops/elementwise.h"
#include "ops/random_keys.h"

namespace adjoint::ops {
namespace {

// Operands: keys of shape [..., 2], and parameters of the result's own shape, which begins with that of the
// keys.
void infer_parameters(Inference& i, DType dtype) {
  i.dtype = dtype;
  i.shape.set(i.in(1).shape);
}
void infer_variables(Inference& i) { infer_parameters(i, i.in(1).dtype); }
void infer_counts(Inference& i) {
  infer_parameters(i, DType::kInt64);
  i.weak = false;
}

// A parameter as kernels read it: a tensor that repeats one number is not written out.
template <class T>
class Parameters {
 public:
  explicit Parameters(Node* n) : same_(repeats_one(*n)), elements_(same_ ? Ref(n) : contiguous(n)) {
    first_ = reinterpret_cast<const T*>(elements_->data);
  }
  // Those from a position on.
  kernels::Parameter<T> from(std::int64_t at) const { return {same_ ? first_ : first_ + at, same_}; }

  // The first that does not hold what is asked for, or null.
  template <class Holds>
  const T* first_without(std::int64_t count, Holds&& holds) const {
    const T* const end = first_ + (same_ ? std::min<std::int64_t>(count, 1) : count);
    const T* const found = std::find_if_not(first_, end, holds);
    return found == end ? nullptr : found;
  }

 private:
  static bool repeats_one(const Node& n) {
    for (int i = 0; i < n.shape.rank(); ++i)
      if (n.shape[i] != 1 && n.strides[i] != 0) return false;
    return true;
  }

  bool same_;
  Ref elements_;
  const T* first_;
};

template <bool kLogarithm, class T>
void draw_gamma(const Evaluation& e) {
  const Parameters<T> shape(e.inputs[1]);
  T* const y = e.out.elements<T>();
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    if constexpr (kLogarithm)
      kernels::random_log_gamma(key, count, shape.from(at), y + at);
    else
      kernels::random_gamma(key, count, shape.from(at), y + at);
  });
}

template <bool kLogarithm>
void eval_gamma(const Evaluation& e) {
  e.allocate();
  if (e.out.dtype == DType::kFloat32)
    draw_gamma<kLogarithm, float>(e);
  else
    draw_gamma<kLogarithm, double>(e);
}

constexpr double kMostMean = 0x1p60, kMostTrials = 0x1p53;

void eval_poisson(const Evaluation& e) {
  e.allocate();
  const Parameters<double> mean(e.inputs[1]);
  if (const double* bad =
          mean.first_without(e.out.count(), [](double m) { return m >= 0 && m <= kMostMean; }))
    fail(ADJ_ERROR_ARGUMENT, "random_poisson: a mean of ", text_of(*bad), "; it lies between 0 and 2^60");
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    kernels::random_poisson(key, count, mean.from(at), e.out.elements<std::int64_t>() + at);
  });
}

void eval_binomial(const Evaluation& e) {
  e.allocate();
  const Parameters<double> n(e.inputs[1]), p(e.inputs[2]);
  const auto whole = [](double m) { return m >= 0 && m <= kMostTrials && m == std::floor(m); };
  if (const double* bad = n.first_without(e.out.count(), whole))
    fail(ADJ_ERROR_ARGUMENT, "random_binomial: ", text_of(*bad),
         " trials; they are a whole number up to 2^53");
  if (const double* bad = p.first_without(e.out.count(), [](double q) { return q >= 0 && q <= 1; }))
    fail(ADJ_ERROR_ARGUMENT, "random_binomial: a probability of ", text_of(*bad),
         "; it lies between 0 and 1");
  each_key(e, [&](kernels::RandomKey key, std::int64_t count, std::int64_t at) {
    kernels::random_binomial(key, count, n.from(at), p.from(at), e.out.elements<std::int64_t>() + at);
  });
}

// The change of a draw with its shape, where the probability to stay below it is held: implicit
// reparameterisation (M. Figurnov, S. Mohamed, A. Mnih, NeurIPS 2018).
using OfShape = Ref (*)(const Ref& shape, const Ref& y);

template <OfShape kSlope>
Operation gamma_draw(const char* name, void (*eval)(const Evaluation&)) {
  return {.name = name,
          .infer = infer_variables,
          .eval = eval,
          .vjp = [](Vjp& r) { r.give(1, r.ct() * kSlope(r.in(1), r.out())); },
          .jvp = [](const Jvp& r) { return r.tangent(1) ? r.tangent(1) * kSlope(r.in(1), r.out()) : Ref(); },
          .batch = batch_alike,
          .reads = kReads1 | kReadsOut,
          .kind = OperationKind::kRandom};
}

Operation count_draw(const char* name, void (*eval)(const Evaluation&)) {
  return {.name = name,
          .infer = infer_counts,
          .eval = eval,
          .batch = batch_alike,
          .blocks_gradient = true,
          .kind = OperationKind::kRandom};
}

const Operation kLogGamma = gamma_draw<gamma_quantile_slope>("random_log_gamma", eval_gamma<true>);
// Where a draw is too small for a number, so is its change.
const Operation kGamma = gamma_draw<[](const Ref& shape, const Ref& y) {
  return instead(is_zero(y), 0, y * gamma_quantile_slope(shape, log(y)));
}>("random_gamma", eval_gamma<false>);
const Operation kPoisson = count_draw("random_poisson", eval_poisson);
const Operation kBinomial = count_draw("random_binomial", eval_binomial);

// The shape of a draw: that of the keys, and behind it what was asked for.
Shape shape_of_draw(const char* operation, const Ref& key, const Shape& shape) {
  require_random_key(operation, key);
  Shape result;
  for (int i = 0; i + 1 < key.rank(); ++i) result.push_back(key.shape()[i]);
  for (const std::int64_t extent : shape) result.push_back(extent);
  return result;
}

Ref draw_shaped(const Operation& operation, const Ref& key, const Ref& parameter, const Shape& shape) {
  const Ref value = as_floating(parameter);
  const Ref whole = broadcast_to(value, shape_of_draw(operation.name, key, shape));
  // 16-bit floats are drawn in float32 and rounded once, their derivative too.
  if (is_rounded_later(value.dtype()))
    return as_type(apply_to(operation, {}, key, unrounded(whole)), value.dtype());
  return apply_to(operation, {}, key, whole);
}

}  // namespace

Ref random_gamma(const Ref& key, const Ref& alpha, const Shape& shape) {
  return draw_shaped(kGamma, key, alpha, shape);
}

Ref random_log_gamma(const Ref& key, const Ref& alpha, const Shape& shape) {
  return draw_shaped(kLogGamma, key, alpha, shape);
}

Ref random_poisson(const Ref& key, const Ref& mean, const Shape& shape) {
  const Shape whole = shape_of_draw(kPoisson.name, key, shape);
  return apply_to(kPoisson, {}, key, broadcast_to(cast(mean, DType::kFloat64), whole));
}

Ref random_binomial(const Ref& key, const Ref& n, const Ref& p, const Shape& shape) {
  const Shape whole = shape_of_draw(kBinomial.name, key, shape);
  return apply_to(kBinomial, {}, key, broadcast_to(cast(n, DType::kFloat64), whole),
                  broadcast_to(cast(p, DType::kFloat64), whole));
}

}  // namespace adjoint::ops
