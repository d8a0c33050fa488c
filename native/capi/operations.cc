// The operations: one thin function each.
#include "capi/boundary.h"
#include "ops/ops.h"

using namespace adjoint;
using namespace adjoint::capi;

namespace {

using Reduction = Ref (*)(const Ref&, AxisSet, bool);

adj_status reduction(const char* name, Reduction function, adj_tensor x, const int64_t* over, int32_t count,
                     int32_t keepdims, adj_tensor* out) noexcept {
  return unary(name, x, out,
               [&](const Ref& a) { return function(a, axes(name, over, count, a.rank()), keepdims != 0); });
}

template <class Function>
adj_status along(const char* name, adj_tensor x, int64_t axis, adj_tensor* out,
                 Function&& function) noexcept {
  // A scalar has one axis for these, as in NumPy.
  return unary(name, x, out, [&](const Ref& a) {
    return function(a, a.rank() == 0 ? normalize_axis(name, axis, 1) : normalize_axis(name, axis, a.rank()));
  });
}

ops::Reduction loss_reduction(const char* name, adj_reduction reduction) {
  if (reduction != ADJ_REDUCTION_NONE && reduction != ADJ_REDUCTION_MEAN && reduction != ADJ_REDUCTION_SUM)
    fail(ADJ_ERROR_ARGUMENT, name, ": ", static_cast<std::int64_t>(reduction), " is no reduction");
  return static_cast<ops::Reduction>(reduction);
}

Ref optional(const char* name, adj_tensor handle) {
  return handle.id == 0 ? Ref() : Ref(Argument(name, handle).get());
}

}  // namespace

// ---- elementwise ----

adj_status adj_neg(adj_tensor x, adj_tensor* out) { return unary("neg", x, out, ops::neg); }
adj_status adj_abs(adj_tensor x, adj_tensor* out) { return unary("abs", x, out, ops::abs); }
adj_status adj_sign(adj_tensor x, adj_tensor* out) { return unary("sign", x, out, ops::sign); }
adj_status adj_square(adj_tensor x, adj_tensor* out) { return unary("square", x, out, ops::square); }
adj_status adj_reciprocal(adj_tensor x, adj_tensor* out) {
  return unary("reciprocal", x, out, ops::reciprocal);
}
adj_status adj_sqrt(adj_tensor x, adj_tensor* out) { return unary("sqrt", x, out, ops::sqrt); }
adj_status adj_rsqrt(adj_tensor x, adj_tensor* out) { return unary("rsqrt", x, out, ops::rsqrt); }
adj_status adj_exp(adj_tensor x, adj_tensor* out) { return unary("exp", x, out, ops::exp); }
adj_status adj_expm1(adj_tensor x, adj_tensor* out) { return unary("expm1", x, out, ops::expm1); }
adj_status adj_log(adj_tensor x, adj_tensor* out) { return unary("log", x, out, ops::log); }
adj_status adj_log1p(adj_tensor x, adj_tensor* out) { return unary("log1p", x, out, ops::log1p); }
adj_status adj_sin(adj_tensor x, adj_tensor* out) { return unary("sin", x, out, ops::sin); }
adj_status adj_cos(adj_tensor x, adj_tensor* out) { return unary("cos", x, out, ops::cos); }
adj_status adj_tan(adj_tensor x, adj_tensor* out) { return unary("tan", x, out, ops::tan); }
adj_status adj_tanh(adj_tensor x, adj_tensor* out) { return unary("tanh", x, out, ops::tanh); }
adj_status adj_sigmoid(adj_tensor x, adj_tensor* out) { return unary("sigmoid", x, out, ops::sigmoid); }
adj_status adj_softplus(adj_tensor x, adj_tensor* out) { return unary("softplus", x, out, ops::softplus); }
adj_status adj_relu(adj_tensor x, adj_tensor* out) { return unary("relu", x, out, ops::relu); }
adj_status adj_erf(adj_tensor x, adj_tensor* out) { return unary("erf", x, out, ops::erf); }
adj_status adj_gelu(adj_tensor x, adj_tensor* out) { return unary("gelu", x, out, ops::gelu); }
adj_status adj_silu(adj_tensor x, adj_tensor* out) { return unary("silu", x, out, ops::silu); }
adj_status adj_floor(adj_tensor x, adj_tensor* out) { return unary("floor", x, out, ops::floor); }
adj_status adj_ceil(adj_tensor x, adj_tensor* out) { return unary("ceil", x, out, ops::ceil); }
adj_status adj_round(adj_tensor x, adj_tensor* out) { return unary("round", x, out, ops::round); }
adj_status adj_isnan(adj_tensor x, adj_tensor* out) { return unary("isnan", x, out, ops::isnan); }
adj_status adj_isfinite(adj_tensor x, adj_tensor* out) { return unary("isfinite", x, out, ops::isfinite); }
adj_status adj_logical_not(adj_tensor x, adj_tensor* out) {
  return unary("logical_not", x, out, ops::logical_not);
}
adj_status adj_stop_gradient(adj_tensor x, adj_tensor* out) {
  return unary("stop_gradient", x, out, ops::stop_gradient);
}
adj_status adj_zeros_like(adj_tensor x, adj_tensor* out) {
  return unary("zeros_like", x, out, ops::zeros_like);
}
adj_status adj_ones_like(adj_tensor x, adj_tensor* out) { return unary("ones_like", x, out, ops::ones_like); }
adj_status adj_cast(adj_tensor x, adj_dtype type, adj_tensor* out) {
  return unary("cast", x, out, [&](const Ref& a) { return ops::cast(a, dtype("cast", type)); });
}

