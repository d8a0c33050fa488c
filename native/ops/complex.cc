// Complex numbers: their parts, and functions that are made of functions of these.
#include "ops/complex.h"

#include "kernels/complex.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

Ref zeros_of(const Ref& x) { return full(x.dtype(), x.shape(), 0); }

// One of the two numbers that a complex one is made of, where it lies.
template <int kPart>
Operation part(const char* name) {
  return {
      .name = name,
      .infer =
          [](Inference& i) {
            i.dtype = part_type(i.in(0).dtype);
            i.shape = i.in(0).shape;
          },
      .eval =
          [](const Evaluation& e) {
            Strides strides = e.in(0).strides;
            for (int d = 0; d < strides.rank(); ++d) strides[d] *= 2;
            e.alias(e.in(0), 0, strides);
            if (e.out.data) e.out.data += kPart * size_of(e.out.dtype);
          },
      .vjp =
          [](Vjp& r) {
            r.give(0, kPart == 0 ? complex(r.ct(), zeros_of(r.ct())) : complex(zeros_of(r.ct()), r.ct()));
          },
      .jvp =
          [](const Jvp& r) {
            const Ref& t = r.tangent(0);
            return !t ? Ref() : kPart == 0 ? real(t) : imag(t);
          },
      .batch = batch_elementwise,
      .kind = OperationKind::kView,
      .any_type = true,
  };
}

const Operation kReal = part<0>("real");
const Operation kImag = part<1>("imag");

const Operation kConj = {
    .name = "conj",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          const Node& x = e.in(0);
          kernels::conjugate(x.dtype, extent_of(x.shape), operand(x), e.allocate());
        },
    .vjp = [](Vjp& r) { r.give(0, conj(r.ct())); },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? conj(r.tangent(0)) : Ref(); },
    .batch = batch_elementwise,
    .kind = OperationKind::kElementwise,
    .complex = true,
};

const Operation kComplex = {
    .name = "complex",
    .infer =
        [](Inference& i) {
          i.dtype = complex_type(i.in(0).dtype);
          broadcast_shapes(i.operation, i.in(0).shape, i.in(1).shape, i.shape);
        },
    .eval =
        [](const Evaluation& e) {
          const BroadcastOperand re(e.in(0), e.out.shape), im(e.in(1), e.out.shape);
          kernels::combine(e.out.dtype, extent_of(e.out.shape), re.in(), im.in(), e.allocate());
        },
    .vjp =
        [](Vjp& r) {
          if (r.wants(0)) r.give(0, sum_to(real(r.ct()), r.in_shape(0)));
          if (r.wants(1)) r.give(1, sum_to(imag(r.ct()), r.in_shape(1)));
        },
    .jvp = [](const Jvp& r) -> Ref {
      const Ref &re = r.tangent(0), &im = r.tangent(1);
      if (!re && !im) return nullptr;
      const Ref d = complex(re ? re : zeros_of(im), im ? im : zeros_of(re));
      return broadcast_to(d, r.out().shape());
    },
    .batch = batch_elementwise,
    .kind = OperationKind::kElementwise,
    .complex = true,
};

// The logarithm of |z|, which keeps its digits where that is near 1.
Ref log_of_size(const Ref& re, const Ref& im) {
  const Ref x = abs(re), y = abs(im), larger = maximum(x, y), smaller = minimum(x, y), size = hypot(re, im);
  const Ref near_one =
      logical_and(greater(size, scalar(size.dtype(), 0.5)), less(size, scalar(size.dtype(), 2)));
  const Ref past_one = (larger - 1.0) * (larger + 1.0) + square(smaller);
  return where(near_one, log1p(instead(logical_not(near_one), 0, past_one)) * 0.5,
               log(instead(near_one, 1, size)));
}

Ref times_i(const Ref& z) { return complex(-imag(z), real(z)); }

}  // namespace

Ref real(const Ref& x) { return has_parts(x) ? apply_to(kReal, {}, x) : x; }
Ref imag(const Ref& x) { return has_parts(x) ? apply_to(kImag, {}, x) : zeros_like(x); }
Ref conj(const Ref& x) { return has_parts(x) ? apply_to(kConj, {}, x) : x; }
Ref angle(const Ref& x) { return atan2(imag(x), real(x)); }

Ref complex(const Ref& real, const Ref& imaginary) {
  for (const Ref* x : {&real, &imaginary})
    if (has_parts(*x))
      fail(ADJ_ERROR_DTYPE, "complex: a part of a complex number is a real number, not one of ",
           name_of(x->dtype()), "; take the part that is meant (Real, Imaginary)");
  DType common = common_type(real, {imaginary});
  if (is_narrow(common)) common = info_of(common).computed_in;
  return apply_to(kComplex, {}, as_type(real, common), as_type(imaginary, common));
}

