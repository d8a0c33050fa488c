// Functions of one operand, element by element.
#include <numbers>

#include "kernels/elementwise.h"
#include "ops/rules.h"

namespace adjoint::ops {
namespace {

void infer_same(Inference& i) {
  i.dtype = i.in(0).dtype;
  i.shape.set(i.in(0).shape);
  i.weak = i.in(0).weak;
}

template <kernels::Unary kFunction>
void eval_unary(const Evaluation& e) {
  const Node& x = e.in(0);
  kernels::unary(kFunction, x.dtype, extent_of(x.shape), operand(x), e.allocate());
}

// A smooth function is told by its chain rule: the change of y, given the change `d` of x. Being a
// multiplication by dy/dx, it serves both modes.
using Chain = Ref (*)(const Ref& d, const Ref& x, const Ref& y);

template <kernels::Unary kFunction, Chain kChain>
constexpr Operation smooth(const char* name, std::uint32_t reads) {
  return {
      .name = name,
      .infer = infer_same,
      .eval = eval_unary<kFunction>,
      .vjp = [](Vjp& r) { r.give(0, kChain(r.ct(), r.in(0), r.out())); },
      .jvp = [](const Jvp& r) { return r.tangent(0) ? kChain(r.tangent(0), r.in(0), r.out()) : Ref(); },
      .batch = batch_elementwise,
      .reads = reads,
  };
}

// A function that is constant wherever it is smooth: its derivative is zero.
template <kernels::Unary kFunction>
constexpr Operation piecewise_constant(const char* name) {
  return {.name = name,
          .infer = infer_same,
          .eval = eval_unary<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

template <kernels::Test kFunction>
constexpr Operation test(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                i.dtype = DType::kBool;
                i.shape.set(i.in(0).shape);
              },
          .eval =
              [](const Evaluation& e) {
                const Node& x = e.in(0);
                kernels::test(kFunction, x.dtype, extent_of(x.shape), operand(x), e.allocate());
              },
          .batch = batch_elementwise,
          .blocks_gradient = true};
}

using kernels::Test;
using kernels::Unary;

constexpr Operation kNeg =
    smooth<Unary::kNeg, [](const Ref& d, const Ref&, const Ref&) { return -d; }>("neg", kReadsNothing);
constexpr Operation kAbs =
    smooth<Unary::kAbs, [](const Ref& d, const Ref& x, const Ref&) { return d * sign(x); }>("abs", kReads0);
constexpr Operation kSquare =
    smooth<Unary::kSquare, [](const Ref& d, const Ref& x, const Ref&) { return d * x * 2.0; }>("square",
                                                                                               kReads0);
constexpr Operation kReciprocal =
    smooth<Unary::kReciprocal, [](const Ref& d, const Ref&, const Ref& y) { return -(d * square(y)); }>(
        "reciprocal", kReadsOut);
constexpr Operation kSqrt =
    smooth<Unary::kSqrt, [](const Ref& d, const Ref&, const Ref& y) { return d / (y * 2.0); }>("sqrt",
                                                                                               kReadsOut);
constexpr Operation kRsqrt =
    smooth<Unary::kRsqrt, [](const Ref& d, const Ref&, const Ref& y) { return d * (square(y) * y * -0.5); }>(
        "rsqrt", kReadsOut);
constexpr Operation kExp =
    smooth<Unary::kExp, [](const Ref& d, const Ref&, const Ref& y) { return d * y; }>("exp", kReadsOut);
constexpr Operation kExpm1 =
    smooth<Unary::kExpm1, [](const Ref& d, const Ref&, const Ref& y) { return d * (y + 1.0); }>("expm1",
                                                                                                kReadsOut);
constexpr Operation kLog =
    smooth<Unary::kLog, [](const Ref& d, const Ref& x, const Ref&) { return d / x; }>("log", kReads0);
constexpr Operation kLog1p =
    smooth<Unary::kLog1p, [](const Ref& d, const Ref& x, const Ref&) { return d / (x + 1.0); }>("log1p",
                                                                                                kReads0);
constexpr Operation kSin =
    smooth<Unary::kSin, [](const Ref& d, const Ref& x, const Ref&) { return d * cos(x); }>("sin", kReads0);
constexpr Operation kCos =
    smooth<Unary::kCos, [](const Ref& d, const Ref& x, const Ref&) { return -(d * sin(x)); }>("cos", kReads0);
constexpr Operation kTan =
    smooth<Unary::kTan, [](const Ref& d, const Ref&, const Ref& y) { return d * (square(y) + 1.0); }>(
        "tan", kReadsOut);
constexpr Operation kTanh =
    smooth<Unary::kTanh, [](const Ref& d, const Ref&, const Ref& y) { return d * (1.0 - square(y)); }>(
        "tanh", kReadsOut);
constexpr Operation kSigmoid =
    smooth<Unary::kSigmoid, [](const Ref& d, const Ref&, const Ref& y) { return d * (y * (1.0 - y)); }>(
        "sigmoid", kReadsOut);
constexpr Operation kSoftplus =
    smooth<Unary::kSoftplus, [](const Ref& d, const Ref& x, const Ref&) { return d * sigmoid(x); }>(
        "softplus", kReads0);
constexpr Operation kErf = smooth<Unary::kErf, [](const Ref& d, const Ref& x, const Ref&) {
  return d * (exp(-square(x)) * (2.0 * std::numbers::inv_sqrtpi));
}>("erf", kReads0);
Ref gelu_slope(const Ref& x);
Ref silu_slope(const Ref& x);

constexpr Operation kGelu =
    smooth<Unary::kGelu, [](const Ref& d, const Ref& x, const Ref&) { return d * gelu_slope(x); }>("gelu",
                                                                                                   kReads0);
// Its own derivative is (2 - x^2) times the density of the normal distribution.
constexpr Operation kGeluSlope = smooth<Unary::kGeluSlope, [](const Ref& d, const Ref& x, const Ref&) {
  const Ref square_of_x = square(x);
  const double density_at_zero = 0.5 * std::numbers::inv_sqrtpi * std::numbers::sqrt2;
  return d * (exp(square_of_x * -0.5) * density_at_zero * (2.0 - square_of_x));
}>("gelu_slope", kReads0);
constexpr Operation kSilu =
    smooth<Unary::kSilu, [](const Ref& d, const Ref& x, const Ref&) { return d * silu_slope(x); }>("silu",
                                                                                                   kReads0);
// Its own derivative is s (1 - s) (2 + x (1 - 2 s)), s being the sigmoid.
constexpr Operation kSiluSlope = smooth<Unary::kSiluSlope, [](const Ref& d, const Ref& x, const Ref&) {
  const Ref s = sigmoid(x);
  return d * (s * (1.0 - s) * (x * (1.0 - s * 2.0) + 2.0));
}>("silu_slope", kReads0);
Ref gelu_slope(const Ref& x) { return apply_to(kGeluSlope, {}, x); }
Ref silu_slope(const Ref& x) { return apply_to(kSiluSlope, {}, x); }

// y > 0 exactly where x > 0: reading y lets x go.
constexpr Operation kRelu = smooth<Unary::kRelu, [](const Ref& d, const Ref&, const Ref& y) {
  const Ref zero = scalar(y.dtype(), 0);
  return where(greater(y, zero), d, zero);
}>("relu", kReadsOut);

constexpr Operation kSign = piecewise_constant<Unary::kSign>("sign");
constexpr Operation kFloor = piecewise_constant<Unary::kFloor>("floor");
constexpr Operation kCeil = piecewise_constant<Unary::kCeil>("ceil");
constexpr Operation kRound = piecewise_constant<Unary::kRound>("round");

constexpr Operation kIsNan = test<Test::kIsNan>("isnan");
constexpr Operation kIsFinite = test<Test::kIsFinite>("isfinite");
constexpr Operation kNot = test<Test::kNot>("logical_not");

Ref floating(const Operation& operation, const Ref& x) { return apply_to(operation, {}, as_floating(x)); }
Ref number(const Operation& operation, const Ref& x) { return apply_to(operation, {}, as_number(x)); }
// Integers are whole already.
Ref rounding(const Operation& operation, const Ref& x) {
  return is_floating(x.dtype()) ? apply_to(operation, {}, x) : x;
}

}  // namespace

Ref neg(const Ref& x) { return number(kNeg, x); }
Ref abs(const Ref& x) { return number(kAbs, x); }
Ref sign(const Ref& x) { return number(kSign, x); }
Ref square(const Ref& x) { return number(kSquare, x); }
Ref relu(const Ref& x) { return number(kRelu, x); }
Ref reciprocal(const Ref& x) { return floating(kReciprocal, x); }
Ref sqrt(const Ref& x) { return floating(kSqrt, x); }
Ref rsqrt(const Ref& x) { return floating(kRsqrt, x); }
Ref exp(const Ref& x) { return floating(kExp, x); }
Ref expm1(const Ref& x) { return floating(kExpm1, x); }
Ref log(const Ref& x) { return floating(kLog, x); }
Ref log1p(const Ref& x) { return floating(kLog1p, x); }
Ref sin(const Ref& x) { return floating(kSin, x); }
Ref cos(const Ref& x) { return floating(kCos, x); }
Ref tan(const Ref& x) { return floating(kTan, x); }
Ref tanh(const Ref& x) { return floating(kTanh, x); }
Ref sigmoid(const Ref& x) { return floating(kSigmoid, x); }
Ref softplus(const Ref& x) { return floating(kSoftplus, x); }
Ref erf(const Ref& x) { return floating(kErf, x); }
Ref gelu(const Ref& x) { return floating(kGelu, x); }
Ref silu(const Ref& x) { return floating(kSilu, x); }
Ref floor(const Ref& x) { return rounding(kFloor, x); }
Ref ceil(const Ref& x) { return rounding(kCeil, x); }
Ref round(const Ref& x) { return rounding(kRound, x); }
Ref isnan(const Ref& x) { return floating(kIsNan, x); }
Ref isfinite(const Ref& x) { return floating(kIsFinite, x); }
Ref logical_not(const Ref& x) { return apply_to(kNot, {}, cast(x, DType::kBool)); }

}  // namespace adjoint::ops