adj_status adj_add(adj_tensor a, adj_tensor b, adj_tensor* out) { return binary("add", a, b, out, ops::add); }
adj_status adj_sub(adj_tensor a, adj_tensor b, adj_tensor* out) { return binary("sub", a, b, out, ops::sub); }
adj_status adj_mul(adj_tensor a, adj_tensor b, adj_tensor* out) { return binary("mul", a, b, out, ops::mul); }
adj_status adj_div(adj_tensor a, adj_tensor b, adj_tensor* out) { return binary("div", a, b, out, ops::div); }
adj_status adj_pow(adj_tensor a, adj_tensor b, adj_tensor* out) { return binary("pow", a, b, out, ops::pow); }
adj_status adj_maximum(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("maximum", a, b, out, ops::maximum);
}
adj_status adj_minimum(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("minimum", a, b, out, ops::minimum);
}
adj_status adj_equal(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("equal", a, b, out, ops::equal);
}
adj_status adj_not_equal(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("not_equal", a, b, out, ops::not_equal);
}
adj_status adj_less(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("less", a, b, out, ops::less);
}
adj_status adj_less_equal(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("less_equal", a, b, out, ops::less_equal);
}
adj_status adj_greater(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("greater", a, b, out, ops::greater);
}
adj_status adj_greater_equal(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("greater_equal", a, b, out, ops::greater_equal);
}
adj_status adj_logical_and(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("logical_and", a, b, out, ops::logical_and);
}
adj_status adj_logical_or(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("logical_or", a, b, out, ops::logical_or);
}
adj_status adj_logical_xor(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("logical_xor", a, b, out, ops::logical_xor);
}
adj_status adj_matmul(adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("matmul", a, b, out, ops::matmul);
}
adj_status adj_where(adj_tensor condition, adj_tensor a, adj_tensor b, adj_tensor* out) {
  return binary("where", a, b, out, [&](const Ref& x, const Ref& y) {
    const Argument c("where", condition);
    return ops::where(c.get(), x, y);
  });
}

// ---- reductions ----

