// Truth values and bits: tests, comparisons and logic, element by element. No derivative passes.
#include <limits>

#include "kernels/number_bits.h"
#include "ops/elementwise.h"

namespace adjoint::ops {
namespace {

using kernels::Binary;
using kernels::Compare;
using kernels::Test;

template <kernels::Test kFunction>
Operation test(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                i.dtype = DType::kBool;
                i.weak = false;
                i.shape.set(i.in(0).shape);
              },
          .eval =
              [](const Evaluation& e) {
                const Node& x = e.in(0);
                kernels::test(kFunction, x.dtype, extent_of(x.shape), operand(x), e.allocate());
              },
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kElementwise,
          .loop = loop_of_kernel<kFunction>};
}

// What a comparison says with its operands exchanged.
constexpr Compare reversed(Compare fn) {
  switch (fn) {
    case Compare::kLess:
      return Compare::kGreater;
    case Compare::kLessEqual:
      return Compare::kGreaterEqual;
    case Compare::kGreater:
      return Compare::kLess;
    case Compare::kGreaterEqual:
      return Compare::kLessEqual;
    default:
      return fn;
  }
}

// Operands are of one type, or int64 and float64.
template <kernels::Compare kFunction>
void eval_compare(const Evaluation& e) {
  const Node &a = e.in(0), &b = e.in(1);
  const BroadcastOperand x(a, e.out.shape), y(b, e.out.shape);
  const kernels::Extent extent = extent_of(e.out.shape);
  if (a.dtype == b.dtype)
    kernels::compare(kFunction, a.dtype, extent, x.in(), y.in(), e.allocate());
  else if (a.dtype == DType::kInt64)
    kernels::compare_whole(kFunction, extent, x.in(), y.in(), e.allocate());
  else
    kernels::compare_whole(reversed(kFunction), extent, y.in(), x.in(), e.allocate());
}

template <Compare kFunction>
Operation comparison(const char* name) {
  return {.name = name,
          .infer =
              [](Inference& i) {
                infer_broadcast(i);
                i.dtype = DType::kBool;
                i.weak = false;
              },
          .eval = eval_compare<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kElementwise,
          .loop = loop_of_kernel<kFunction>};
}

template <Binary kFunction>
Operation logical(const char* name) {
  return {.name = name,
          .infer = infer_broadcast,
          .eval = eval_binary<kFunction>,
          .batch = batch_elementwise,
          .blocks_gradient = true,
          .kind = OperationKind::kElementwise,
          .loop = loop_of_kernel<kFunction>};
}

const Operation kIsNan = test<Test::kIsNan>("isnan");
const Operation kIsFinite = test<Test::kIsFinite>("isfinite");
const Operation kNot = test<Test::kNot>("logical_not");
const Operation kEqual = comparison<Compare::kEqual>("equal");
const Operation kNotEqual = comparison<Compare::kNotEqual>("not_equal");
const Operation kLess = comparison<Compare::kLess>("less");
const Operation kLessEqual = comparison<Compare::kLessEqual>("less_equal");
const Operation kGreater = comparison<Compare::kGreater>("greater");
const Operation kGreaterEqual = comparison<Compare::kGreaterEqual>("greater_equal");
const Operation kAnd = logical<Binary::kAnd>("logical_and");
const Operation kOr = logical<Binary::kOr>("logical_or");
const Operation kXor = logical<Binary::kXor>("logical_xor");
const Operation kBitAnd = logical<Binary::kAnd>("bitwise_and");
const Operation kBitOr = logical<Binary::kOr>("bitwise_or");
const Operation kBitXor = logical<Binary::kXor>("bitwise_xor");
const Operation kLeftShift = constant_in_both<kernels::BitsOfTwo::kLeftShift>("left_shift");
const Operation kRightShift = constant_in_both<kernels::BitsOfTwo::kRightShift>("right_shift");
const Operation kInvert = piecewise_constant<kernels::Unary::kInvert>("bitwise_not");

// Up to which number a floating type holds all whole ones; other types hold none here.
constexpr std::int64_t last_of_all(DType dtype) {
  switch (dtype) {
    case DType::kFloat16:
      return std::int64_t{1} << 11;
    case DType::kBFloat16:
      return std::int64_t{1} << 8;
    case DType::kFloat32:
      return std::int64_t{1} << 24;
    case DType::kFloat64:
      return std::int64_t{1} << 53;
    default:
      return -1;
  }
}

// A whole number that a literal stands for, where the type beside it holds it exactly, becomes one of that
// type: the usual comparison with a constant.
bool adapts_exactly(const Ref& x, DType dtype) {
  if (!is_literal(x) || !is_integer(x.dtype())) return false;
  const std::int64_t value = whole_value(*x);
  if (is_integer(dtype)) return fits(dtype, value);
  const std::int64_t most = last_of_all(dtype);
  return value >= -most && value <= most;
}

// A type that holds every number of a type, for an operand beside one of the other kind.
DType exactly(DType type) { return is_integer(type) && size_of(type) == 8 ? DType::kInt64 : DType::kFloat64; }

