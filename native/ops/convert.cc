// Changing how a tensor is held, not what it says.
#include "core/compute.h"
#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

struct CastAttributes {
  DType dtype;
  bool weak;     // whether it goes on to adapt
  bool checked;  // whether integers that do not fit are refused, else they wrap
};

// The first integer that does not fit is named.
void require_fit(const Node& x, DType dtype) {
  if (!is_integer(x.dtype) || x.count() == 0) return;
  const Ref wide = contiguous(cast(Ref(const_cast<Node*>(&x)), DType::kInt64));
  const std::int64_t* values = wide->elements<std::int64_t>();
  for (std::int64_t i = 0, n = wide->count(); i < n; ++i)
    if (!fits(dtype, values[i])) fail_fit(values[i], dtype);
}

const Operation kCast = {
    .name = "cast",
    .infer =
        [](Inference& i) {
          i.dtype = i.attributes.as<CastAttributes>().dtype;
          i.weak = i.attributes.as<CastAttributes>().weak;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          if (e.out.attributes.as<CastAttributes>().checked) require_fit(e.in(0), e.out.dtype);
          e.allocate();
          convert_elements(e.in(0), e.out);
        },
    // Linear between floating types. What became an integer, or was one, carries no derivative.
    .vjp =
        [](Vjp& r) {
          const bool was_real = !is_complex(r.in_dtype(0));
          r.give(0, cast(was_real ? real(r.ct()) : r.ct(), r.in_dtype(0)));
        },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? cast(r.tangent(0), r.out().dtype()) : Ref(); },
    .batch = batch_elementwise,
    .kind = OperationKind::kElementwise,
    .any_type = true,
    .loop = [](const Attributes& attributes, DType from, DType to) -> ElementLoop {
      if (attributes.as<CastAttributes>().checked || is_complex(from) || is_complex(to)) return {};
      return kernels::loop_of_cast(from, to);
    },
};

const Operation kStopGradient = {
    .name = "stop_gradient",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval = [](const Evaluation& e) { e.alias(e.in(0), 0, e.in(0).strides); },
    .batch = batch_elementwise,
    .blocks_gradient = true,
    .kind = OperationKind::kView,
    .any_type = true,
};

const Operation kContiguous = {
    .name = "contiguous",
    .infer =
        [](Inference& i) {
          i.dtype = i.in(0).dtype;
          i.shape = i.in(0).shape;
        },
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          std::byte* data = e.allocate();
          kernels::copy(x.dtype, extent_of(x.shape), operand(x), {data, e.out.strides.data()});
        },
    .vjp = [](Vjp& r) { r.give(0, r.ct()); },
    .jvp = [](const Jvp& r) { return r.tangent(0); },
    .batch = batch_elementwise,
    .kind = OperationKind::kElementwise,
    .any_type = true,
};

Ref converted(const Ref& x, const CastAttributes& to) {
  if (is_complex(x.dtype()) && !is_complex(to.dtype) && to.dtype != DType::kBool)
    fail(ADJ_ERROR_DTYPE, "cast: ", name_of(x.dtype()), " to ", name_of(to.dtype),
         " would drop the imaginary part; take the part that is meant (Real, Imaginary)");
  return apply_to(kCast, Attributes(to), x);
}

}  // namespace

void fail_fit(std::int64_t value, DType dtype) {
  fail(ADJ_ERROR_RANGE, value, " does not fit ", name_of(dtype), ", which holds ", info_of(dtype).least,
       " to ", info_of(dtype).largest, "; cast the tensor beside it to a wider type");
}

Ref cast(const Ref& x, DType dtype) { return x.dtype() == dtype ? x : converted(x, {dtype, false, false}); }

Ref astype(const Ref& x, DType dtype) {
  if (x.dtype() != dtype) return converted(x, {dtype, false, false});
  if (!x->weak) return x;
  Ref y = alias_of(x);
  y->weak = false;
  return y;
}

Ref weaken(const Ref& x) {
  if (x->weak || x.dtype() == DType::kBool) return x;
  Ref y = alias_of(x);
  y->weak = true;
  return y;
}

// A literal beside a tensor becomes a scalar of the tensor's type; that is cheaper than a conversion.
Ref as_type(const Ref& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  if (is_literal(x) && x->mask == 0) {
    Ref y;
    if (x.dtype() == DType::kInt64)
      y = whole_scalar(dtype, *x->elements<std::int64_t>());
    else if (x.dtype() == DType::kFloat64 && is_floating(dtype))
      y = scalar(dtype, *x->elements<double>());
    else if (x.dtype() == DType::kFloat32 && is_floating(dtype))
      y = scalar(dtype, static_cast<double>(*x->elements<float>()));
    if (y) {
      y->weak = true;
      return y;
    }
  }
  return converted(x, {dtype, x->weak, is_integer(dtype)});
}

Ref as_direction(const Ref& given, DType dtype) {
  if (given.dtype() == dtype) return given;
  const bool adapts = given->weak && promote({dtype, false}, {given.dtype(), true}).dtype == dtype;
  return adapts ? cast(given, dtype) : Ref();
}

bool is_literal(const Ref& x) { return x->weak && x.rank() == 0 && x->data && !x->symbolic; }

std::int64_t whole_value(const Node& x) {
  if (x.dtype == DType::kInt64) return *x.elements<std::int64_t>();
  std::int64_t value;
  const std::int64_t none = 0;
  kernels::cast(x.dtype, DType::kInt64, {0, &none}, operand(x), &value);
  return value;
}

Ref stop_gradient(const Ref& x) { return apply_to(kStopGradient, {}, x); }
Ref contiguous(const Ref& x) { return !x->symbolic && x->contiguous() ? x : apply_to(kContiguous, {}, x); }

}  // namespace adjoint::ops

namespace adjoint {

void convert_elements(const Node& from, Node& to) {
  kernels::cast(from.dtype, to.dtype, ops::extent_of(from.shape), ops::operand(from), to.data);
}

}  // namespace adjoint
