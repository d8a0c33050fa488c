// Rows, along the last axis, brought to mean 0 and variance 1.
//
// y = (x - mean(x)) r with r = 1 / sqrt(variance(x) + epsilon). Its Jacobian J, with
// J d = r (d - mean(d) - y mean(y d)), is symmetric: one operation serves as the forward and as the
// transposed product.
#include "kernels/normalize.h"

#include "core/number_text.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

Ref standardize(const Ref& x, double epsilon);
Ref standardize_change(const Ref& x, const Ref& d, double epsilon);

Ref row_mean(const Ref& x) {
  AxisSet last;
  last.add(x.rank() - 1);
  return mean(x, last, true);
}

kernels::RowsToNormalize rows_of(const Node& n, double epsilon) {
  const std::int64_t columns = n.shape.back();
  return {columns == 0 ? 0 : n.count() / columns, columns, epsilon};
}

// ---- the change of standardized rows ----

// Its own change, with v that of x: -r mean(y v) J d - r mean(y d) J v - r y mean(J v d).
Ref change_by_x(const Ref& x, const Ref& d, const Ref& v, double epsilon) {
  const Ref y = standardize(x, epsilon), jv = standardize_change(x, v, epsilon);
  const Ref jd = standardize_change(x, d, epsilon);
  const Ref r = rsqrt(row_mean(square(x - row_mean(x))) + epsilon);
  return -(r * (row_mean(y * v) * jd + row_mean(y * d) * jv + row_mean(jv * d) * y));
}

// The transpose of that, applied to a cotangent c of J d.
Ref cotangent_of_x(const Ref& x, const Ref& d, const Ref& c, double epsilon) {
  const Ref y = standardize(x, epsilon), jc = standardize_change(x, c, epsilon);
  const Ref jd = standardize_change(x, d, epsilon);
  const Ref r = rsqrt(row_mean(square(x - row_mean(x))) + epsilon);
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
          kernels::standardize_change(e.out.dtype, rows_of(e.out, e.out.attributes.as<double>()), x->data,
                                      d->data, e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          const double epsilon = r.attributes<double>();
          const Ref x = r.in(0), d = r.in(1);
          if (r.wants(0)) r.give(0, cotangent_of_x(x, d, r.ct(), epsilon));
          if (r.wants(1)) r.give(1, standardize_change(x, r.ct(), epsilon));
        },
    .jvp =
        [](const Jvp& r) {
          const double epsilon = r.attributes<double>();
          const Ref &x = r.in(0), &v = r.tangent(0), &dd = r.tangent(1);
          return plus(v ? change_by_x(x, r.in(1), v, epsilon) : Ref(),
                      dd ? standardize_change(x, dd, epsilon) : Ref());
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
  kernels::standardize(e.out.dtype, rows_of(e.out, e.out.attributes.as<double>()), x->data,
                       scaled ? scale->data : nullptr, scaled ? shift->data : nullptr, e.allocate());
}

void vjp_layer_norm(Vjp& r) {
  const double epsilon = r.attributes<double>();
  const Ref &c = r.ct(), x = r.in(0);
  const bool scaled = r.input_count() == 3;
  if (r.wants(0)) r.give(0, standardize_change(x, scaled ? c * r.in(1) : c, epsilon));
  if (!scaled) return;
  if (r.wants(1)) r.give(1, sum_to(c * standardize(x, epsilon), r.in_shape(1)));
  if (r.wants(2)) r.give(2, sum_to(c, r.in_shape(2)));
}

Ref jvp_layer_norm(const Jvp& r) {
  const double epsilon = r.attributes<double>();
  const Ref &x = r.in(0), &dx = r.tangent(0);
  const Ref standard = dx ? standardize_change(x, dx, epsilon) : Ref();
  if (r.input_count() == 1) return standard;
  const Ref &dscale = r.tangent(1), &dshift = r.tangent(2);
  const Ref through_x = standard ? standard * r.in(1) : Ref();
  const Ref through_scale = dscale ? standardize(x, epsilon) * dscale : Ref();
  return plus(plus(through_x, through_scale), dshift ? broadcast_to(dshift, x.shape()) : Ref());
}

// The kernel takes one scale and one shift: where they are batched, they follow by themselves.
Ref batch_layer_norm(const Batch& r) {
  const double epsilon = r.attributes<double>();
  const Ref& x = r.in(0);
  if (r.input_count() == 1) return standardize(x, epsilon);
  if (!r.batched(1) && !r.batched(2)) return layer_norm(x, r.in(1), r.in(2), epsilon);
  const int rank = r.node().shape.rank();
  return standardize(x, epsilon) * align_batched(r, 1, rank) + align_batched(r, 2, rank);
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

Ref standardize(const Ref& x, double epsilon) { return apply_to(kLayerNorm, Attributes(epsilon), x); }
Ref standardize_change(const Ref& x, const Ref& d, double epsilon) {
  return apply_to(kStandardizeChange, Attributes(epsilon), x, d);
}

// The floating type in which all three meet.
DType common_type(const Ref& x, const Ref& scale, const Ref& shift) {
  Promotable common{floating_of(x.dtype(), x->weak), x->weak};
  for (const Ref* other : {&scale, &shift})
    if (*other) common = promote(common, {other->dtype(), (*other)->weak});
  return common.dtype;
}

}  // namespace

Ref layer_norm(const Ref& x, const Ref& scale, const Ref& shift, double epsilon) {
  if (!(epsilon >= 0))
    fail(ADJ_ERROR_ARGUMENT, "LayerNorm: epsilon must be 0 or more, not ", text_of(epsilon));
  const DType type = common_type(x, scale, shift);
  const Ref as_common = as_type(x, type);
  if (x.rank() == 0 || (!scale && !shift)) return standardize(as_common, epsilon);
  const Shape columns{x.shape().back()};
  const auto given_or = [&](const Ref& given, double value) {
    return given ? as_type(given, type) : full(type, columns, value);
  };
  return apply_to(kLayerNorm, Attributes(epsilon), as_common, given_or(scale, 1), given_or(shift, 0));
}

}  // namespace adjoint::ops
