// Rows, along the last axis, brought to mean 0 and variance 1.
//
// y = (x - mean(x)) r with r = 1 / sqrt(variance(x) + epsilon). Its Jacobian J, with
// J d = r (d - mean(d) - y mean(y d)), is symmetric: one operation serves as the forward and as the
// transposed product. Where rows are not centered, both means of x and d count as 0.
#include "kernels/normalize.h"

#include "core/number_text.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

// How rows are standardized. Without gaps, since attributes are compared as bytes.
struct Manner {
  double epsilon;
  std::int64_t centered = 1;
};

Ref standardize(const Ref& x, const Manner& how);
Ref standardize_change(const Ref& x, const Ref& d, const Manner& how);

Ref row_mean(const Ref& x) {
  AxisSet last;
  last.add(x.rank() - 1);
  return mean(x, last, true);
}

kernels::RowsToNormalize rows_of(const Node& n) {
  const std::int64_t columns = n.shape.back();
  const auto& how = n.attributes.as<Manner>();
  return {columns == 0 ? 0 : n.count() / columns, columns, how.epsilon, how.centered != 0};
}

// 1 / sqrt(variance + epsilon) of each row.
Ref row_scale(const Ref& x, const Manner& how) {
  return rsqrt(row_mean(square(how.centered ? x - row_mean(x) : x)) + how.epsilon);
}

// ---- the change of standardized rows ----

// Its own change, with v that of x: -r mean(y v) J d - r mean(y d) J v - r y mean(J v d).
Ref change_by_x(const Ref& x, const Ref& d, const Ref& v, const Manner& how) {
  const Ref y = standardize(x, how), jv = standardize_change(x, v, how);
  const Ref jd = standardize_change(x, d, how), r = row_scale(x, how);
  return -(r * (row_mean(y * v) * jd + row_mean(y * d) * jv + row_mean(jv * d) * y));
}

// The transpose of that, applied to a cotangent c of J d.
Ref cotangent_of_x(const Ref& x, const Ref& d, const Ref& c, const Manner& how) {
  const Ref y = standardize(x, how), jc = standardize_change(x, c, how);
  const Ref jd = standardize_change(x, d, how), r = row_scale(x, how);
  return -(r * (row_mean(c * y) * jd + row_mean(y * d) * jc + row_mean(c * jd) * y));
}

const Operation kStandardizeChange = {
    .name = "standardize_change",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]), d = contiguous(e.inputs[1]);
          kernels::standardize_change(e.out.dtype, rows_of(e.out), x->data, d->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const auto& how = r.attributes<Manner>();
          const Ref x = r.in(0), d = r.in(1);
          if (r.wants(0)) r.give(0, cotangent_of_x(x, d, r.ct(), how));
          if (r.wants(1)) r.give(1, standardize_change(x, r.ct(), how));
        },
    .jvp =
        [](const Jvp& r) {
          const auto& how = r.attributes<Manner>();
          const Ref &x = r.in(0), &v = r.tangent(0), &dd = r.tangent(1);
          return plus(v ? change_by_x(x, r.in(1), v, how) : Ref(),
                      dd ? standardize_change(x, dd, how) : Ref());
        },
    .batch = batch_alike,
    .reads = kReads0 | kReads1,
};

// ---- layer norm: of x alone, or of x, scale and shift ----

void require_column_for_each(const Inference& i, std::size_t operand, const char* what) {
  const Shape &x = i.in(0).shape, &s = i.in(operand).shape;
  if (s.rank() == 1 && s[0] == x.back()) return;
  fail(ADJ_ERROR_SHAPE, i.operation, ": a ", what, " of shape ", to_string(s), " does not fit x of shape ",
       to_string(x), "; it needs shape [", x.back(), "]");
}

void infer_layer_norm(Inference& i) {
  const Node& x = i.in(0);
  if (x.shape.rank() == 0)
    fail(ADJ_ERROR_SHAPE, i.operation, ": x needs a last axis to be normalized along; it is a scalar");
  if (i.inputs.size() == 3) {
    require_column_for_each(i, 1, "scale");
    require_column_for_each(i, 2, "shift");
  }
  i.dtype = x.dtype;
  i.shape = x.shape;
}