adj_status adj_sum(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, adj_tensor* out) {
  return reduction("sum", ops::sum, x, axes, axis_count, keepdims, out);
}
adj_status adj_mean(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                    adj_tensor* out) {
  return reduction("mean", ops::mean, x, axes, axis_count, keepdims, out);
}
adj_status adj_prod(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                    adj_tensor* out) {
  return reduction("prod", ops::prod, x, axes, axis_count, keepdims, out);
}
adj_status adj_max(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, adj_tensor* out) {
  return reduction("max", ops::max, x, axes, axis_count, keepdims, out);
}
adj_status adj_min(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, adj_tensor* out) {
  return reduction("min", ops::min, x, axes, axis_count, keepdims, out);
}
adj_status adj_logsumexp(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims,
                         adj_tensor* out) {
  return reduction("logsumexp", ops::logsumexp, x, axes, axis_count, keepdims, out);
}
adj_status adj_all(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, adj_tensor* out) {
  return reduction("all", ops::all, x, axes, axis_count, keepdims, out);
}
adj_status adj_any(adj_tensor x, const int64_t* axes, int32_t axis_count, int32_t keepdims, adj_tensor* out) {
  return reduction("any", ops::any, x, axes, axis_count, keepdims, out);
}
adj_status adj_argmax(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out) {
  return unary("argmax", x, out, [&](const Ref& a) {
    return ops::argmax(a, normalize_axis("argmax", axis, a.rank()), keepdims != 0);
  });
}
adj_status adj_argmin(adj_tensor x, int64_t axis, int32_t keepdims, adj_tensor* out) {
  return unary("argmin", x, out, [&](const Ref& a) {
    return ops::argmin(a, normalize_axis("argmin", axis, a.rank()), keepdims != 0);
  });
}
adj_status adj_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("softmax", x, axis, out, ops::softmax);
}
adj_status adj_log_softmax(adj_tensor x, int64_t axis, adj_tensor* out) {
  return along("log_softmax", x, axis, out, ops::log_softmax);
}
adj_status adj_layer_norm(adj_tensor x, adj_tensor scale, adj_tensor shift, double epsilon, adj_tensor* out) {
  return unary("layer_norm", x, out, [&](const Ref& a) {
    return ops::layer_norm(a, optional("layer_norm", scale), optional("layer_norm", shift), epsilon);
  });
}

// ---- shape ----

adj_status adj_reshape(adj_tensor x, const int64_t* extents, int32_t rank, adj_tensor* out) {
  return unary("reshape", x, out,
               [&](const Ref& a) { return ops::reshape(a, dims("reshape", "dims", extents, rank)); });
}

adj_status adj_permute(adj_tensor x, const int64_t* order, int32_t count, adj_tensor* out) {
  return unary("permute", x, out, [&](const Ref& a) {
    int normalized[kMaxRank];
    const int rank = a.rank();
    if (order && count != rank)
      fail(ADJ_ERROR_SHAPE, "permute: ", count, " axes given for a tensor of shape ", to_string(a.shape()));
    for (int i = 0; i < rank; ++i)
      normalized[i] = order ? normalize_axis("permute", order[i], rank) : rank - 1 - i;
    return ops::permute(a, {normalized, static_cast<std::size_t>(rank)});
  });
}

adj_status adj_swapaxes(adj_tensor x, int64_t a, int64_t b, adj_tensor* out) {
  return unary("swapaxes", x, out, [&](const Ref& t) {
    return ops::swapaxes(t, normalize_axis("swapaxes", a, t.rank()), normalize_axis("swapaxes", b, t.rank()));
  });
}

adj_status adj_squeeze(adj_tensor x, const int64_t* over, int32_t axis_count, adj_tensor* out) {
  return unary("squeeze", x, out, [&](const Ref& a) {
    AxisSet ones;
    for (int i = 0; i < a.rank(); ++i)
      if (a.shape()[i] == 1) ones.add(i);
    return ops::squeeze(a, over ? axes("squeeze", over, axis_count, a.rank()) : ones);
  });
}

adj_status adj_expand_dims(adj_tensor x, const int64_t* at, int32_t axis_count, adj_tensor* out) {
  return unary("expand_dims", x, out, [&](const Ref& a) {
    const auto places = list("expand_dims", "axes", at, axis_count);
    const int rank = a.rank() + static_cast<int>(places.size());
    if (rank > kMaxRank)
      fail(ADJ_ERROR_SHAPE, "expand_dims: the result would have ", rank, " dimensions; 8 is the most");
    return ops::expand_dims(a, AxisSet::of("expand_dims", places, rank));
  });
}