namespace of_complex {

Ref abs(const Ref& z) { return hypot(real(z), imag(z)); }

Ref sign(const Ref& z) {
  const Ref size = abs(z), none = is_zero(size);
  return where(none, scalar(z.dtype(), 0), z / instead(none, 1, size));
}

Ref exp(const Ref& z) {
  const Ref size = ops::exp(real(z)), turn = imag(z);
  return complex(size * ops::cos(turn), size * ops::sin(turn));
}

Ref log(const Ref& z) { return complex(log_of_size(real(z), imag(z)), angle(z)); }

// 0 to a power is 0, and 1 to the power 0.
Ref pow(const Ref& base, const Ref& exponent) {
  const DType common = promote({base.dtype(), base->weak}, {exponent.dtype(), exponent->weak}).dtype;
  const Ref a = as_type(base, common), b = as_type(exponent, common);
  const Ref of_zero = is_zero(a), none = is_zero(b);
  const Ref power = exp(b * log(instead(of_zero, 1, a)));
  return where(of_zero, cast(none, power.dtype()), where(none, scalar(power.dtype(), 1), power));
}

Ref sin(const Ref& z) {
  const Ref x = real(z), y = imag(z);
  return complex(ops::sin(x) * ops::cosh(y), ops::cos(x) * ops::sinh(y));
}

Ref cos(const Ref& z) {
  const Ref x = real(z), y = imag(z);
  return complex(ops::cos(x) * ops::cosh(y), -(ops::sin(x) * ops::sinh(y)));
}

Ref sinh(const Ref& z) {
  const Ref x = real(z), y = imag(z);
  return complex(ops::sinh(x) * ops::cos(y), ops::cosh(x) * ops::sin(y));
}

Ref cosh(const Ref& z) {
  const Ref x = real(z), y = imag(z);
  return complex(ops::cosh(x) * ops::cos(y), ops::sinh(x) * ops::sin(y));
}

// By the sum of arguments, which overflows nowhere.
Ref tanh(const Ref& z) {
  const Ref x = ops::tanh(real(z)), y = ops::tan(imag(z));
  return complex(x, y) / complex(ones_like(x), x * y);
}

Ref tan(const Ref& z) { return -times_i(tanh(times_i(z))); }

// The inverses, with the cuts and the signs of zeros that C has: W. Kahan, "Branch cuts for complex
// elementary functions", The State of the Art in Numerical Analysis (1987). Sums with 1 are of the real part,
// so that a zero beside it keeps its sign.

namespace {

Ref root_above(const Ref& z) { return ops::sqrt(complex(real(z) + 1.0, imag(z))); }   // sqrt(1 + z)
Ref root_below(const Ref& z) { return ops::sqrt(complex(1.0 - real(z), -imag(z))); }  // sqrt(1 - z)
Ref root_beyond(const Ref& z) { return ops::sqrt(complex(real(z) - 1.0, imag(z))); }  // sqrt(z - 1)

}  // namespace

Ref asin(const Ref& z) {
  const Ref above = root_above(z), below = root_below(z);
  return complex(atan2(real(z), real(below * above)), ops::asinh(imag(conj(below) * above)));
}

Ref acos(const Ref& z) {
  const Ref above = root_above(z), below = root_below(z);
  return complex(atan2(real(below), real(above)) * 2.0, ops::asinh(imag(conj(above) * below)));
}

Ref acosh(const Ref& z) {
  const Ref above = root_above(z), beyond = root_beyond(z);
  return complex(ops::asinh(real(conj(beyond) * above)), atan2(imag(beyond), real(above)) * 2.0);
}

// log((1 + z) / (1 - z)) / 2, whose size is that of 1 + 4 x / |1 - z|^2.
Ref atanh(const Ref& z) {
  const Ref x = real(z), y = imag(z), less = 1.0 - x, size = hypot(less, y);
  const Ref turn = atan2(y * 2.0, less * (x + 1.0) - square(y));
  return complex(ops::log1p(x * 4.0 / size / size) * 0.25, turn * 0.5);
}

Ref asinh(const Ref& z) { return -times_i(asin(times_i(z))); }
Ref atan(const Ref& z) { return -times_i(atanh(times_i(z))); }

// |1 + z|^2 = 1 + x (x + 2) + y^2
Ref log1p(const Ref& z) {
  const Ref x = real(z), y = imag(z), next = x + 1.0, size = hypot(next, y);
  const Ref near = less_equal(size, scalar(size.dtype(), 2));
  const Ref past_one = instead(logical_not(near), 0, x * (x + 2.0) + square(y));
  return complex(where(near, ops::log1p(past_one) * 0.5, ops::log(instead(near, 1, size))), atan2(y, next));
}

Ref expm1(const Ref& z) {
  const Ref x = real(z), y = imag(z), half_sine = ops::sin(y * 0.5);
  return complex(ops::expm1(x) * ops::cos(y) - square(half_sine) * 2.0, ops::exp(x) * ops::sin(y));
}

// Each part of one with each of the other: an operand without an imaginary part has none to multiply with.
Ref matmul(const Ref& a, const Ref& b) {
  if (!has_parts(a)) return by_parts(b, [&](const Ref& part) { return ops::matmul(a, part); });
  if (!has_parts(b)) return by_parts(a, [&](const Ref& part) { return ops::matmul(part, b); });
  const Ref p = real(a), q = imag(a), r = real(b), s = imag(b);
  return complex(ops::matmul(p, r) - ops::matmul(q, s), ops::matmul(p, s) + ops::matmul(q, r));
}

}  // namespace of_complex

}  // namespace adjoint::ops