void eval_layer_norm(const Evaluation& e) {
  const bool scaled = e.inputs.size() == 3;
  const Ref x = contiguous(e.inputs[0]);
  const Ref scale = scaled ? contiguous(e.inputs[1]) : Ref();
  const Ref shift = scaled ? contiguous(e.inputs[2]) : Ref();
  kernels::standardize(e.out.dtype, rows_of(e.out), x->data, scaled ? scale->data : nullptr,
                       scaled ? shift->data : nullptr, e.allocate());
}

void vjp_layer_norm(Vjp& r) {
  const auto& how = r.attributes<Manner>();
  const Ref &c = r.ct(), x = r.in(0);
  const bool scaled = r.input_count() == 3;
  if (r.wants(0)) r.give(0, standardize_change(x, scaled ? c * r.in(1) : c, how));
  if (!scaled) return;
  if (r.wants(1)) r.give(1, sum_to(c * standardize(x, how), r.in_shape(1)));
  if (r.wants(2)) r.give(2, sum_to(c, r.in_shape(2)));
}

Ref jvp_layer_norm(const Jvp& r) {
  const auto& how = r.attributes<Manner>();
  const Ref &x = r.in(0), &dx = r.tangent(0);
  const Ref standard = dx ? standardize_change(x, dx, how) : Ref();
  if (r.input_count() == 1) return standard;
  const Ref &dscale = r.tangent(1), &dshift = r.tangent(2);
  const Ref through_x = standard ? standard * r.in(1) : Ref();
  const Ref through_scale = dscale ? standardize(x, how) * dscale : Ref();
  return plus(plus(through_x, through_scale), dshift ? broadcast_to(dshift, x.shape()) : Ref());
}

// The kernel takes one scale and one shift: where they are batched, they follow by themselves.
Ref batch_layer_norm(const Batch& r) {
  const auto& how = r.attributes<Manner>();
  const Ref& x = r.in(0);
  if (r.input_count() == 1) return standardize(x, how);
  if (!r.batched(1) && !r.batched(2))
    return apply_to(*r.node().operation, Attributes(how), x, r.in(1), r.in(2));
  const int rank = r.node().shape.rank();
  return standardize(x, how) * align_batched(r, 1, rank) + align_batched(r, 2, rank);
}

const Operation kLayerNorm = {
    .name = "layer_norm",
    .infer = infer_layer_norm,
    .eval = eval_layer_norm,
    .vjp = vjp_layer_norm,
    .jvp = jvp_layer_norm,
    .batch = batch_layer_norm,
    .reads = kReads0 | kReads1,
};

Ref standardize(const Ref& x, const Manner& how) { return apply_to(kLayerNorm, Attributes(how), x); }
Ref standardize_change(const Ref& x, const Ref& d, const Manner& how) {
  return apply_to(kStandardizeChange, Attributes(how), x, d);
}

void require_epsilon(const char* operation, double epsilon) {
  if (!(epsilon >= 0))
    fail(ADJ_ERROR_ARGUMENT, operation, ": epsilon must be 0 or more, not ", text_of(epsilon));
}

// Rows standardized, then scaled and shifted; null stands for 1 and 0.
Ref scaled_rows(const Ref& x, const Ref& scale, const Ref& shift, const Manner& how) {
  const DType type = common_type(x, {scale, shift});
  const Ref as_common = as_type(x, type);
  if (x.rank() == 0 || (!scale && !shift)) return standardize(as_common, how);
  const Shape columns{x.shape().back()};
  const auto given_or = [&](const Ref& given, double value) {
    return given ? as_type(given, type) : full(type, columns, value);
  };
  return apply_to(kLayerNorm, Attributes(how), as_common, given_or(scale, 1), given_or(shift, 0));
}

// ---- channels, along axis 1 ----

void require_channels(const char* operation, const Ref& x) {
  if (x.rank() < 2)
    fail(ADJ_ERROR_SHAPE, operation, ": x of shape ", to_string(x.shape()),
         " has no channels; they are its axis 1");
}