adj_status adj_broadcast_to(adj_tensor x, const int64_t* extents, int32_t rank, adj_tensor* out) {
  return unary("broadcast_to", x, out,
               [&](const Ref& a) { return ops::broadcast_to(a, shape("broadcast_to", extents, rank)); });
}

adj_status adj_slice(adj_tensor x, const int64_t* start, const int64_t* count, const int64_t* step,
                     int32_t rank, adj_tensor* out) {
  return unary("slice", x, out, [&](const Ref& a) {
    return ops::slice(a, dims("slice", "start", start, rank), dims("slice", "count", count, rank),
                      dims("slice", "step", step, rank));
  });
}

adj_status adj_slice_update(adj_tensor x, adj_tensor update, const int64_t* start, const int64_t* step,
                            int32_t rank, adj_tensor* out) {
  return binary("slice_update", x, update, out, [&](const Ref& a, const Ref& b) {
    return ops::slice_update(a, b, dims("slice_update", "start", start, rank),
                             dims("slice_update", "step", step, rank));
  });
}

adj_status adj_flip(adj_tensor x, const int64_t* over, int32_t axis_count, adj_tensor* out) {
  return unary("flip", x, out,
               [&](const Ref& a) { return ops::flip(a, axes("flip", over, axis_count, a.rank())); });
}

adj_status adj_concat(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out) {
  return creation("concat", out, [&] {
    const Arguments all("concat", "xs", xs, count);
    const int rank = all.refs().empty() ? 1 : all.refs()[0].rank();
    return ops::concat(all.refs(), normalize_axis("concat", axis, rank));
  });
}

adj_status adj_stack(const adj_tensor* xs, int64_t count, int64_t axis, adj_tensor* out) {
  return creation("stack", out, [&] {
    const Arguments all("stack", "xs", xs, count);
    const int rank = all.refs().empty() ? 1 : all.refs()[0].rank() + 1;
    return ops::stack(all.refs(), normalize_axis("stack", axis, rank));
  });
}

// ---- indexing ----

adj_status adj_take(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out) {
  return binary("take", x, indices, out, [&](const Ref& a, const Ref& i) {
    return ops::take(a, i, normalize_axis("take", axis, a.rank()));
  });
}

adj_status adj_take_along_axis(adj_tensor x, adj_tensor indices, int64_t axis, adj_tensor* out) {
  return binary("take_along_axis", x, indices, out, [&](const Ref& a, const Ref& i) {
    return ops::take_along_axis(a, i, normalize_axis("take_along_axis", axis, a.rank()));
  });
}

adj_status adj_one_hot(adj_tensor indices, int64_t depth, adj_dtype type, adj_tensor* out) {
  return unary("one_hot", indices, out,
               [&](const Ref& i) { return ops::one_hot(i, depth, dtype("one_hot", type)); });
}

// ---- creation ----

adj_status adj_full(adj_dtype type, const int64_t* extents, int32_t rank, double value, adj_tensor* out) {
  return creation("full", out,
                  [&] { return ops::full(dtype("full", type), shape("full", extents, rank), value); });
}

adj_status adj_arange(double start, double step, int64_t count, adj_dtype type, adj_tensor* out) {
  return creation("arange", out, [&] { return ops::arange(start, step, count, dtype("arange", type)); });
}

adj_status adj_linspace(double start, double stop, int64_t count, adj_dtype type, adj_tensor* out) {
  return creation("linspace", out,
                  [&] { return ops::linspace(start, stop, count, dtype("linspace", type)); });
}

adj_status adj_eye(int64_t rows, int64_t columns, int64_t k, adj_dtype type, adj_tensor* out) {
  return creation("eye", out, [&] { return ops::eye(rows, columns, k, dtype("eye", type)); });
}

// ---- random numbers ----

adj_status adj_random_key(uint64_t seed, adj_tensor* out) {
  return creation("random_key", out, [&] { return ops::random_key(seed); });
}

adj_status adj_random_fold(adj_tensor key, uint64_t number, adj_tensor* out) {
  return unary("random_fold", key, out, [&](const Ref& k) { return ops::random_fold(k, number); });
}

