// Discrete Fourier transforms along an axis. They are linear, so that each is its own pushforward, and a
// pullback is the transform in the other direction.
#include "ops/fft.h"

#include "kernels/fft.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

// All along the last axis, which is never empty.
Ref transform(const Ref& x, bool inverse);
Ref of_real(const Ref& x);
Ref to_real(const Ref& x, std::int64_t n);

kernels::FftRows rows_of(const Evaluation& e, std::int64_t n) {
  const Node& x = e.in(0);
  return {x.count() / x.shape.back(), n, x.shape.back(), e.out.shape.back()};
}

// A half of a spectrum stands for its conjugates too: all but the first, and for even n the last.
Ref weighted(const Ref& half, std::int64_t n, double weight) {
  if (n == 1) return half;
  const std::int64_t count = n / 2 + 1, mirrored = count - (n % 2 == 0 ? 2 : 1);
  const DType part = part_type(half.dtype());
  const Ref one = full(part, {1}, 1), weights[] = {one, full(part, {mirrored}, weight), one};
  return half * concat({weights, n % 2 == 0 ? 3u : 2u}, 0);
}

struct Direction {
  bool inverse;
};

const Operation kFft = {
    .name = "fft",
    .infer = infer_like_operand,
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]);
          void* y = e.allocate();
          if (e.out.count() == 0) return;
          kernels::fft(part_type(e.out.dtype), rows_of(e, e.out.shape.back()),
                       e.out.attributes.as<Direction>().inverse, x->data, y);
        },
    .vjp = [](Vjp& r) { r.give(0, transform(r.ct(), !r.attributes<Direction>().inverse)); },
    .jvp =
        [](const Jvp& r) {
          return r.tangent(0) ? transform(r.tangent(0), r.attributes<Direction>().inverse) : Ref();
        },
    .batch = batch_elementwise,
    .complex = true,
};

const Operation kRfft = {
    .name = "rfft",
    .infer =
        [](Inference& i) {
          i.dtype = complex_type(i.in(0).dtype);
          i.shape = i.in(0).shape;
          i.shape[i.shape.rank() - 1] = i.shape.back() / 2 + 1;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]);
          void* y = e.allocate();
          if (e.out.count() == 0) return;
          kernels::fft_of_real(x.dtype(), rows_of(e, x.shape().back()), x->data, y);
        },
    .vjp =
        [](Vjp& r) {
          const std::int64_t n = r.in_shape(0).back();
          r.give(0, to_real(weighted(r.ct(), n, 0.5), n));
        },
    .jvp = [](const Jvp& r) { return r.tangent(0) ? of_real(r.tangent(0)) : Ref(); },
    .batch = batch_elementwise,
    .complex = true,
};

struct Length {
  std::int64_t n;
};

const Operation kIrfft = {
    .name = "irfft",
    .infer =
        [](Inference& i) {
          i.dtype = part_type(i.in(0).dtype);
          i.shape = i.in(0).shape;
          i.shape[i.shape.rank() - 1] = i.attributes.as<Length>().n;
        },
    .eval =
        [](const Evaluation& e) {
          const Ref x = contiguous(e.inputs[0]);
          void* y = e.allocate();
          if (e.out.count() == 0) return;
          kernels::fft_to_real(e.out.dtype, rows_of(e, e.out.shape.back()), x->data, y);
        },
    .vjp = [](Vjp& r) { r.give(0, weighted(of_real(r.ct()), r.attributes<Length>().n, 2)); },
    .jvp =
        [](const Jvp& r) { return r.tangent(0) ? to_real(r.tangent(0), r.attributes<Length>().n) : Ref(); },
    .batch = batch_elementwise,
    .complex = true,
};

Ref transform(const Ref& x, bool inverse) { return apply_to(kFft, Attributes(Direction{inverse}), x); }
Ref of_real(const Ref& x) { return apply_to(kRfft, {}, x); }
Ref to_real(const Ref& x, std::int64_t n) { return apply_to(kIrfft, Attributes(Length{n}), x); }

Ref as_complex(const Ref& x) {
  const Ref number = as_floating(x);
  return has_parts(number) ? number : as_type(number, complex_type(number.dtype()));
}

// f along the last axis, where the given one is brought for it.
template <class F>
Ref along(const char* name, const Ref& x, int axis, F f) {
  if (x.shape()[axis] == 0)
    fail(ADJ_ERROR_SHAPE, name, ": shape ", to_string(x.shape()), " has no elements along axis ", axis,
         "; pad it to a length, or leave it out");
  const int last = x.rank() - 1;
  return move_axis(f(move_axis(x, axis, last)), last, axis);
}

}  // namespace

Ref fft(const Ref& x, int axis, bool inverse) {
  return along("fft", as_complex(x), axis, [&](const Ref& rows) { return transform(rows, inverse); });
}

Ref rfft(const Ref& x, int axis) {
  if (has_parts(x))
    fail(ADJ_ERROR_DTYPE, "rfft: takes real numbers, not ", name_of(x.dtype()),
         "; use fft, or the part that is meant (Real, Imaginary)");
  Ref number = as_floating(x);
  if (is_narrow(number.dtype())) number = as_type(number, DType::kFloat32);
  return along("rfft", number, axis, of_real);
}

Ref irfft(const Ref& x, std::int64_t n, int axis) {
  if (n < 1 || n / 2 + 1 != x.shape()[axis])
    fail(ADJ_ERROR_RANGE, "irfft: ", n, " real numbers have ", n / 2 + 1, " results, but shape ",
         to_string(x.shape()), " has ", x.shape()[axis], " along axis ", axis, "; crop or pad it");
  return along("irfft", as_complex(x), axis, [&](const Ref& rows) { return to_real(rows, n); });
}

}  // namespace adjoint::ops