// One number a channel, to be broadcast with x.
Ref beside_channels(const char* operation, const char* what, const Ref& given, const Ref& x) {
  const std::int64_t channels = x.shape()[1];
  if (given.rank() != 1 || given.shape()[0] != channels)
    fail(ADJ_ERROR_SHAPE, operation, ": a ", what, " of shape ", to_string(given.shape()),
         " does not fit x of shape ", to_string(x.shape()), "; it needs shape [", channels, "]");
  Shape shape{channels};
  while (shape.rank() < x.rank() - 1) shape.push_back(1);
  return reshape(given, shape);
}

Ref scaled_channels(const char* operation, const Ref& y, const Ref& scale, const Ref& shift) {
  const Ref scaled = scale ? y * beside_channels(operation, "scale", scale, y) : y;
  return shift ? scaled + beside_channels(operation, "shift", shift, y) : scaled;
}

}  // namespace

Ref layer_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon) {
  require_epsilon("layer_norm", epsilon);
  return scaled_rows(x, scale, shift, {epsilon});
}

Ref rms_norm(const Ref& x, const Ref& scale, double epsilon) {
  require_epsilon("rms_norm", epsilon);
  if (x.rank() == 0)
    fail(ADJ_ERROR_SHAPE, "rms_norm: x needs a last axis to be normalized along; it is a scalar");
  return scaled_rows(x, scale, nullptr, {epsilon, 0});
}

Ref batch_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon) {
  require_epsilon("batch_norm", epsilon);
  require_channels("batch_norm", x);
  const DType type = common_type(x, {scale, shift});
  if (is_rounded_later(type))
    return as_type(batch_norm(unrounded(x), unrounded(scale), unrounded(shift), epsilon), type);
  const Ref moved = move_axis(as_floating(x), 1, 0);
  const std::int64_t channels = x.shape()[1];
  const Shape rows{channels, channels == 0 ? 0 : x->count() / channels};
  const Ref y = move_axis(reshape(standardize(reshape(moved, rows), {epsilon}), moved.shape()), 0, 1);
  return scaled_channels("batch_norm", y, scale, shift);
}

Ref batch_norm_inference(const Ref& x, const Ref& mean, const Ref& variance, const Ref& scale,
                         const Ref& shift, double epsilon) {
  constexpr const char* name = "batch_norm_inference";
  require_epsilon(name, epsilon);
  require_channels(name, x);
  const DType type = common_type(x, {mean, variance, scale, shift});
  if (is_rounded_later(type))
    return as_type(batch_norm_inference(unrounded(x), unrounded(mean), unrounded(variance), unrounded(scale),
                                        unrounded(shift), epsilon),
                   type);
  const Ref r = rsqrt(as_floating(variance) + epsilon);
  const Ref factor = beside_channels(name, "variance", r, x);
  const Ref distance = as_floating(x) - beside_channels(name, "mean", mean, x);
  const Ref scaled = scale ? factor * beside_channels(name, "scale", scale, x) : factor;
  const Ref y = distance * scaled;
  return shift ? y + beside_channels(name, "shift", shift, x) : y;
}

Ref group_norm(const Ref& x, std::int64_t groups, const Ref& scale, const Ref& shift, double epsilon) {
  require_epsilon("group_norm", epsilon);
  require_channels("group_norm", x);
  const DType type = common_type(x, {scale, shift});
  if (is_rounded_later(type))
    return as_type(group_norm(unrounded(x), groups, unrounded(scale), unrounded(shift), epsilon), type);
  const std::int64_t batch = x.shape()[0], channels = x.shape()[1];
  if (groups < 1 || channels % groups != 0)
    fail(ADJ_ERROR_ARGUMENT, "group_norm: ", channels, " channels have no ", groups, " equal groups");
  const Shape rows{batch, groups, batch == 0 ? 0 : x->count() / (batch * groups)};
  const Ref y = reshape(standardize(reshape(as_floating(x), rows), {epsilon}), x.shape());
  return scaled_channels("group_norm", y, scale, shift);
}

}  // namespace adjoint::ops