// Comparisons are exact: a whole number is not rounded to the floating one that it is beside.
Ref compared(const Operation& operation, const Ref& a, const Ref& b) {
  const DType x = a.dtype(), y = b.dtype();
  if (x == y) return apply_to(operation, {}, a, b);
  if (adapts_exactly(a, y)) return apply_to(operation, {}, as_type(a, y), b);
  if (adapts_exactly(b, x)) return apply_to(operation, {}, a, as_type(b, x));
  if ((is_integer(x) && is_floating(y)) || (is_floating(x) && is_integer(y)))
    return apply_to(operation, {}, cast(a, exactly(x)), cast(b, exactly(y)));
  if (is_integer(x) && is_integer(y) && a->weak != b->weak)
    return apply_to(operation, {}, cast(a, DType::kInt64), cast(b, DType::kInt64));
  return apply_promoted(operation, a, b);
}

// Complex numbers are equal when both parts are.
Ref equal_parts(const Ref& a, const Ref& b) {
  return logical_and(equal(real(a), real(b)), equal(imag(a), imag(b)));
}

bool any_complex(const Ref& a, const Ref& b) { return is_complex(a.dtype()) || is_complex(b.dtype()); }

Ref truth(const Operation& operation, const Ref& a, const Ref& b) {
  return apply_to(operation, {}, cast(a, DType::kBool), cast(b, DType::kBool));
}

// Truth values and integers have bits. `instead` is what may have been meant with other numbers.
void require_bits(const Operation& operation, const Ref& x, const char* instead) {
  if (is_integer(x.dtype()) || x.dtype() == DType::kBool) return;
  fail(ADJ_ERROR_DTYPE, operation.name, ": bits are those of bool and integers, not of ", name_of(x.dtype()),
       "; ", instead);
}

Ref bits(const Operation& operation, const Ref& a, const Ref& b, const char* instead) {
  require_bits(operation, a, instead);
  require_bits(operation, b, instead);
  return apply_promoted(operation, a, b);
}

// Truth values are shifted as the integers that they are in arithmetic.
Ref shifted(const Operation& operation, const Ref& x, const Ref& count) {
  constexpr const char* kInstead = "for powers of two use LdExp";
  require_bits(operation, x, kInstead);
  require_bits(operation, count, kInstead);
  return number(operation, as_number(x), as_number(count));
}

constexpr const char* kTruthInstead = "for the truth of numbers compare them first";

}  // namespace

Ref isnan(const Ref& x) { return floating(kIsNan, x); }
Ref isfinite(const Ref& x) { return floating(kIsFinite, x); }
Ref isinf(const Ref& x) {
  const Ref value = as_floating(x);
  return equal(abs(value), scalar(value.dtype(), std::numeric_limits<double>::infinity()));
}
Ref signbit(const Ref& x) {
  if (!is_floating(x.dtype())) return less(as_number(x), scalar(as_number(x).dtype(), 0));
  const Ref zero = scalar(x.dtype(), 0);
  return less(copysign(scalar(x.dtype(), 1), x), zero);
}
Ref logical_not(const Ref& x) { return apply_to(kNot, {}, cast(x, DType::kBool)); }
Ref equal(const Ref& a, const Ref& b) {
  return any_complex(a, b) ? equal_parts(a, b) : compared(kEqual, a, b);
}
Ref not_equal(const Ref& a, const Ref& b) {
  return any_complex(a, b) ? logical_not(equal_parts(a, b)) : compared(kNotEqual, a, b);
}
Ref less(const Ref& a, const Ref& b) { return compared(kLess, a, b); }
Ref less_equal(const Ref& a, const Ref& b) { return compared(kLessEqual, a, b); }
Ref greater(const Ref& a, const Ref& b) { return compared(kGreater, a, b); }
Ref greater_equal(const Ref& a, const Ref& b) { return compared(kGreaterEqual, a, b); }
Ref logical_and(const Ref& a, const Ref& b) { return truth(kAnd, a, b); }
Ref logical_or(const Ref& a, const Ref& b) { return truth(kOr, a, b); }
Ref logical_xor(const Ref& a, const Ref& b) { return truth(kXor, a, b); }
Ref bitwise_and(const Ref& a, const Ref& b) { return bits(kBitAnd, a, b, kTruthInstead); }
Ref bitwise_or(const Ref& a, const Ref& b) { return bits(kBitOr, a, b, kTruthInstead); }
Ref bitwise_xor(const Ref& a, const Ref& b) { return bits(kBitXor, a, b, "for powers use Pow or Square"); }
Ref left_shift(const Ref& x, const Ref& count) { return shifted(kLeftShift, x, count); }
Ref right_shift(const Ref& x, const Ref& count) { return shifted(kRightShift, x, count); }
Ref bitwise_not(const Ref& x) {
  require_bits(kInvert, x, kTruthInstead);
  return x.dtype() == DType::kBool ? logical_not(x) : apply_to(kInvert, {}, x);
}

}  // namespace adjoint::ops