adj_status adj_random_split(adj_tensor key, int64_t count, adj_tensor* out) {
  return unary("random_split", key, out, [&](const Ref& k) { return ops::random_split(k, count); });
}

adj_status adj_random_uniform(adj_tensor key, const int64_t* extents, int32_t rank, adj_dtype type,
                              adj_tensor* out) {
  return unary("random_uniform", key, out, [&](const Ref& k) {
    return ops::random_uniform(k, shape("random_uniform", extents, rank), dtype("random_uniform", type));
  });
}

adj_status adj_random_normal(adj_tensor key, const int64_t* extents, int32_t rank, adj_dtype type,
                             adj_tensor* out) {
  return unary("random_normal", key, out, [&](const Ref& k) {
    return ops::random_normal(k, shape("random_normal", extents, rank), dtype("random_normal", type));
  });
}

adj_status adj_random_integers(adj_tensor key, const int64_t* extents, int32_t rank, int64_t low,
                               int64_t high, adj_tensor* out) {
  return unary("random_integers", key, out, [&](const Ref& k) {
    return ops::random_integers(k, shape("random_integers", extents, rank), low, high);
  });
}

adj_status adj_random_permutation(adj_tensor key, int64_t count, adj_tensor* out) {
  return unary("random_permutation", key, out,
               [&](const Ref& k) { return ops::random_permutation(k, count); });
}

// ---- losses ----

adj_status adj_bce_with_logits(adj_tensor logits, adj_tensor target, adj_tensor weight, adj_tensor pos_weight,
                               adj_reduction reduction, adj_tensor* out) {
  constexpr const char* name = "binary_cross_entropy_with_logits";
  return binary(name, logits, target, out, [&](const Ref& x, const Ref& t) {
    return ops::bce_with_logits(x, t, optional(name, weight), optional(name, pos_weight),
                                loss_reduction(name, reduction));
  });
}

adj_status adj_cross_entropy(adj_tensor logits, adj_tensor target, double label_smoothing,
                             adj_reduction reduction, adj_tensor* out) {
  return binary("cross_entropy", logits, target, out, [&](const Ref& x, const Ref& t) {
    return ops::cross_entropy(x, t, label_smoothing, loss_reduction("cross_entropy", reduction));
  });
}

adj_status adj_mse(adj_tensor prediction, adj_tensor target, adj_reduction reduction, adj_tensor* out) {
  return binary("mse", prediction, target, out,
                [&](const Ref& x, const Ref& t) { return ops::mse(x, t, loss_reduction("mse", reduction)); });
}

// ---- steps of optimizers ----

adj_status adj_adam(const adj_adam_options* options, adj_tensor parameter, adj_tensor gradient,
                    adj_tensor mean, adj_tensor squares, adj_tensor* new_parameter, adj_tensor* new_mean,
                    adj_tensor* new_squares) {
  return guarded([&] {
    constexpr const char* name = "adam";
    const adj_adam_options& o = require(name, "options", options);
    require(name, "new_parameter", new_parameter);
    require(name, "new_mean", new_mean);
    require(name, "new_squares", new_squares);
    const Argument p(name, parameter), g(name, gradient);
    const bool first = mean.id == 0 && squares.id == 0;
    const Ref m = optional(name, mean), v = optional(name, squares);
    const auto writable = [](const Ref& x) {
      return !x->mask && !x->symbolic && x->contiguous() && belongs_to_handle(*x);
    };
    const bool in_place = o.in_place && !first && m && v && writable(m) && writable(v);
    ops::AdamState next =
        ops::adam({o.learning_rate, o.beta1, o.beta2, o.epsilon, o.weight_decay, o.decoupled != 0, o.step},
                  {p.ref(), m, v}, g.ref(), in_place);
    const adj_tensor made = publish(std::move(next.parameter));
    *new_mean = next.mean.get() == m.get() ? mean : publish(std::move(next.mean));
    *new_squares = next.squares.get() == v.get() ? squares : publish(std::move(next.squares));
    *new_parameter = made;
  });
}
